import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { expectDirectory, writeResult } from '../../../src/cli/result.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { aWorld } from '../../support/world.ts';

const directory = temporaryDirectory();

it('writes to stdout, in pieces too', () => {
  const world = aWorld();
  writeResult(['a', 'b'], {}, world);
  expect(world.out()).toBe('ab');
});

it('puts a whole file in the place of the old one, and leaves nothing beside', () => {
  const world = aWorld({ cwd: directory() });
  writeFileSync(join(directory(), 'real.txt'), 'old');
  symlinkSync('real.txt', join(directory(), 'link.txt'));
  writeResult(['new', '!'], { output: 'link.txt' }, world);
  expect(readFileSync(join(directory(), 'real.txt'), 'utf8')).toBe('new!');
  expect(readdirSync(directory()).sort()).toEqual(['link.txt', 'real.txt']);
});

it('says before the work that there is no such directory', () => {
  const world = aWorld({ cwd: directory() });
  const message = 'cannot write out/x.json: there is no directory out';
  expect(() => expectDirectory({ output: 'out/x.json' }, world)).toThrow(expect.objectContaining({ code: 'TD_IO', message }));
  expect(() => writeResult('x', { output: 'out/x.json' }, world)).toThrow(message);
  expect(readdirSync(directory())).toEqual([]);
});

it('leaves nothing behind where the file cannot be written', () => {
  mkdirSync(join(directory(), 'taken'));
  const write = () => writeResult('x', { output: 'taken' }, aWorld({ cwd: directory() }));
  expect(write).toThrow(/^cannot write taken: /);
  expect(readdirSync(directory())).toEqual(['taken']);
});

it('writes into what no file can take the place of', () => {
  writeResult('x', { output: '/dev/null' }, aWorld({ cwd: directory() }));
  expect(readdirSync('/dev')).toContain('null');
});
