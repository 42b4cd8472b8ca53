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

/** What can differ, each with what it means: the rules of a SARIF report, and of docs/verify.md. */
export const DRIFT_KINDS = {
  'version-refused': 'the engine does not speak the API version that was recorded; nothing else of the cassette was asked',
  failed: 'the request was never answered, or the answer broke off',
  status: 'the answer has another status',
  'media-type': 'the answer is of another media type',
  header: 'a header has another value, is gone or is new',
  gone: 'a field, an element of a list or a piece of a stream that was recorded is not there',
  new: 'a field, an element of a list or a piece of a stream is there that was not recorded',
  type: 'a value has another type',
  value: 'a value is another one',
  order: 'the same things come in another order, where the order matters',
  text: 'words for people differ: the text of an error',
  content: 'what a stream, a file or an archive holds differs',
  'exit-code': 'a process ended with another exit code',
  request: 'a request is in one of the two recordings only',
} as const;

export type DriftKind = keyof typeof DRIFT_KINDS;

/** One thing that differs between a recorded answer and that of an engine. */
export interface Drift {
  readonly grade: DriftGrade;
  readonly kind: DriftKind;
  /** URL of the engine, as the report calls it; of a comparison of two cassettes, the name of the second. */
  readonly engine: string;
  /** Its name; of two with one name, their paths. So everywhere in a report. */
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
  /** Which part of the cassettes it was asked, where a run was split over jobs; null: all. */
  readonly shard: DriftShard | null;
}

/** Of `--shard 2/3`, and of reports of such parts that were merged and are not all. */
export interface DriftShard {
  /** From 1, in their order: one, or those that were merged. */
  readonly parts: readonly number[];
  readonly of: number;
}

/** What a check found, before anything of it is accepted. */
export interface FoundDrift {
  /** Which command found it: `diff` compares two recordings, and its engines are the second of them. */
  readonly command: 'verify' | 'diff';
  readonly engines: readonly CheckedEngine[];
  readonly cassettes: readonly CheckedCassette[];
  readonly drift: readonly Drift[];
  readonly unchecked: readonly Unchecked[];
  /** Sentences on what the reader should know beside. */
  readonly notes: readonly string[];
  /** Clauses on what was to be merged and is not there: without it nobody knows what the whole run found. */
  readonly missing: readonly string[];
}

/** All that a report says. Its `drift` is without what was accepted. */
export interface DriftReport extends FoundDrift {
  readonly accepted: readonly AcceptedDrift[];
  readonly idleAcceptances: readonly IdleAcceptance[];
}

/** Known drift that is accepted until a day: an entry of the file that `--accept` names (schemas/accepted-drift-v1.json). */
export interface Acceptance {
  /** Id of the operation; null: a drift of no operation; `*`: of any. */
  readonly operation: string | null;
  /** JSON pointer of the drift; a part `*` stands for any one part. */
  readonly pointer: string;
  /** Null, as the three below it: any. */
  readonly kind: DriftKind | null;
  readonly grade: DriftGrade | null;
  /** How the engine's URL begins, or its version: `28`, `28.5.2`. */
  readonly engine: string | null;
  readonly cassette: string | null;
  readonly reason: string;
  /** Last day on which it is accepted, `2027-01-31`, in UTC. */
  readonly expires: string;
}

/** Drift that somebody has accepted. */
export interface AcceptedDrift {
  readonly drift: Drift;
  readonly reason: string;
  /** As in the acceptance. */
  readonly expires: string;
}

/** An acceptance that accepted nothing. */
export interface IdleAcceptance {
  readonly acceptance: Acceptance;
  readonly expired: boolean;
  /** How many drifts it would have accepted, were it not expired. */
  readonly drifts: number;
}
