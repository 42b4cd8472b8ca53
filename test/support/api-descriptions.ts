/** Descriptions of an API in one line: `aDescription('1.1', { Info: anOperation({ answer: … }) })`. */
import type { ApiVersion } from '../../src/cassette/types.ts';
import type { ApiDescription, Definitions, OperationFacts, SchemaFacts } from '../../src/docker/schema-types.ts';

export function aDescription(
  version: ApiVersion,
  operations: Record<string, OperationFacts>,
  definitions: Definitions = {},
): ApiDescription {
  return { version, derived: false, operations, definitions: { request: definitions, response: definitions } };
}

export interface OperationParts extends Partial<OperationFacts> {
  /** Of the answer 200. */
  readonly answer?: SchemaFacts;
  /** Of the request. */
  readonly send?: SchemaFacts;
}

export function anOperation({ answer, send, ...facts }: OperationParts = {}): OperationFacts {
  return {
    method: 'GET',
    path: '/thing',
    responses: { '200': answer === undefined ? {} : { schema: answer } },
    ...(send && { body: { schema: send } }),
    ...facts,
  };
}

export const anObject = (properties: Record<string, SchemaFacts>, required?: readonly string[]): SchemaFacts => ({
  type: 'object',
  properties,
  ...(required && { required }),
});
