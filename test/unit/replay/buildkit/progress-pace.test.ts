import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProgressPace } from '../../../../src/replay/buildkit/progress-pace.ts';

it('keeps pauses as they were at recorded speed, and divides them at another', () => {
  expect(new ProgressPace('recorded').pause(5000)).toBe(5000);
  expect(new ProgressPace(4).pause(5000)).toBe(1250);
});

it('keeps short pauses at instant speed, and shortens long ones by whole ticks of the client', () => {
  fc.assert(
    fc.property(fc.nat(10_000), (recorded) => {
      const pause = new ProgressPace('instant').pause(recorded);
      expect(pause).toBe(recorded < 450 ? recorded : 300 + (recorded % 150));
    }),
  );
});

it('slows one build down by so much, and no more', () => {
  const pace = new ProgressPace('instant');
  const pauses = Array.from({ length: 1000 }, () => pace.pause(100));
  expect(pauses.reduce((sum, pause) => sum + pause)).toBe(15_000);
});

it('never waits for what was recorded earlier', () => {
  expect(new ProgressPace('instant').pause(-3)).toBe(0);
});
