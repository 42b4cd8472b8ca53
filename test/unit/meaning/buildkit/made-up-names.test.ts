import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MadeUpNames } from '../../../../src/meaning/buildkit/made-up-names.ts';

const [RECORDED, LIVE] = ['78p56uubhehvqv5cjc0tbjohb', 'zt9lgu1rapxgvfkeac8jqe1u3'];

it('puts one name for the other wherever it stands, without touching a length', () => {
  const names = new MadeUpNames([[RECORDED, LIVE]]);
  const message = Buffer.from(`\x0a\x19${RECORDED} and ${RECORDED}${RECORDED}`, 'latin1');
  expect(names.toLive(message).toString('latin1')).toBe(`\x0a\x19${LIVE} and ${LIVE}${LIVE}`);
  expect(names.headersToLive([['buildkit-controlapi-buildid', RECORDED]])).toEqual([['buildkit-controlapi-buildid', LIVE]]);
});

it('leads back to what was there, and leaves all else alone', () => {
  const names = new MadeUpNames([[RECORDED, LIVE]]);
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (before, after) => {
      const message = Buffer.concat([before, Buffer.from(RECORDED), after]);
      expect(names.toRecorded(names.toLive(message))).toEqual(message);
      const plain = Buffer.from(before);
      expect(names.toLive(plain)).toBe(plain);
    }),
  );
});

it.each([
  ['no name', ''],
  ['one of another length', 'short'],
])('changes nothing for %s', (_, recorded) => {
  const message = Buffer.from('a short text');
  expect(new MadeUpNames([[recorded, LIVE]]).toLive(message)).toBe(message);
});
