import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { startSmallEngine } from '../../support/small-engine.ts';
import { aClient, tapedeck } from '../../support/tapedeck.ts';

removeDirectories();

const engine = await startSmallEngine();
const cwd = aDirectory();
const run = (...words: string[]) => tapedeck(words, { cwd, env: { DOCKER_HOST: engine.url } });

beforeAll(async () => {
  for (const name of ['one', 'two', 'three']) await run('record', name, '--', ...aClient(['/_ping', '/v1.51/containers/json']));
  const file = join(cwd, 'cassettes/three/000001-ContainerList.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"status": 200', '"status": 500'));
});

it('finds nothing between two recordings of one session', async () => {
  const { exitCode, stdout } = await run('diff', 'one', 'two', '--fail-on', 'added');
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('no drift in 2 interactions')]);
});

it('says what breaks, with the exit code 1', async () => {
  const { exitCode, stdout } = await run('diff', 'one', 'three', '--format', 'json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).drift).toEqual([
    expect.objectContaining({
      grade: 'breaking',
      kind: 'status',
      cassette: 'one',
      interaction: 1,
      operation: 'ContainerList',
      recorded: 200,
      live: 500,
    }),
  ]);
  expect((await run('diff', 'one', 'three', '--operation', 'SystemPing')).exitCode).toBe(0);
});

it('pairs the cassettes of two directories by their paths below them', async () => {
  const cassettes = join(cwd, 'cassettes');
  for (const [from, to] of [
    ['one', 'before/a.test/works'],
    ['three', 'before/b.test/works'],
    ['two', 'after/a.test/works'],
    ['three', 'after/b.test/works'],
    ['one', 'after/c.test/works'],
  ] as const) {
    cpSync(join(cassettes, from), join(cwd, to), { recursive: true });
  }
  const { exitCode, stdout } = await run('diff', 'before', 'after', '--fail-on', 'added');
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('no drift in 4 interactions')]);
  expect(stdout).toContain('c.test/works is in after alone');
});

it('has no opinion on what it cannot read, or cannot pair', async () => {
  expect((await run('diff', 'one', 'none')).exitCode).toBe(3);
  expect((await run('diff', 'one', 'cassettes')).exitCode).toBe(0);
  expect((await run('diff', 'one')).exitCode).toBe(2);
});
