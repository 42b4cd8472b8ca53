import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { looksRandom } from '../../../src/meaning/looks.ts';
import { partPairs } from '../../../src/meaning/pairs.ts';

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
