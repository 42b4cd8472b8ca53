/** Compiles every schema of a description, to learn now what would fail when the first body comes. */
import type { ApiDescription, Direction, SchemaFacts } from '../docker/schema-types.ts';
import { BodyChecks } from './compile.ts';

/** @returns where a schema cannot be compiled, and why; null where all can */
export function firstBroken(description: ApiDescription): { readonly pointer: string; readonly reason: string } | null {
  const checks = new BodyChecks(description);
  for (const [pointer, schema, direction] of schemasOf(description)) {
    try {
      checks.at(pointer, schema, direction);
    } catch (error) {
      return { pointer, reason: (error as Error).message };
    }
  }
  return null;
}

function* schemasOf({ operations }: ApiDescription): Generator<readonly [pointer: string, schema: SchemaFacts, direction: Direction]> {
  for (const [id, { body, responses }] of Object.entries(operations)) {
    if (body !== undefined) yield [`/operations/${id}/body/schema`, body.schema, 'request'];
    for (const [status, { schema }] of Object.entries(responses)) {
      if (schema !== undefined) yield [`/operations/${id}/responses/${status}/schema`, schema, 'response'];
    }
  }
}
