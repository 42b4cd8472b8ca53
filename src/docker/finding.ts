/** One contract violation (or note) found by validation. In a hub, because `validate/` makes them and `report/` prints them. */
import type { ApiVersion } from '../cassette/types.ts';

export interface Finding {
  /** Stable code, listed in docs/errors.md: `response-body-type`. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'note';
  /** Who broke the contract. */
  readonly party: 'client' | 'engine';
  readonly cassette: string;
  readonly interaction: number;
  readonly operation: string | null;
  readonly apiVersion: ApiVersion;
  /** True below API 1.25, which has no description: the rule was derived from that of 1.25 (schemas/README.md). */
  readonly derived: boolean;
  /** JSON pointer into the interaction: `/outcome/body/data/Id`. */
  readonly pointer: string;
  /** JSON pointer into the schema that says so; '' where the rule is tapedeck's own. */
  readonly schemaPointer: string;
  readonly message: string;
}
