import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countSizes, packSizes, SizesBuilder, sumSizes, unpackSizes } from '../../../src/cassette/sizes.ts';

it('writes a run as a pair', () => {
  expect(packSizes([3, ...Array<number>(61).fill(32768), 100])).toEqual([3, [32768, 61], 100]);
  expect(packSizes([])).toEqual([]);
});

it('gives every row back, and its count and sum', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 })), (row) => {
      const sizes = packSizes(row);
      expect([...unpackSizes(sizes)]).toEqual(row);
      expect(countSizes(sizes)).toBe(row.length);
      expect(sumSizes(sizes)).toBe(row.reduce((sum, size) => sum + size, 0));
    }),
  );
});

it('can be asked for the row before it is complete', () => {
  const builder = new SizesBuilder();
  builder.add(5);
  expect(builder.sizes()).toEqual([5]);
  builder.add(5);
  builder.add(6);
  expect(builder.sizes()).toEqual([[5, 2], 6]);
});
