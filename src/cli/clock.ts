import type { Clock } from '../cassette/clock.ts';

/** The real one. */
export const CLOCK: Clock = {
  now: () => performance.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** @param milliseconds until it is kept */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    CLOCK.after(milliseconds, resolve);
  });
