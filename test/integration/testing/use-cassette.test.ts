import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { type CassetteOptions, useCassette } from '../../../src/index.ts';
import { ask } from '../../support/ask.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { startSmallEngine } from '../../support/small-engine.ts';

removeDirectories();

const engine = await startSmallEngine();
const before = { ...process.env };
afterEach(() => {
  for (const name of ['DOCKER_HOST', 'DOCKER_CONTEXT', 'TAPEDECK_MODE']) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

/** A directory with a cassette `hello` of these requests. */
async function recorded(...paths: string[]): Promise<string> {
  const directory = aDirectory();
  const cassette = await useCassette('hello', { directory, upstream: engine.url });
  for (const path of paths) await ask(cassette.socketPath, path);
  await cassette.stop();
  return directory;
}

it('records what is not there yet, and plays it from then on', async () => {
  const directory = aDirectory();
  const first = await useCassette('hello', { directory, upstream: engine.url });
  expect([first.state, first.name, first.path]).toEqual(['recording', 'hello', join(directory, 'hello')]);
  expect(await ask(first.socketPath, '/v1.51/containers/json')).toEqual({ status: 200, body: '[]\n' });
  await first.stop();
  expect(readdirSync(join(directory, 'hello'))).toEqual(['000000-ContainerList.json', 'cassette.json']);

  const asked = engine.asked.length;
  const second = await useCassette('hello', { directory });
  expect(second.state).toBe('playing');
  expect(await ask(second.socketPath, '/v1.51/containers/json')).toEqual({ status: 200, body: '[]\n' });
  await second.stop();
  expect(engine.asked).toHaveLength(asked);
});

it('records new episodes behind what is there', async () => {
  const directory = await recorded('/_ping');
  const cassette = await useCassette('hello', { directory, upstream: engine.url, mode: 'new-episodes' });
  expect(cassette.state).toBe('playing');
  const asked = engine.asked.length;
  await ask(cassette.socketPath, '/_ping');
  expect(await ask(cassette.socketPath, '/v1.51/containers/json')).toEqual({ status: 200, body: '[]\n' });
  await cassette.stop();
  expect(engine.asked.slice(asked)).toEqual(['GET /v1.51/containers/json']);
  expect(readdirSync(join(directory, 'hello'))).toEqual(['000000-SystemPing.json', '000001-ContainerList.json', 'cassette.json']);
  const again = await useCassette('hello', { directory, mode: 'none', requireAll: true });
  await ask(again.socketPath, '/v1.51/containers/json');
  await ask(again.socketPath, '/_ping');
  await again.stop();
});

it('throws misses at the end, with their explanation', async () => {
  const cassette = await useCassette('hello', { directory: await recorded('/_ping') });
  expect((await ask(cassette.socketPath, '/v1.51/info')).status).toBe(501);
  await expect(cassette.stop()).rejects.toMatchObject({
    name: 'TapedeckError',
    code: 'TD_MISSES',
    message: expect.stringContaining('no recorded answer to GET /v1.51/info: nothing like it was recorded in hello'),
  });
  await cassette.stop();
  expect(existsSync(cassette.socketPath)).toBe(false);
});

it('throws what was never asked for where that counts', async () => {
  const directory = await recorded('/_ping', '/v1.51/containers/json');
  const lenient = await useCassette('hello', { directory });
  await ask(lenient.socketPath, '/_ping');
  await lenient.stop();
  const strict = await useCassette('hello', { directory, requireAll: true });
  await ask(strict.socketPath, '/_ping');
  await expect(strict.stop()).rejects.toThrow('tapedeck: never asked for\n  hello 1 GET /v1.51/containers/json');
});

it('stops when it goes out of use', async () => {
  const cassette = await useCassette('hello', { directory: await recorded('/_ping') });
  await ask(cassette.socketPath, '/nope');
  await expect(cassette[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'TD_MISSES' });
});

it('listens on a socket of its own that nobody else can reach', async () => {
  const cassette = await useCassette('hello', { directory: await recorded('/_ping') });
  expect(cassette.dockerHost).toBe(`unix://${cassette.socketPath}`);
  expect(cassette.env).toEqual({ DOCKER_HOST: cassette.dockerHost });
  expect(statSync(dirname(cassette.socketPath)).mode & 0o777).toBe(0o700);
  await cassette.stop();
  expect(existsSync(dirname(cassette.socketPath))).toBe(false);
});

it('leads clients of this process there where it is told to, and gives the environment back', async () => {
  process.env.DOCKER_HOST = 'tcp://elsewhere:1';
  process.env.DOCKER_CONTEXT = 'far';
  const cassette = await useCassette('hello', { directory: await recorded('/_ping'), setDockerHost: true });
  expect([process.env.DOCKER_HOST, process.env.DOCKER_CONTEXT]).toEqual([cassette.dockerHost, undefined]);
  await cassette.stop();
  expect([process.env.DOCKER_HOST, process.env.DOCKER_CONTEXT]).toEqual(['tcp://elsewhere:1', 'far']);
});

it('takes the mode from the environment, and refuses what is none', async () => {
  const directory = await recorded('/_ping');
  process.env.TAPEDECK_MODE = 'all';
  const again = await useCassette('hello', { directory, upstream: engine.url });
  await ask(again.socketPath, '/v1.51/containers/json');
  await again.stop();
  expect(readdirSync(join(directory, 'hello'))).toEqual(['000000-ContainerList.json', 'cassette.json']);
  process.env.TAPEDECK_MODE = 'sometimes';
  await expect(useCassette('hello', { directory })).rejects.toMatchObject({ code: 'TD_USAGE' });
});

it('asks no engine where there is no cassette and none may be made', async () => {
  await expect(useCassette('hello', { directory: aDirectory(), mode: 'none' })).rejects.toMatchObject({ code: 'TD_CASSETTE_MISSING' });
});

it('says so where no engine answers, and leaves nothing behind', async () => {
  const directory = aDirectory();
  const upstream = `unix://${join(directory, 'no.sock')}`;
  await expect(useCassette('hello', { directory, upstream })).rejects.toMatchObject({ code: 'TD_UPSTREAM_UNREACHABLE' });
  expect(readdirSync(directory)).toEqual([]);
});

it('makes no cassette of a test that asked nothing', async () => {
  const directory = aDirectory();
  const cassette = await useCassette('hello', { directory, upstream: engine.url });
  await cassette.stop();
  expect(existsSync(join(directory, 'hello'))).toBe(false);
});

it('refuses wrong options at once, and leaves nothing behind', async () => {
  const directory = aDirectory();
  const options = { directory, upstream: engine.url, gateTimeout: 'x' } as unknown as CassetteOptions;
  await expect(useCassette('hello', options)).rejects.toMatchObject({
    code: 'TD_USAGE',
    message: "useCassette: gateTimeout is 'x', not a number of milliseconds from 0 to 3600000",
  });
  expect(readdirSync(directory)).toEqual([]);
});

it.each(['', '..', '../x', '.', 7 as unknown as string])('takes no name that leads elsewhere: %j', async (name) => {
  await expect(useCassette(name, { directory: aDirectory() })).rejects.toMatchObject({ code: 'TD_USAGE' });
});
