/** What tapedeck knows of an Engine API operation beside its schemas. The table is in operations.ts. */
import type { ApiVersion } from '../cassette/types.ts';

export type ObjectKind =
  | 'container'
  | 'image'
  | 'network'
  | 'volume'
  | 'exec'
  | 'swarm'
  | 'node'
  | 'service'
  | 'task'
  | 'secret'
  | 'config'
  | 'plugin'
  | 'build'
  | 'system';

export interface Operation {
  /** operationId of the published description, `ContainerList`. */
  readonly id: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Template without version prefix: `/containers/{id}/json`. */
  readonly path: string;
  readonly since: ApiVersion;
  /** Last version that has it; null while it lives. */
  readonly until: ApiVersion | null;
  /** `whole`: one answer. `streamed`: comes in pieces that matter one by one. `hijacked`: raw bytes both ways after the head. */
  readonly transport: 'whole' | 'streamed' | 'hijacked';
  /** How playback treats it (docs/architecture.md): `change` once and in order; `read` chains of distinct answers; `repeatable` the last known answer. */
  readonly effect: 'change' | 'read' | 'repeatable';
  /** Which object it is about, and the path parameter that names it (null: made by the call, or the whole kind). */
  readonly object: { readonly kind: ObjectKind; readonly parameter: string | null } | null;
  /** A change after which streams of that object may speak: start, stop, kill, restart, pause, unpause, rm, update, connect, disconnect. */
  readonly lifecycle: boolean;
  /** What the request body is, by the description. */
  readonly requestBody: 'none' | 'json' | 'tar' | 'bytes';
}

/** A request path taken apart. */
export interface OperationMatch {
  readonly operation: Operation;
  /** `1.41` of `/v1.41/containers/json`; null without prefix. */
  readonly version: ApiVersion | null;
  /** Decoded path parameters: `{id: 'web'}`; `{name: 'localhost:5000/busybox'}`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The raw query behind `?`, not decoded; '' where there is none. */
  readonly query: string;
}
