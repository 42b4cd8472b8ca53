/** What validation tells of the answers it reads, so that nobody has to read them again: coverage, and the learning of presence facts. */
import type { ApiDescription, SchemaFacts } from '../docker/schema-types.ts';

/** An answer to an operation that its version of the API has. */
export interface Answered {
  readonly description: ApiDescription;
  readonly operation: string;
  readonly status: number;
}

export interface Watch {
  /** Each answer that has a status, whatever it is. */
  answered(answer: Answered): void;
  /** Each JSON document of a documented success: a whole body, or one of a stream. */
  document(answer: Answered, schema: SchemaFacts, data: unknown): void;
}
