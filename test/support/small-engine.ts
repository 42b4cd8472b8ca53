/**
 * An engine of few answers, for tests in which it does not matter what is said. `/images/get` is a megabyte. What it answers
 * otherwise is given by path, as JSON; `'hang'` answers nothing, `'die'` ends the engine, `'refuse'` gives 400.
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { aDirectory } from './directories.ts';

export interface SmallEngine {
  /** For DOCKER_HOST. */
  readonly url: string;
  /** Request lines, in order of arrival. A test may empty it. */
  readonly asked: string[];
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
export async function startSmallEngine(answers: Readonly<Record<string, unknown>> = {}): Promise<SmallEngine> {
  const path = join(aDirectory(), 'engine.sock');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const json = (value: unknown) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
    const own = answers[request.url ?? ''];
    if (own === 'hang') return;
    if (own === 'refuse') {
      response.writeHead(400, { 'Content-Type': 'application/json' }).end('{"message":"no"}\n');
      return;
    }
    if (own === 'die') {
      request.socket.destroy();
      void stop();
    } else if (own !== undefined) json(own);
    else if (request.url === '/version') json(VERSION);
    else if (request.url === '/_ping') response.writeHead(200, PING_HEADERS).end(request.method === 'HEAD' ? '' : 'OK');
    else if (/^(\/v1\.\d+)?\/containers\/json/.test(request.url ?? '')) json([]);
    else if (request.url === '/images/get')
      response.writeHead(200, { 'Content-Type': 'application/x-tar' }).end(Buffer.alloc(1024 * 1024, 'x'));
    else response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"message":"page not found"}\n');
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  afterAll(stop);
  return { url: `unix://${path}`, asked, stop };
}
