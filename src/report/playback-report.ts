/** What reports of a playback are told: the summary of the player, as far as they need it. */
import type { Interaction } from '../cassette/types.ts';

export interface ReportedInteraction {
  /** Name of its cassette. */
  readonly cassette: string;
  readonly interaction: Interaction;
}

export interface ReportedMiss {
  readonly kind: string;
  readonly request: string;
  /** `compose service web`; null where nothing says. */
  readonly about: string | null;
  /** The first line says it all. */
  readonly message: string;
  readonly nearest: readonly (ReportedInteraction & { readonly mismatches: readonly ReportedMismatch[] })[];
  readonly advice: readonly string[];
}

export interface ReportedMismatch {
  readonly place: string;
  /** Null: absent. */
  readonly live: string | null;
  readonly recorded: string | null;
}

export interface ReportedBinding {
  readonly cassette: string;
  readonly type: string;
  readonly operation: string;
  readonly place: string;
  readonly recorded: string;
  readonly live: string;
}

export interface PlaybackReport {
  readonly used: number;
  readonly total: number;
  /** The same of each cassette. */
  readonly cassettes: readonly { readonly name: string; readonly used: number; readonly total: number }[];
  readonly misses: readonly ReportedMiss[];
  /** Requests that a live engine was asked in place of the cassettes. */
  readonly passedOn: number;
  /** How often a cassette was played from its beginning again. */
  readonly rewinds: number;
  /** Those whose answer was given. */
  readonly answered: readonly ReportedInteraction[];
  /** Those that were never asked for. */
  readonly unused: readonly ReportedInteraction[];
  readonly bindings: readonly ReportedBinding[];
  /** Interactions that were never asked for count as misses do. */
  readonly requireAll: boolean;
  readonly exitCode: number;
}
