import { expect, it } from '@jest/globals';
import { runProgram } from '../../../src/cli/program.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { aWorld } from '../../support/world.ts';

removeDirectories();

it('gives the exit code of the command that ran', async () => {
  const world = aWorld({ cwd: aDirectory() });
  expect(await runProgram(['list', '--format', 'json'], world)).toBe(0);
  expect(world.out()).toBe('[]\n');
});

it('takes words that are wrong for 2', async () => {
  const world = aWorld({ cwd: aDirectory() });
  expect(await runProgram(['list', '--bogus'], world)).toBe(2);
  expect(world.err()).toBe('tapedeck: list has no option --bogus\n  tapedeck list --help lists its options.\n');
});

it('takes what goes wrong in a command for what it is, and not for wrong words', async () => {
  const world = aWorld({
    cwd: aDirectory(),
    stdout: () => {
      throw new TypeError('broken');
    },
  });
  expect(await runProgram(['list', '--format', 'json'], world)).toBe(3);
  expect(world.err()).toMatch(/^tapedeck: this is a fault of tapedeck: TypeError: broken\n/);
});

it('refuses a tapedeck.json with an unknown option, whatever the command', async () => {
  const world = aWorld({ cwd: aDirectory({ 'tapedeck.json': '{"sped":1}' }) });
  expect(await runProgram(['list'], world)).toBe(2);
  expect(world.err()).toMatch(/^tapedeck: tapedeck\.json: sped is no option\n/);
});

it('takes --config before tapedeck.json, in either way of writing it', async () => {
  const cwd = aDirectory({ 'tapedeck.json': '{"sped":1}', 'other.json': '{"format":"json"}' });
  for (const words of [
    ['list', '--config', 'other.json'],
    ['--config=other.json', 'list'],
  ]) {
    const world = aWorld({ cwd });
    expect(await runProgram(words, world)).toBe(0);
    expect(world.out()).toBe('[]\n');
  }
});
