import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pairedNames } from '../../../../src/verify/buildkit/engine-names.ts';
import { drawName } from '../../../../src/verify/buildkit/new-names.ts';
import { message } from '../../../support/protobuf.ts';

it('draws names as long as the recorded ones, of the same letters', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9]{25}$/), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (recorded, random) => {
      expect(drawName(recorded, () => random)).toMatch(/^[a-z0-9]{25}$/);
    }),
  );
  expect(drawName('6e159822c40c961c', () => 0.99)).toBe('f'.repeat(16));
  expect(drawName('', Math.random)).toBe('');
});

const [ID, LIVE] = ['ts4esvw7lp10grlbaylg0ffcd', 'zt9lgu1rapxgvfkeac8jqe1u3'];
const [DIGEST, OTHER] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];

it('pairs names that an engine made up at the same place', () => {
  const answer = (id: string, digest: string) => message([3, message([3, message([1, id], [2, digest])])], [4, 'text']);
  expect(pairedNames(answer(ID, DIGEST), answer(LIVE, OTHER), 'ids')).toEqual([[ID, LIVE]]);
  expect(pairedNames(answer(ID, DIGEST), answer(LIVE, OTHER), 'ids and digests')).toEqual([
    [ID, LIVE],
    [DIGEST, OTHER],
  ]);
  expect(pairedNames(answer(ID, DIGEST), answer(ID, DIGEST), 'ids and digests')).toEqual([]);
});

it('finds no names in what is no message', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (recorded, live) => {
      expect(() => pairedNames(Buffer.from(recorded), Buffer.from(live), 'ids')).not.toThrow();
    }),
  );
});
