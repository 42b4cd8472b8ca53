import { expect, it } from '@jest/globals';
import { wantsColour } from '../../../src/cli/world.ts';
import { aWorld } from '../../support/world.ts';

const terminal = { stdout: true, stderr: false };

it.each([
  [{}, true],
  [{ TERM: 'dumb' }, false],
  [{ NO_COLOR: '1' }, false],
  [{ NO_COLOR: '' }, true],
  [{ FORCE_COLOR: '0' }, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('decides about colours on a terminal with %j', (env, wanted) => {
  expect(wantsColour(aWorld({ env, terminal }), 'stdout')).toBe(wanted);
});

it('colours no pipe unless FORCE_COLOR says so', () => {
  expect(wantsColour(aWorld(), 'stdout')).toBe(false);
  expect(wantsColour(aWorld({ env: { FORCE_COLOR: '1' } }), 'stdout')).toBe(true);
  expect(wantsColour(aWorld({ terminal }), 'stderr')).toBe(false);
});
