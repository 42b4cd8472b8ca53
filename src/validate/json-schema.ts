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
import { INT64_END, UINT64_END } from './checkable-json.ts';
import { appendPointer } from './pointer.ts';

export type JsonSchema = Record<string, unknown>;

/** What a conversion needs beside the facts. */
export interface Origin {
  readonly definitions: Definitions;
  readonly direction: Direction;
}

/** `$id` under which all definitions of a direction are known to each other: `response#/definitions/Mount`. */
export function definitionsSchema(origin: Origin): JsonSchema {
  const schemas = Object.keys(origin.definitions).map((name) => [name, definitionSchema(name, origin)]);
  return { $id: origin.direction, definitions: Object.fromEntries(schemas) };
}

/** One of them; undefined where there is none of that name. */
export function definitionSchema(name: string, origin: Origin): JsonSchema | undefined {
  const facts = origin.definitions[name];
  return facts === undefined ? undefined : toJsonSchema(facts, `/definitions/${name}`, origin);
}

/**
 * The schema of a whole body. A list may be null there too; an object may not.
 * @param place JSON pointer to the facts in the description
 */
export function bodySchema(facts: SchemaFacts, place: string, origin: Origin): JsonSchema {
  const schema = toJsonSchema(facts, place, origin);
  return resolveSchema(facts, origin.definitions).type === 'array' ? orNull(schema) : schema;
}

/** Each schema says in `$comment` where in the description it stands, so that findings can tell. */
function toJsonSchema(facts: SchemaFacts, place: string, origin: Origin): JsonSchema {
  const { definitions, direction } = origin;
  /** A schema where a value is used: as property, list element or map value. */
  const used = (inner: SchemaFacts, innerPlace: string): JsonSchema => {
    const schema = toJsonSchema(inner, innerPlace, origin);
    return direction === 'request' || mayBeNull(inner, definitions) ? orNull(schema) : schema;
  };

  if (facts.$ref !== undefined) return { $ref: `${direction}${facts.$ref}` };
  const schema: JsonSchema = { $comment: place };
  if (facts.type !== undefined) schema.type = facts.type;
  if (facts.enum !== undefined && facts.type !== 'object') schema.enum = direction === 'request' ? [...facts.enum, ''] : facts.enum;
  for (const key of ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern', 'required'] as const) {
    if (facts[key] !== undefined) schema[key] = facts[key];
  }
  Object.assign(schema, rangeRules(facts), formatRules(facts.format));
  if (facts.allOf !== undefined) schema.allOf = facts.allOf.map((part, i) => toJsonSchema(part, `${place}/allOf/${i}`, origin));
  if (facts.items !== undefined) schema.items = used(facts.items, `${place}/items`);
  if (facts.properties !== undefined) {
    const inPlace = `${place}/properties`;
    const properties = Object.entries(facts.properties).map(([name, one]) => [name, used(one, appendPointer(inPlace, name))]);
    schema.properties = Object.fromEntries(properties);
  }
  if (typeof facts.additionalProperties === 'object') {
    schema.additionalProperties = used(facts.additionalProperties, `${place}/additionalProperties`);
  }
  return schema;
}

function mayBeNull(facts: SchemaFacts, definitions: Definitions): boolean {
  const target = resolveSchema(facts, definitions);
  return facts.nullable === true || target.nullable === true || isNilable(target, definitions);
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

/** Integers of which nothing else is said are Go's int64, or uint64 where it could be. */
function rangeRules({ type, format, minimum = -INT64_END, maximum }: SchemaFacts): JsonSchema {
  if (type !== 'integer') return {};
  return { minimum, maximum: maximum ?? (format === 'int64' ? INT64_END : UINT64_END) };
}

/** Formats of the descriptions that say something about a value; `binary`, `json`, `uri`, … do not. */
function formatRules(format: string | undefined): JsonSchema {
  switch (format) {
    case 'uint8':
      return { minimum: 0, maximum: 0xff };
    case 'uint16':
      return { minimum: 0, maximum: 0xffff };
    case 'uint32':
      return { minimum: 0, maximum: 0xffffffff };
    case 'uint64':
      return { minimum: 0, maximum: UINT64_END };
    case 'dateTime':
    case 'date-time':
      return { format: 'engine-time' };
    case 'ip-address':
      return { format: 'engine-address' };
    default:
      return {};
  }
}
