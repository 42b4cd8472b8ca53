/**
 * From the facts of a description to JSON Schema that says what engines and clients really send.
 *
 * The descriptions are Swagger 2.0 written by hand beside a Go program. Go writes a nil slice, map or pointer to a struct
 * as `null`, wherever a value of that type stands; a number, string or boolean is null only where the field is a pointer
 * (`nullable`). In requests Go reads `null` as "leave it unset" for every type, and clients send "" for an enum they
 * leave alone. Objects are open: nothing is said about properties that are not declared (undeclared.ts looks at those).
 */
import type { Definitions, Direction, SchemaFacts } from '../docker/schema-types.ts';
import { resolveSchema } from '../docker/schemas.ts';

export type JsonSchema = Record<string, unknown>;

/** `$id` under which all definitions of a direction are known to each other: `response#/definitions/Mount`. */
export function definitionsSchema(definitions: Definitions, direction: Direction): JsonSchema {
  return {
    $id: direction,
    definitions: Object.fromEntries(
      Object.entries(definitions).map(([name, facts]) => [name, toJsonSchema(facts, definitions, direction)]),
    ),
  };
}

/** The schema of a whole body. A list may be null there too; an object may not. */
export function bodySchema(facts: SchemaFacts, definitions: Definitions, direction: Direction): JsonSchema {
  const isList = resolveSchema(facts, definitions).type === 'array';
  return isList ? orNull(toJsonSchema(facts, definitions, direction)) : toJsonSchema(facts, definitions, direction);
}

function toJsonSchema(facts: SchemaFacts, definitions: Definitions, direction: Direction): JsonSchema {
  /** A schema where a value is used: as property, list element or map value. */
  const used = (place: SchemaFacts): JsonSchema => {
    const schema = toJsonSchema(place, definitions, direction);
    return direction === 'request' || mayBeNull(place, definitions) ? orNull(schema) : schema;
  };

  if (facts.$ref !== undefined) return { $ref: `${direction}${facts.$ref}` };
  const schema: JsonSchema = {};
  if (facts.type !== undefined) schema.type = facts.type;
  if (facts.enum !== undefined && facts.type !== 'object') schema.enum = direction === 'request' ? [...facts.enum, ''] : facts.enum;
  for (const key of ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern', 'required'] as const) {
    if (facts[key] !== undefined) schema[key] = facts[key];
  }
  Object.assign(schema, formatRules(facts.format));
  if (facts.allOf !== undefined) schema.allOf = facts.allOf.map((part) => toJsonSchema(part, definitions, direction));
  if (facts.items !== undefined) schema.items = used(facts.items);
  if (facts.properties !== undefined) {
    schema.properties = Object.fromEntries(Object.entries(facts.properties).map(([name, property]) => [name, used(property)]));
  }
  if (typeof facts.additionalProperties === 'object') schema.additionalProperties = used(facts.additionalProperties);
  return schema;
}

function mayBeNull(place: SchemaFacts, definitions: Definitions): boolean {
  const target = resolveSchema(place, definitions);
  return place.nullable === true || target.nullable === true || isNilable(target, definitions);
}

/** Slices, maps and structs behind pointers; and what nothing is said about. */
function isNilable(facts: SchemaFacts, definitions: Definitions): boolean {
  if (facts.allOf !== undefined) return facts.allOf.some((part) => isNilable(resolveSchema(part, definitions), definitions));
  return facts.type === undefined || facts.type === 'array' || facts.type === 'object';
}

/** Said so that ajv reports what is wrong with the value once, and not that it is not null either. */
function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values } = schema;
  if (typeof type === 'string' && values === undefined) return { ...schema, type: [type, 'null'] };
  if (typeof type === 'string') return { ...schema, type: [type, 'null'], enum: [...(values as unknown[]), null] };
  if (Array.isArray(type)) return { ...schema, type: [...type, 'null'] };
  return { if: { type: 'null' }, else: schema };
}

/** Formats of the descriptions that say something about a value; `int64`, `binary`, `json`, `uri`, … do not. */
function formatRules(format: string | undefined): JsonSchema {
  switch (format) {
    case 'uint8':
      return { minimum: 0, maximum: 0xff };
    case 'uint16':
      return { minimum: 0, maximum: 0xffff };
    case 'uint32':
      return { minimum: 0, maximum: 0xffffffff };
    case 'uint64':
      return { minimum: 0, maximum: 2 ** 64 };
    case 'dateTime':
    case 'date-time':
      return { format: 'engine-time' };
    case 'ip-address':
      return { format: 'engine-address' };
    default:
      return {};
  }
}
