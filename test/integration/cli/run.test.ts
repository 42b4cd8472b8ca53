import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { startSmallEngine } from '../../support/small-engine.ts';
import { aClient, type Run, tapedeck } from '../../support/tapedeck.ts';

removeDirectories();

const engine = await startSmallEngine({
  ...Object.fromEntries(['td-a3818813', 'td-37c765c0'].map((name) => [`/v1.51/volumes/${name}`, { Name: name }])),
  '/v1.51/networks/td-37c765c0-net': { Name: 'td-37c765c0-net', Labels: { run: 'td-37c765c0' } },
});

const LIST = '/v1.51/containers/json';
const env = { DOCKER_HOST: engine.url };

/** `run hello` in that mode, with a client that asks for these; what the engine was asked, its version aside. */
async function run(cwd: string, mode: string, paths: readonly string[], more: readonly string[] = []): Promise<Run & { asked: string[] }> {
  const before = engine.asked.length;
  const done = await tapedeck(['run', 'hello', '--mode', mode, ...more, '--', ...aClient(paths)], { cwd, env });
  return { ...done, asked: engine.asked.slice(before).filter((line) => line !== 'GET /version') };
}

const files = (cwd: string) => readdirSync(join(cwd, 'cassettes/hello')).filter((name) => name !== 'cassette.json');

it('records what is not there, and replays it from then on: once', async () => {
  const cwd = aDirectory();
  const first = await run(cwd, 'once', [LIST]);
  expect(first).toMatchObject({ exitCode: 0, asked: [`GET ${LIST}`], stderr: 'recorded 1 interaction in cassettes/hello\n' });
  expect(await run(cwd, 'once', [LIST])).toMatchObject({ exitCode: 0, asked: [], stdout: first.stdout, stderr: 'used 1 of 1, 0 misses\n' });
  expect(await run(cwd, 'once', ['/_ping'])).toMatchObject({ exitCode: 1, asked: [] });
});

it('asks for what is new and keeps it behind what was there: new-episodes', async () => {
  const cwd = aDirectory();
  await run(cwd, 'new-episodes', [LIST]);
  const more = await run(cwd, 'new-episodes', ['/_ping', LIST, '/images/get']);
  expect(more).toMatchObject({ exitCode: 0, asked: ['GET /_ping', 'GET /images/get'] });
  expect(more.stderr).toBe('used 1 of 1, 0 misses, 2 passed on\nrecorded 2 new interactions in cassettes/hello\n');
  expect(files(cwd)).toEqual(['000000-ContainerList.json', '000001-SystemPing.json', '000002-ImageGetAll.json', 'bodies']);
  const again = await run(cwd, 'new-episodes', ['/_ping', LIST, '/images/get']);
  expect(again).toMatchObject({ exitCode: 0, asked: [], stdout: more.stdout, stderr: 'used 3 of 3, 0 misses\n' });
  expect(await run(cwd, 'none', ['/images/get', LIST, '/_ping'])).toMatchObject({
    exitCode: 0,
    asked: [],
    stderr: 'used 3 of 3, 0 misses\n',
  });
});

it('replays what was added under another random name, under a third one', async () => {
  const cwd = aDirectory();
  const paths = (name: string) => [`/v1.51/volumes/${name}`, `/v1.51/networks/${name}-net`];
  await run(cwd, 'new-episodes', paths('td-a3818813').slice(0, 1));
  const more = await run(cwd, 'new-episodes', paths('td-37c765c0'));
  expect(more).toMatchObject({ exitCode: 0, asked: ['GET /v1.51/networks/td-37c765c0-net'] });
  expect(more.stdout).toMatch(/^\{"Name":"td-37c765c0"\}/);
  const file = readFileSync(join(cwd, 'cassettes/hello/000001-NetworkInspect.json'), 'utf8');
  expect(JSON.parse(file)).toMatchObject({
    names: [{ type: 'name', here: 'td-37c765c0', first: 'td-a3818813' }],
    request: { target: '/v1.51/networks/td-37c765c0-net' },
    outcome: { body: { data: { Name: 'td-37c765c0-net', Labels: { run: 'td-37c765c0' } } } },
  });
  const again = await run(cwd, 'none', paths('td-5b1e22f0'));
  expect(again).toEqual({
    exitCode: 0,
    asked: [],
    stdout: more.stdout.replaceAll('td-37c765c0', 'td-5b1e22f0'),
    stderr: 'used 2 of 2, 0 misses\n',
  });
});

it('needs no engine for what is not new', async () => {
  const cwd = aDirectory();
  await run(cwd, 'once', [LIST]);
  const words = ['run', 'hello', '--mode', 'new-episodes', '--', ...aClient([LIST])];
  expect(await tapedeck(words, { cwd, env: { DOCKER_HOST: 'unix:///nowhere.sock' } })).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(
      /^tapedeck: no engine at unix:\/\/\/nowhere\.sock: .*; what the cassette does not have is a miss\nused 1 of 1/,
    ),
  });
});

it('never asks an engine: none', async () => {
  const cwd = aDirectory();
  expect(await run(cwd, 'none', [LIST])).toMatchObject({
    exitCode: 3,
    asked: [],
    stderr: expect.stringContaining('there is no cassette hello'),
  });
  await run(cwd, 'all', [LIST]);
  expect(await run(cwd, 'none', ['/_ping'])).toMatchObject({ exitCode: 1, asked: [] });
});

it('records anew each time: all', async () => {
  const cwd = aDirectory();
  await run(cwd, 'all', [LIST]);
  expect(await run(cwd, 'all', ['/_ping'])).toMatchObject({ exitCode: 0, asked: ['GET /_ping'] });
  expect(files(cwd)).toEqual(['000000-SystemPing.json']);
});

it('normalises times of new episodes where that is asked', async () => {
  const cwd = aDirectory();
  await run(cwd, 'once', [LIST], ['--normalise-times']);
  await run(cwd, 'new-episodes', [LIST, '/_ping'], ['--normalise-times']);
  const list = await tapedeck(['list', '--format', 'json'], { cwd });
  expect(JSON.parse(list.stdout)).toMatchObject([{ interactions: 2, recordedAt: '1970-01-01T00:00:00.000Z' }]);
});

it('hands on what was not recorded with --on-miss passthrough, and keeps nothing of it', async () => {
  const cwd = aDirectory();
  await run(cwd, 'once', [LIST]);
  const words = ['replay', 'hello', '--on-miss', 'passthrough'];
  const passed = await tapedeck([...words, '--', ...aClient([LIST, '/_ping', '/nope'])], { cwd, env });
  expect(passed).toEqual({
    exitCode: 0,
    stdout: '[]\nOK{"message":"page not found"}\n',
    stderr: 'used 1 of 1, 0 misses, 2 passed on\n',
  });
  expect(files(cwd)).toEqual(['000000-ContainerList.json']);
  const reported = await tapedeck([...words, '--format', 'json', '--output', 'o.json', '--', ...aClient(['/_ping'])], { cwd, env });
  expect(reported.exitCode).toBe(0);
});

it('says that a passthrough needs an engine', async () => {
  const cwd = aDirectory();
  await run(cwd, 'once', [LIST]);
  const nowhere = { DOCKER_HOST: 'unix:///nowhere.sock' };
  const missing = await tapedeck(['replay', 'hello', '--on-miss', 'passthrough', '--', ...aClient([LIST])], { cwd, env: nowhere });
  expect(missing).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('no engine at unix:///nowhere.sock') });
});
