/** What all playbacks of one player share. */
import type { Clock } from '../cassette/clock.ts';
import type { Interaction } from '../cassette/types.ts';
import type { Miss } from './miss.ts';

export interface Stage {
  readonly clock: Clock;
  /** `instant`: pauses are left out. `recorded`: they are as they were. A number: so many times as fast. */
  readonly speed: 'instant' | 'recorded' | number;
  /** Milliseconds that a stream waits for a request or stdin, beyond the pause that was recorded there. */
  readonly gateTimeout: number;
  /** Milliseconds that a hijacked stream stays behind its head: docker-py loses what it reads together with that. */
  readonly behindHead: number;
  readonly onMiss: (miss: Miss) => void;
}

/** A stream that is being played, as the gates of others see it. */
export interface PlayedStream {
  readonly interaction: Interaction;
  /** Whether all that had happened here before that moment of the recording has happened again. */
  isPast(seq: number): boolean;
  /** Whether what it says next was said between these two moments of the recording. */
  isBetween(from: number, to: number): boolean;
  /** Ends here and now: the cassette is rewound. */
  cutOff(): void;
}
