import { expect, it } from '@jest/globals';
import { progressOn } from '../../../src/cli/progress.ts';
import { aWorld } from '../../support/world.ts';

it('shows one line that changes, on a terminal, and takes it away again', () => {
  const world = aWorld({ terminal: { stdout: false, stderr: true } });
  const progress = progressOn(world);
  progress.say('1 of 2');
  progress.say('1 of 2');
  progress.say('2 of 2');
  progress.clear();
  progress.clear();
  expect(world.err()).toBe('\r\u001b[K1 of 2\r\u001b[K2 of 2\r\u001b[K');
});

it('says nothing to a log file', () => {
  const world = aWorld();
  progressOn(world).say('1 of 2');
  expect(world.err()).toBe('');
});

it('lets what is said to the terminal stand above the line', () => {
  const world = aWorld({ terminal: { stdout: false, stderr: true } });
  const progress = progressOn(world);
  progress.say('1 of 2');
  progress.world.stderr('a miss\n');
  progress.world.stdout('a result\n');
  expect(world.err()).toBe('\r\u001b[K1 of 2\r\u001b[Ka miss\n\r\u001b[K1 of 2');
  expect(world.out()).toBe('a result\n');
});
