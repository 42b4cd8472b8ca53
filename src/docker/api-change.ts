/** What changed between two versions of the Engine API. In a hub, because `api-diff/` finds it and `report/` prints it. */
import type { ApiVersion } from '../cassette/types.ts';

export const GRADES = ['breaking', 'risky', 'compatible'] as const;

/** For a client that goes from one version to the other: it will fail or be misled, it may, it will not notice. */
export type Grade = (typeof GRADES)[number];

export type ChangeKind =
  /** It is there only in the newer of the two, by the order asked for. */
  | 'added'
  /** A part of the request that must be given from now on, and was not known before. */
  | 'added-required'
  | 'removed'
  | 'required'
  | 'optional'
  /** Type: another one, fewer, or more than before. */
  | 'type-changed'
  | 'type-narrowed'
  | 'type-widened'
  | 'format-changed'
  | 'values-added'
  | 'values-removed'
  | 'nullable'
  | 'never-null'
  /** What no description shows (schemas/changes.json). */
  | 'behaviour';

/** Where in the conversation a change stands. */
export type ChangePart = 'operation' | 'query' | 'header' | 'body' | 'status' | 'media-type';

export interface ApiChange {
  readonly grade: Grade;
  /** null: all operations. */
  readonly operation: string | null;
  readonly direction: 'request' | 'response';
  readonly part: ChangePart;
  /** Status of the answer it is about; null where it is about the request, or about all answers. */
  readonly status: string | null;
  /** JSON pointer into that part, `*` for every element or key: `/NetworkSettings/IPAddress`; `/keep-storage` of a query. */
  readonly path: string;
  /** JSON pointer into the description: that of the first version for what was removed, else that of the second. '' where none says it. */
  readonly pointer: string;
  readonly kind: ChangeKind;
  readonly before: unknown;
  readonly after: unknown;
  /** One sentence, to be read without the other fields. */
  readonly message: string;
}

/** One end of a comparison. */
export interface ComparedVersion {
  readonly api: ApiVersion;
  readonly derived: boolean;
}

/** What an engine refuses of a cassette, because the version named in the path is none of its own. */
export interface Refusal {
  readonly cassette: string;
  readonly speaks: ApiVersion;
  /** How many requests name that version. */
  readonly requests: number;
  readonly message: string;
}

/** The oldest version that engines of the second version speak. */
export interface Minimum {
  readonly engine: ApiVersion;
  /** Docker release with that API version; null where we cannot name one. */
  readonly docker: string | null;
  readonly version: ApiVersion;
  readonly message: string;
}

export interface ApiDiff {
  readonly from: ComparedVersion;
  readonly to: ComparedVersion;
  /** Graded, breaking ones first; then in the order of the operations. */
  readonly changes: readonly ApiChange[];
  readonly minimum: Minimum;
  /** null without cassettes. */
  readonly used: {
    readonly cassettes: readonly string[];
    readonly refusals: readonly Refusal[];
    /** Versions that requests name in their path: an engine goes on answering those as that version did. */
    readonly named: readonly ApiVersion[];
    /** Requests that name none: for them it all counts as soon as the engine is a newer one. */
    readonly unnamed: number;
  } | null;
}

/** A change of behaviour that the descriptions do not show. */
export interface WrittenChange {
  /** The version it came with. */
  readonly version: ApiVersion;
  /** null: every operation. */
  readonly operation: string | null;
  readonly direction: 'request' | 'response';
  readonly part: ChangePart;
  readonly status?: string;
  /** As in ApiChange. */
  readonly path: string;
  readonly kind: ChangeKind;
  /** The kind as which the descriptions show it, where that is another one: this stands in its place. */
  readonly insteadOf?: ChangeKind;
  readonly grade: Grade;
  readonly message: string;
  /** Why we know. */
  readonly evidence: string;
}

/** `schemas/changes.json` */
export interface ChangesFile {
  readonly changes: readonly WrittenChange[];
}
