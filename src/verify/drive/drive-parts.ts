/** What driving a session needs, and what it gives. */
import type { Clock } from '../../cassette/clock.ts';
import type { ApiVersion, Interaction, RecordedRequest } from '../../cassette/types.ts';
import type { Identities } from '../identities.ts';
import type { Admission } from '../plan/admission.ts';
import type { Difference, Told } from '../types.ts';
import type { Compare } from './comparer.ts';
import type { Door } from './door.ts';
import type { StreamDriver } from './stream-driver.ts';

export interface DriveParts {
  readonly door: Door;
  readonly clock: Clock;
  /** Milliseconds of the epoch. */
  readonly epoch: () => number;
  readonly identities: Identities;
  readonly compare: Compare;
  /** Null: such streams are skipped. */
  readonly streams: StreamDriver | null;
  /** Whether the engine answers at all, asked when something has failed. */
  readonly isAlive: () => Promise<boolean>;
  /** Asked for in place of the recorded version. */
  readonly api: ApiVersion | null;
  /** Looks at each live request before it goes out, and gives it its secrets. */
  readonly admit: (request: RecordedRequest) => Promise<Admission>;
  /** Milliseconds that an answer gets beside three times what it took. */
  readonly patience: number;
  /** Ends the run; its reason says why, in words. */
  readonly stopped: AbortSignal;
  /** Hears of each request as it goes out, and of each exchange before it is compared. */
  readonly onAsk: (interaction: Interaction) => void;
  readonly onTold: (recorded: Told, live: Told) => void;
}

export interface CheckedInteraction {
  readonly interaction: Interaction;
  readonly differences: readonly Difference[];
}

export interface UncheckedInteraction {
  readonly interaction: Interaction;
  readonly verdict: 'refused' | 'skipped';
  readonly reason: string;
}

export interface DrivenSession {
  /** In the order of their ids. */
  readonly checked: readonly CheckedInteraction[];
  /** What was not asked after all, or could not be compared. */
  readonly unchecked: readonly UncheckedInteraction[];
  /** Why it did not come to its end; null: it did. */
  readonly brokenOff: string | null;
}
