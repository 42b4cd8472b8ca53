/** What recordings exercised of the API. In a hub, because `validate/` counts it and `report/` prints it. */
import type { ApiVersion } from '../cassette/types.ts';

/** How much there is, and how much of it was seen. */
export interface Share {
  readonly declared: number;
  readonly seen: number;
}

export interface StatusCoverage {
  readonly status: number;
  readonly documented: boolean;
  /** So many answers had it. */
  readonly answers: number;
}

export interface OperationCoverage {
  /** `ContainerList` */
  readonly operation: string;
  /** `GET /containers/json` */
  readonly method: string;
  readonly path: string;
  readonly answers: number;
  /** Documented ones, and others that were seen; ascending. */
  readonly statuses: readonly StatusCoverage[];
  /** Of the JSON in documented successes, one for each place where a property is declared. */
  readonly fields: Share;
  /** `State.Health.Log[].Start`; `Networks{}.MacAddress` of a map. Left empty where the operation was never asked. */
  readonly fieldsNotSeen: readonly string[];
}

export interface ApiCoverage {
  readonly apiVersion: ApiVersion;
  readonly derived: boolean;
  readonly operations: Share;
  /** Documented ones. */
  readonly statuses: Share;
  readonly fields: Share;
  /** Every operation of that version, by name. */
  readonly byOperation: readonly OperationCoverage[];
}
