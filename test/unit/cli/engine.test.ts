import { createServer, type Server } from 'node:http';
import { createServer as createRawServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { askVersion, PATIENCE, readEngineInfo } from '../../../src/cli/engine.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';

removeDirectories();
const servers: { close(): unknown }[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

const DOCKER = {
  Platform: { Name: '' },
  Components: [{ Name: 'Engine', Version: '20.10.24' }],
  Version: '20.10.24',
  ApiVersion: '1.41',
  MinAPIVersion: '1.12',
  Os: 'linux',
  Arch: 'amd64',
};

async function engine(answer: (path: string) => { status: number; body: string }): Promise<{ path: string; asked: string[] }> {
  const path = join(aDirectory(), 'docker.sock');
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['user-agent']}`);
    const { status, body } = answer(request.url ?? '');
    response.writeHead(status).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { path, asked };
}

it('asks GET /version once, under its own name', async () => {
  const { path, asked } = await engine(() => ({ status: 200, body: JSON.stringify(DOCKER) }));
  expect(await askVersion({ kind: 'unix', path })).toEqual({
    kind: 'engine',
    info: { name: 'Docker', version: '20.10.24', apiVersion: '1.41', minApiVersion: '1.12', os: 'linux', arch: 'amd64' },
  });
  expect(asked).toEqual([expect.stringMatching(/^GET \/version docker-tapedeck\/\d/)]);
});

it('knows Podman by its components', () => {
  const podman = { ...DOCKER, Version: '5.8.6', Components: [{ Name: 'Podman Engine' }, { Name: 'Conmon' }] };
  expect(readEngineInfo(JSON.stringify(podman))).toMatchObject({ name: 'Podman', version: '5.8.6' });
});

it.each(['', '{', 'null', '[]', '{"Version":"1"}', '{"Version":"1","ApiVersion":"new"}'])('takes %p for no version', (body) => {
  expect(readEngineInfo(body)).toBeNull();
});

it('tells an answer that is no version from no answer', async () => {
  const { path } = await engine(() => ({ status: 403, body: 'no' }));
  expect(await askVersion({ kind: 'unix', path })).toEqual({ kind: 'no-version', detail: 'GET /version gave status 403' });
});

it('says that there is no such socket', async () => {
  const answer = await askVersion({ kind: 'unix', path: '/nonexistent/docker.sock' });
  expect(answer).toMatchObject({
    kind: 'unreachable',
    error: { message: 'no engine at unix:///nonexistent/docker.sock: there is no such socket' },
  });
});

it('names the option by which the user can name another engine', async () => {
  const path = '/nonexistent/docker.sock';
  const hint = async (option?: '--against') => {
    const answer = await askVersion({ kind: 'unix', path }, PATIENCE, option);
    return answer.kind === 'unreachable' ? answer.error.hint : null;
  };
  expect(await hint()).toBe('Start the engine, or name another with --upstream URL. "tapedeck doctor" shows what was tried.');
  expect(await hint('--against')).toBe('Start the engine, or name another with --against URL.');
});

it('gives up on a peer that says nothing', async () => {
  const path = join(aDirectory(), 'docker.sock');
  const server = createRawServer(() => {});
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  expect(await askVersion({ kind: 'unix', path }, 20)).toMatchObject({
    kind: 'unreachable',
    error: { message: expect.stringMatching(/no answer within/) },
  });
});
