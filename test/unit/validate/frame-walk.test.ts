import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeFrame } from '../../../src/cassette/frames.ts';
import { FrameWalk } from '../../../src/validate/frame-walk.ts';

it('walks through frames, however they are cut', () => {
  const channel = fc.constantFrom('stdin' as const, 'stdout' as const, 'stderr' as const);
  const frames = fc.array(fc.tuple(channel, fc.uint8Array({ maxLength: 40 })), { maxLength: 6 });
  fc.assert(
    fc.property(frames, fc.array(fc.nat(300), { maxLength: 8 }), (list, cuts) => {
      const bytes = Buffer.concat(list.map(([to, payload]) => writeFrame(to, Buffer.from(payload))));
      const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const walk = new FrameWalk();
      for (const [i, end] of places.slice(1).entries()) expect(walk.push(bytes.subarray(places[i], end))).toBe(true);
      expect(walk.isInFrame).toBe(false);
    }),
  );
});

it('stops at what is no frame, and knows when it stands in one', () => {
  const walk = new FrameWalk();
  expect(walk.push(Buffer.from([1, 0, 0, 0, 0, 0]))).toBe(true);
  expect(walk.isInFrame).toBe(true);
  expect(walk.push(Buffer.from([0, 1, 0x78]))).toBe(true);
  expect(walk.isInFrame).toBe(false);
  expect(walk.push(Buffer.from('$ '))).toBe(false);
  expect(new FrameWalk().push(Buffer.from([1, 0, 0, 0, 0x7f, 0, 0, 0]))).toBe(false);
});
