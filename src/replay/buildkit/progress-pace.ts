/**
 * Pauses in the progress of a build. Its clients print by the clock: what arrives within 100 ms of the last print waits for
 * a tick of 150 ms, and of what came meanwhile only the last state is seen
 * (https://github.com/moby/buildkit/blob/master/util/progress/progressui/display.go). So even at `instant` speed pauses are
 * left out only where that shows least: the long ones, by whole ticks, and whatever comes late in a long build.
 */
import type { Stage } from '../stage.ts';

const TICK = 150;
const LONGEST = 2 * TICK;
/** Milliseconds that the progress of one build is slowed down by, all in all. */
const PATIENCE = 15_000;

export class ProgressPace {
  readonly #speed: Stage['speed'];
  #spent = 0;

  constructor(speed: Stage['speed']) {
    this.#speed = speed;
  }

  /** Milliseconds to wait where the recording waited so long. */
  pause(recorded: number): number {
    if (this.#speed === 'recorded') return recorded;
    if (this.#speed !== 'instant') return recorded / this.#speed;
    if (this.#spent >= PATIENCE) return 0;
    const pause = Math.max(0, Math.min(recorded, LONGEST + (recorded % TICK)));
    this.#spent += pause;
    return pause;
  }
}
