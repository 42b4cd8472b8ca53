import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstLines } from '../../../../src/verify/compare/first-lines.ts';
import { Identities } from '../../../../src/verify/identities.ts';

const DAY = 'Fri Nov 27 02:57:42 UTC 2026';
const OTHER_DAY = 'Fri Nov 27 03:05:24 UTC 2026';

it('gives the first lines that do not say the same, not those with another time', () => {
  expect(firstLines(`${DAY}\nuser-3467\nend\n`, `${OTHER_DAY}\nuser-11\nend\n`, new Identities())).toEqual(['user-3467', 'user-11']);
  expect(firstLines('172.17.0.2 a\nb', '172.17.0.3 a\nc', new Identities())).toEqual(['b', 'c']);
});

it('gives a line that is lacking', () => {
  expect(firstLines(`${DAY}\n`, `${OTHER_DAY}\nmore\n`, new Identities())).toEqual(['', 'more']);
});

it('gives of long lines the part in which they begin to differ', () => {
  const [was, is] = firstLines(`${DAY} ${'x'.repeat(1000)} one`, `${OTHER_DAY} ${'x'.repeat(1000)} two`, new Identities());
  expect([was.length < 200, was.endsWith(' one'), is.endsWith(' two')]).toEqual([true, true, true]);
});

it('never gives two equal lines of texts that differ', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '\n', DAY, OTHER_DAY, 'x'.repeat(300))).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (recorded, live) => {
      fc.pre(recorded !== live);
      const [was, is] = firstLines(recorded, live, new Identities());
      return was !== is;
    }),
  );
});
