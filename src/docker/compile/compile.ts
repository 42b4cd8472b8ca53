/**
 * Compiles an API description (Swagger 2.0) to the facts that validation needs: names, types, formats, required, enums,
 * limits, statuses, parameter places, media types. Prose and examples are left out.
 *
 * The one road for what ships in schemas/ (scripts/compile-api.mjs) and for what a user imports (import.ts). The order
 * of keys is ours, whatever order the description has, so that equal facts are equal text.
 */

import type { OperationFacts, ParameterFacts, ResponseFacts, SchemaFacts } from '../schema-types.ts';
import { filterKeys } from './filter-keys.ts';
import type { SwaggerDocument, SwaggerOperation, SwaggerParameter, SwaggerResponse, SwaggerSchema } from './swagger.ts';

export interface CompiledOperation {
  /** The description's own id. An operation that was renamed goes by another with us. */
  readonly id: string;
  readonly facts: OperationFacts;
}

export interface CompiledDescription {
  readonly mediaTypes: MediaTypes;
  readonly definitions: Readonly<Record<string, SchemaFacts>>;
  readonly operations: readonly CompiledOperation[];
}

/** Of the whole description, for operations that name none. */
export interface MediaTypes {
  readonly consumes: readonly string[] | undefined;
  readonly produces: readonly string[] | undefined;
}

export function compileDescription({ consumes, produces, paths, definitions }: SwaggerDocument): CompiledDescription {
  return {
    mediaTypes: { consumes, produces },
    definitions: mapValues(definitions, schemaFacts),
    operations: Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ id: operation.operationId, facts: operationFacts(method, path, operation) })),
    ),
  };
}

/** Keywords of a schema that are taken over as they stand. */
const PLAIN = ['type', 'format', 'enum', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern'] as const;

type Draft<T> = { -readonly [K in keyof T]: T[K] };

function schemaFacts(schema: SwaggerSchema): SchemaFacts {
  const facts: Draft<SchemaFacts> = {};
  if (schema.$ref !== undefined) facts.$ref = schema.$ref;
  for (const key of PLAIN) if (schema[key] !== undefined) Object.assign(facts, { [key]: schema[key] });
  // It counts beside $ref too, whatever the letter of JSON Schema says.
  if (schema['x-nullable'] === true) facts.nullable = true;
  // Some properties say `required: true` of themselves, which means nothing.
  if (Array.isArray(schema.required)) facts.required = [...schema.required].sort();
  if (schema.allOf !== undefined) facts.allOf = schema.allOf.map(schemaFacts);
  if (schema.items !== undefined) facts.items = schemaFacts(schema.items);
  if (schema.properties !== undefined) facts.properties = mapValues(schema.properties, schemaFacts);
  const rest = schema.additionalProperties;
  if (rest !== undefined) facts.additionalProperties = typeof rest === 'boolean' ? rest : schemaFacts(rest);
  return facts;
}

function operationFacts(method: string, path: string, operation: SwaggerOperation): OperationFacts {
  const parameters = operation.parameters ?? [];
  const body = parameters.find((one) => one.in === 'body');
  return {
    method: method.toUpperCase(),
    path,
    ...(operation.consumes && { consumes: operation.consumes }),
    ...(operation.produces && { produces: operation.produces }),
    ...placeFacts('query', parameters),
    ...placeFacts('header', parameters),
    ...(body && { body: { ...(body.required === true && { required: true }), schema: schemaFacts(body.schema ?? {}) } }),
    responses: mapValues(operation.responses, responseFacts),
  };
}

/** Parameters of one place, by name. Path parameters are all strings and stand in the path. */
function placeFacts(
  place: 'query' | 'header',
  parameters: readonly SwaggerParameter[],
): { [P in typeof place]?: Record<string, ParameterFacts> } {
  const here = parameters.filter((one) => one.in === place);
  return here.length === 0 ? {} : { [place]: Object.fromEntries(here.map((one) => [one.name, parameterFacts(one)])) };
}

function parameterFacts(parameter: SwaggerParameter): ParameterFacts {
  const { required: _, ...schema } = schemaFacts({ ...parameter, required: undefined });
  return {
    ...schema,
    ...(parameter.required === true && { required: true }),
    ...(parameter.collectionFormat && { collectionFormat: parameter.collectionFormat }),
    ...filtersFacts(parameter),
  };
}

/** Of all prose, the keys of `filters` alone: they are facts that stand nowhere else. */
function filtersFacts({ name, description }: SwaggerParameter): Pick<ParameterFacts, 'filterKeys'> {
  const keys = name === 'filters' && typeof description === 'string' ? filterKeys(description) : [];
  return keys.length === 0 ? {} : { filterKeys: keys };
}

function responseFacts({ schema, headers }: SwaggerResponse): ResponseFacts {
  return { ...(schema && { schema: schemaFacts(schema) }), ...(headers && { headers: mapValues(headers, schemaFacts) }) };
}

function mapValues<A, B>(object: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
