/**
 * Properties of a request's body that its schema does not declare. The API is open, so they break nothing; but they tell
 * of typos, and of clients that are newer than the version they ask for. (drift.ts does the same for answers.)
 */
import type { Definitions, SchemaFacts } from '../docker/schema-types.ts';
import { appendPointer } from './pointer.ts';
import { type Shape, Shapes } from './shape.ts';

/**
 * JSON pointers to the undeclared properties, outermost alone.
 * Null, zero and empty are the same as leaving the property out (newer clients send such to older versions),
 * and Go reads names in any case, so that `image` is `Image`.
 */
export function undeclaredProperties(value: unknown, facts: SchemaFacts, definitions: Definitions): string[] {
  const found: string[] = [];
  visit(value, new Shapes(definitions).of(facts), '');
  return found;

  function visit(node: unknown, shape: Shape, pointer: string): void {
    if (Array.isArray(node)) {
      const { items } = shape;
      if (items !== null) for (const [i, item] of node.entries()) visit(item, items, appendPointer(pointer, i));
    } else if (typeof node === 'object' && node !== null) {
      visitProperties(node as Record<string, unknown>, shape, pointer);
    }
  }

  function visitProperties(node: Readonly<Record<string, unknown>>, shape: Shape, pointer: string): void {
    for (const [name, item] of Object.entries(node)) {
      const inner = shape.property(spelled(shape.names, name)) ?? (shape.isOpen ? shape.rest : undefined);
      if (inner) visit(item, inner, appendPointer(pointer, name));
      else if (!shape.isOpen && !isZero(item)) found.push(appendPointer(pointer, name));
    }
  }
}

/** The name as it is declared. */
function spelled(names: ReadonlySet<string>, name: string): string {
  if (names.has(name)) return name;
  const folded = name.toLowerCase();
  for (const one of names) if (one.toLowerCase() === folded) return one;
  return name;
}

/** What Go writes for a field that nobody set. */
function isZero(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === null || value === 0 || value === '' || value === false;
}
