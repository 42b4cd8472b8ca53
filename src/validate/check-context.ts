/** What the checks of one interaction share. */
import type { BodyFiles } from '../cassette/types.ts';
import type { OperationMatch } from '../docker/operation-types.ts';
import type { ApiDescription, OperationFacts } from '../docker/schema-types.ts';
import type { BodyChecks } from './compile.ts';
import type { DriftChecks } from './drift-checks.ts';
import type { Findings } from './findings.ts';
import type { Watch } from './watch.ts';

/** What the checks of one interaction look at. */
export interface CheckContext {
  readonly match: OperationMatch;
  readonly facts: OperationFacts;
  /** JSON pointer to `facts` in the description. */
  readonly pointer: string;
  readonly description: ApiDescription;
  readonly checks: BodyChecks;
  readonly drift: DriftChecks;
  readonly watch: Watch | undefined;
  readonly files: BodyFiles;
  readonly findings: Findings;
}
