import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Budget, HeldBytes } from '../../../../src/validate/live/held-bytes.ts';

it('holds what was added, up to its limit', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 6 }), fc.nat(8000), (pieces, limit) => {
      const held = new HeldBytes(limit, new Budget(100_000));
      for (const piece of pieces) held.add(Buffer.from(piece));
      const all = Buffer.concat(pieces);
      expect(held.overflown).toBe(all.length > limit);
      expect(held.bytes().equals(all.length > limit ? Buffer.alloc(0) : all)).toBe(true);
    }),
  );
});

it('shares a budget, and gives back what it took', () => {
  const budget = new Budget(2048);
  const [one, other] = [new HeldBytes(4096, budget), new HeldBytes(4096, budget)];
  one.add(Buffer.alloc(1500));
  other.add(Buffer.alloc(1000));
  expect([one.overflown, other.overflown]).toEqual([false, true]);
  one.free();
  const third = new HeldBytes(4096, budget);
  third.add(Buffer.alloc(2048));
  expect(third.overflown).toBe(false);
});
