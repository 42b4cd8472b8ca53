import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { looksRandom } from '../../../src/meaning/looks.ts';
import { partPairs, stemPairs } from '../../../src/meaning/pairs.ts';

it('takes the part of a name that was made up for itself', () => {
  expect(partPairs('td-6d14fd3a', 'td-91bc07de')).toEqual([['6d14fd3a', '91bc07de']]);
  expect(partPairs('td-6d14fd3a.local', 'td-91bc07de.local')).toEqual([['6d14fd3a', '91bc07de']]);
});

it.each([
  ['web', 'db'],
  ['6d14fd3a', '91bc07de'],
  ['test-1234567', 'test-7654321'],
  ['run-20261124', 'run-20261125'],
  ['app-server', 'app-worker'],
])('takes nothing of %s and %s for itself', (recorded, live) => {
  expect(partPairs(recorded, live)).toEqual([]);
});

it('knows random hexadecimal digits, also where one of the two happens to look like a word or a number', () => {
  const digits = fc.stringMatching(/^[0-9a-f]{8}$/);
  fc.assert(
    fc.property(digits, digits, (recorded, live) => {
      fc.pre(recorded !== live && /[a-f]/.test(recorded + live) && [recorded, live].some(looksRandom));
      expect(partPairs(`td-${recorded}`, `td-${live}`)).toEqual([[recorded, live]]);
    }),
    { examples: [['9ab4442f', '44786918']] },
  );
});

it.each([
  ['app-31452', 'app-8668', [['app-31452', 'app-8668']]],
  ['app-31452-net', 'app-8668-net', [['app-31452', 'app-8668']]],
  ['my-app-31452_x', 'my-app-8668_x', [['app-31452', 'app-8668']]],
  ['web31452.local', 'web8668.local', [['web31452', 'web8668']]],
  ['app-20261124-040352', 'app-20261124-050000', [['app-20261124-040352', 'app-20261124-050000']]],
  [
    'app-123-4567',
    'app-890-1234',
    [
      ['app-123', 'app-890'],
      ['app-123-4567', 'app-890-1234'],
    ],
  ],
  ['31452-net', '8668-net', []],
  ['app-1', 'app-2', []],
  ['app-x', 'app-1234', []],
  ['app-web-1', 'shop-web-1', []],
  ['td-7f3a', 'td-91bc', []],
])('finds in %s and %s the number with the word before it', (recorded, live, pairs) => {
  expect(stemPairs(recorded, live)).toEqual(pairs);
});
