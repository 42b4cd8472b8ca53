/**
 * A schema as a comparison wants it: `$ref` followed, the parts of an `allOf` put together, each property with the place
 * where it stands, so that a change in a shared definition can be told from the same change made twice.
 */
import type { Definitions, SchemaFacts } from '../docker/schema-types.ts';

/** A schema and its JSON pointer in the description. */
export interface Placed {
  readonly facts: SchemaFacts;
  readonly pointer: string;
}

export interface SchemaView {
  /** Empty: anything. */
  readonly types: readonly string[];
  readonly nullable: boolean;
  readonly format: string | undefined;
  readonly values: readonly unknown[] | undefined;
  readonly properties: ReadonlyMap<string, Placed>;
  readonly required: ReadonlySet<string>;
  /** Elements of a list, or values of a map. */
  readonly each: Placed | undefined;
  /** Where the facts stand in the end: two views with one place are the same definition. */
  readonly pointer: string;
}

const REF_PREFIX = '#/definitions/';
/** Longer chains of references than this are a circle. */
const REF_LIMIT = 10;

export function viewSchema(placed: Placed, definitions: Definitions): SchemaView {
  const { facts, pointer, nullable } = follow(placed, definitions);
  const parts = (facts.allOf ?? []).map((part, i) => viewSchema({ facts: part, pointer: `${pointer}/allOf/${i}` }, definitions));
  const own = Object.entries(facts.properties ?? {}).map(
    ([name, one]) => [name, { facts: one, pointer: `${pointer}/properties/${escapeSegment(name)}` }] as const,
  );
  return {
    types: typesOf(facts, parts),
    nullable: nullable || parts.some((part) => part.nullable),
    format: facts.format ?? parts.find((part) => part.format !== undefined)?.format,
    values: (facts.type === 'object' ? undefined : facts.enum) ?? parts.find((part) => part.values !== undefined)?.values,
    properties: new Map([...parts.flatMap((part) => [...part.properties]), ...own]),
    required: new Set([...parts.flatMap((part) => [...part.required]), ...requiredOf(facts)]),
    each: eachOf(facts, pointer) ?? parts.find((part) => part.each !== undefined)?.each,
    pointer,
  };
}

function follow({ facts, pointer }: Placed, definitions: Definitions): Placed & { readonly nullable: boolean } {
  let target = { facts, pointer };
  let nullable = facts.nullable === true;
  for (let steps = 0; target.facts.$ref !== undefined && steps < REF_LIMIT; steps++) {
    const name = target.facts.$ref.slice(REF_PREFIX.length);
    target = { facts: definitions[name] ?? {}, pointer: `/definitions/${escapeSegment(name)}` };
    nullable ||= target.facts.nullable === true;
  }
  return { ...target, nullable };
}

function typesOf(facts: SchemaFacts, parts: readonly SchemaView[]): readonly string[] {
  if (facts.type !== undefined) return typeof facts.type === 'string' ? [facts.type] : facts.type;
  if (facts.properties !== undefined) return ['object'];
  if (facts.items !== undefined) return ['array'];
  return parts.find((part) => part.types.length > 0)?.types ?? [];
}

/** A parameter says `required: true` of itself; only a list is about properties. */
function requiredOf({ required }: SchemaFacts): readonly string[] {
  return Array.isArray(required) ? required : [];
}

function eachOf({ items, additionalProperties }: SchemaFacts, pointer: string): Placed | undefined {
  if (items !== undefined) return { facts: items, pointer: `${pointer}/items` };
  if (typeof additionalProperties === 'object') return { facts: additionalProperties, pointer: `${pointer}/additionalProperties` };
  return undefined;
}

/** A name as a segment of a JSON pointer (RFC 6901). */
export function escapeSegment(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
