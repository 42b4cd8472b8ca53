/** An engine of few answers, for tests in which it does not matter what is said. `/images/get` is a megabyte. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { aDirectory } from './directories.ts';

export interface SmallEngine {
  /** For DOCKER_HOST. */
  readonly url: string;
  /** Request lines, in order of arrival. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

const VERSION = {
  Version: '28.5.2',
  ApiVersion: '1.51',
  MinAPIVersion: '1.24',
  Os: 'linux',
  Arch: 'amd64',
  Components: [{ Name: 'Engine' }],
};

const PING_HEADERS = { 'Content-Type': 'text/plain; charset=utf-8', 'Api-Version': '1.51', 'Docker-Experimental': 'false' };

/** Stops by itself after the tests of the file. */
export async function startSmallEngine(): Promise<SmallEngine> {
  const path = join(aDirectory(), 'engine.sock');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const json = (value: unknown) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
    if (request.url === '/version') json(VERSION);
    else if (request.url === '/_ping') response.writeHead(200, PING_HEADERS).end(request.method === 'HEAD' ? '' : 'OK');
    else if (/^(\/v1\.\d+)?\/containers\/json/.test(request.url ?? '')) json([]);
    else if (request.url === '/images/get')
      response.writeHead(200, { 'Content-Type': 'application/x-tar' }).end(Buffer.alloc(1024 * 1024, 'x'));
    else response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"message":"page not found"}\n');
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  afterAll(stop);
  return { url: `unix://${path}`, asked, stop };
}
