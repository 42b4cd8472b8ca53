/** Properties of a body that its schema does not declare. The API is open, so they break nothing; but they tell of drift and typos. */
import type { Definitions, Direction, SchemaFacts } from '../docker/schema-types.ts';
import { resolveSchema } from '../docker/schemas.ts';
import { appendPointer } from './pointer.ts';

/**
 * JSON pointers to the undeclared properties, outermost alone.
 * In requests null, zero and empty are the same as leaving the property out (newer clients send such to older versions),
 * and Go reads names in any case, so that `image` is `Image`.
 */
export function undeclaredProperties(value: unknown, facts: SchemaFacts, definitions: Definitions, direction: Direction): string[] {
  const found: string[] = [];
  visit(value, [facts], '');
  return found;

  function visit(node: unknown, schemas: readonly SchemaFacts[], pointer: string): void {
    const parts = schemas.flatMap((one) => flatten(one, definitions));
    if (Array.isArray(node)) {
      const items = parts.flatMap((part) => part.items ?? []);
      if (items.length > 0) for (const [i, item] of node.entries()) visit(item, items, appendPointer(pointer, i));
    } else if (typeof node === 'object' && node !== null) {
      visitProperties(node as Record<string, unknown>, parts, pointer);
    }
  }

  function visitProperties(node: Readonly<Record<string, unknown>>, parts: readonly SchemaFacts[], pointer: string): void {
    const declared = parts.flatMap((part) => (part.properties === undefined ? [] : [part.properties]));
    const rest = parts.flatMap((part) => (typeof part.additionalProperties === 'object' ? [part.additionalProperties] : []));
    const isOpen = declared.length === 0 || parts.some((part) => part.additionalProperties !== undefined);
    for (const [name, item] of Object.entries(node)) {
      const schemas = declared.flatMap((properties) => propertyNamed(properties, name) ?? []);
      if (schemas.length > 0) visit(item, schemas, appendPointer(pointer, name));
      else if (!isOpen && !(direction === 'request' && isZero(item))) found.push(appendPointer(pointer, name));
      else if (isOpen && rest.length > 0) visit(item, rest, appendPointer(pointer, name));
    }
  }

  function propertyNamed(properties: Readonly<Record<string, SchemaFacts>>, name: string): SchemaFacts | undefined {
    if (Object.hasOwn(properties, name)) return properties[name];
    if (direction === 'response') return undefined;
    const folded = name.toLowerCase();
    const spelled = Object.keys(properties).find((one) => one.toLowerCase() === folded);
    return spelled === undefined ? undefined : properties[spelled];
  }
}

/** A schema with what it refers to and is made of, side by side. */
function flatten(facts: SchemaFacts, definitions: Definitions): SchemaFacts[] {
  const target = resolveSchema(facts, definitions);
  return [target, ...(target.allOf ?? []).flatMap((part) => flatten(part, definitions))];
}

/** What Go writes for a field that nobody set. */
function isZero(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === null || value === 0 || value === '' || value === false;
}
