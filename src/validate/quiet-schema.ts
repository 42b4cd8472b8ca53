/**
 * A schema that an answer fits only when there is nothing to say about it: neither a violation nor drift (drift.ts).
 *
 * Nearly every answer of an engine is such a one, and one walk over it is cheaper than one for each. So this is asked
 * first; it need not know everything. Where a schema cannot be closed (objects put together by `allOf`), nothing fits, and
 * the other walks decide.
 */
import type { SchemaFacts } from '../docker/schema-types.ts';
import { bodySchema, definitionSchema, type JsonSchema, type Origin } from './json-schema.ts';
import type { Expected } from './presence.ts';

/** The schema of a whole body, with what engines always send of it. `resolveQuiet` knows what it refers to. */
export function quietSchema(facts: SchemaFacts, expected: Expected | null, origin: Origin): JsonSchema | false {
  return closed(bodySchema(facts, '', origin), expected, origin);
}

/** What a `$ref` of a quiet schema leads to. */
export function resolveQuiet(ref: string, origin: Origin): JsonSchema | false | undefined {
  const schema = definitionSchema(nameOf(ref), origin);
  return schema === undefined ? undefined : closed(schema, null, origin);
}

function closed(schema: JsonSchema, expected: Expected | null, origin: Origin): JsonSchema | false {
  const within = (inner: unknown, known: Expected | null | undefined) => closed(inner as JsonSchema, known ?? null, origin);
  if (schema.$ref !== undefined) {
    // Without facts about the place it is the same wherever it stands, in circles too.
    if (expected === null) return schema;
    const target = definitionSchema(nameOf(schema.$ref as string), origin);
    return target === undefined ? false : within(target, expected);
  }
  if (schema.allOf !== undefined) return (schema.allOf as JsonSchema[]).every((part) => isScalar(part, origin)) ? schema : false;
  if (schema.if !== undefined) return { ...schema, else: within(schema.else, expected) };
  const result: JsonSchema = { ...schema };
  if (schema.items !== undefined) result.items = within(schema.items, expected?.items);
  if (schema.additionalProperties !== undefined) result.additionalProperties = within(schema.additionalProperties, expected?.rest);
  if (schema.properties !== undefined) {
    const neverNull = new Set(expected?.neverNull);
    const properties = Object.entries(schema.properties as Record<string, JsonSchema>).map(([name, one]) => [
      name,
      within(neverNull.has(name) ? withoutNull(one) : one, expected?.properties.get(name)),
    ]);
    result.properties = Object.fromEntries(properties);
    if (properties.length > 0) result.additionalProperties ??= false;
  }
  if (expected !== null) result.required = [...new Set([...((schema.required as string[]) ?? []), ...expected.fields])];
  return result;
}

/** Undoes what json-schema.ts did to let null stand there. */
function withoutNull(schema: JsonSchema): JsonSchema {
  if (schema.if !== undefined) return schema.else as JsonSchema;
  return Array.isArray(schema.type) ? { ...schema, type: schema.type.filter((type) => type !== 'null') } : schema;
}

/** Whether it has nothing below it that could be closed. */
function isScalar({ $ref, type }: JsonSchema, origin: Origin): boolean {
  if ($ref === undefined) return typeof type === 'string' && type !== 'object' && type !== 'array';
  const target = definitionSchema(nameOf($ref as string), origin);
  return target !== undefined && isScalar(target, origin);
}

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}
