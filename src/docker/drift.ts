/** Where an engine no longer does what was recorded. In a hub, because `verify/` finds it and `report/` prints it. */
import type { Json } from '../cassette/json.ts';
import type { ApiVersion, EngineInfo } from '../cassette/types.ts';

export const DRIFT_GRADES = ['breaking', 'changed', 'added'] as const;

/**
 * For the client that was recorded:
 * - `breaking`: what it got is no longer there (a success that is refused, a value that is gone, another type, another exit code);
 * - `changed`: it gets something else in its place;
 * - `added`: it gets more than it got.
 */
export type DriftGrade = (typeof DRIFT_GRADES)[number];

export type DriftKind =
  /** The engine does not speak the API version that was recorded; nothing else of the cassette was asked. */
  | 'version-refused'
  /** Never answered, or broken off. */
  | 'failed'
  | 'status'
  | 'media-type'
  | 'header'
  /** A field, an element of a list or a piece of a stream that the recording has and the engine does not; and the other way round. */
  | 'gone'
  | 'new'
  | 'type'
  | 'value'
  /** The same things in an order that matters. */
  | 'order'
  /** Words for people: the text of an error. */
  | 'text'
  /** What a stream, a file or an archive holds. */
  | 'content'
  | 'exit-code'
  /** A request that only one of two recordings has. */
  | 'request';

/** One thing that differs between a recorded answer and that of an engine. */
export interface Drift {
  readonly grade: DriftGrade;
  readonly kind: DriftKind;
  /** URL of the engine, as the report calls it; of a comparison of two cassettes, the name of the second. */
  readonly engine: string;
  readonly cassette: string;
  /** Id of the interaction in the cassette; null where it is about all of it. */
  readonly interaction: number | null;
  readonly operation: string | null;
  /** JSON pointer into the interaction: `/outcome/head/status`, `/outcome/body/data/HostConfig/KernelMemory`. '' for all of it. */
  readonly pointer: string;
  /** What stood there; null where nothing did. Long values are cut. */
  readonly recorded: Json;
  readonly live: Json;
  /** The API version it came with, where the descriptions know the change. */
  readonly since: ApiVersion | null;
  /** One sentence, to be read without the other fields. */
  readonly message: string;
}

/** Why a recorded request was not sent, or its answer not compared. */
export interface Unchecked {
  readonly engine: string;
  readonly cassette: string;
  readonly interaction: number;
  readonly operation: string | null;
  /** `refused`: it would have touched what this run did not make. `skipped`: it cannot be asked (a secret that is not there, what it needs was refused). */
  readonly verdict: 'refused' | 'skipped';
  readonly reason: string;
}

/** One cassette at one engine. */
export interface CheckedCassette {
  readonly engine: string;
  readonly cassette: string;
  /** Its directory, as the report names it. */
  readonly path: string;
  readonly interactions: number;
  /** How many were asked and compared. */
  readonly checked: number;
  /** `broken-off`: the engine died or did not answer, or the user ended it; `not-run`: something was lacking. */
  readonly state: 'whole' | 'broken-off' | 'not-run';
  /** Why, where it is not `whole`. */
  readonly detail: string | null;
  /** By operation: how many interactions were checked. */
  readonly operations: Readonly<Record<string, number>>;
  /** Milliseconds. */
  readonly took: number;
}

export interface CheckedEngine {
  /** Its URL. */
  readonly engine: string;
  readonly info: EngineInfo | null;
  /** What cassettes need and it does not have: `image busybox:test`. */
  readonly lacks: readonly string[];
  /** What the run made and could not remove. */
  readonly left: readonly string[];
}

/** All that a report says. */
export interface DriftReport {
  readonly engines: readonly CheckedEngine[];
  readonly cassettes: readonly CheckedCassette[];
  /** Without what was accepted. */
  readonly drift: readonly Drift[];
  readonly accepted: readonly AcceptedDrift[];
  readonly unchecked: readonly Unchecked[];
  /** Sentences on what the reader should know: acceptances that have run out or match nothing. */
  readonly notes: readonly string[];
}

/** Drift that somebody has accepted (`--accept FILE`). */
export interface AcceptedDrift {
  readonly drift: Drift;
  readonly reason: string;
  /** Last day on which it is accepted, `2027-01-31`. */
  readonly expires: string;
}
