/**
 * Where an answer leaves its description without breaking it: properties that are not declared, properties that were
 * renamed, by the look of it, and properties that engines always send and that are not there.
 *
 * Descriptions require little and allow everything, so these are notes; but a field that was dropped or renamed breaks
 * clients, and nothing else would tell. All of it in one walk over the body, beside its shape and what is expected there.
 */
import type { Expected } from './presence.ts';
import type { Shape } from './shape.ts';
import { bySimilarity } from './similar.ts';

export type Drift =
  /** A property that is not declared, in an object that has all it declares. */
  | { readonly kind: 'unknown'; readonly pointer: string }
  /** The same where declared properties are missing that could hold its value, most similar name first. */
  | { readonly kind: 'renamed'; readonly pointer: string; readonly missing: readonly string[] }
  /** Properties that engines always send, and that this object lacks. `pointer` is the object's. */
  | { readonly kind: 'absent'; readonly pointer: string; readonly missing: readonly string[] }
  /** A list, map or object that engines send empty rather than null. */
  | { readonly kind: 'null'; readonly pointer: string };

/** @param expected what engines always send there, see presence.ts */
export function driftOf(body: unknown, shape: Shape, expected: Expected | null): Drift[] {
  const found: Drift[] = [];
  /** Names and indexes on the way to where the walk is. */
  const way: (string | number)[] = [];
  visit(body, shape, expected);
  return found;

  function visit(node: unknown, at: Shape, known: Expected | null): void {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) visitList(node, at.items, known?.items ?? null);
    else visitObject(node as Readonly<Record<string, unknown>>, at, known);
  }

  function visitList(list: readonly unknown[], items: Shape | null, known: Expected | null): void {
    if (items === null || items.isLeaf) return;
    for (let i = 0; i < list.length; i++) {
      way.push(i);
      visit(list[i], items, known);
      way.pop();
    }
  }

  function visitObject(object: Readonly<Record<string, unknown>>, at: Shape, known: Expected | null): void {
    if (known !== null) {
      reportAbsent(object, known);
      for (const name of known.neverNull) if (object[name] === null) found.push({ kind: 'null', pointer: pointerOf([...way, name]) });
    }
    for (const name in object) {
      const declared = at.property(name);
      if (declared === undefined && !at.isOpen) reportUndeclared(object, name, at);
      else if (declared === undefined) descend(object[name], name, at.rest, known?.rest ?? null);
      else if (!declared.isLeaf) descend(object[name], name, declared, known?.properties.get(name) ?? null);
    }
  }

  function descend(value: unknown, name: string, at: Shape | null, known: Expected | null): void {
    if (at === null || at.isLeaf || typeof value !== 'object' || value === null) return;
    way.push(name);
    visit(value, at, known);
    way.pop();
  }

  function reportAbsent(object: Readonly<Record<string, unknown>>, known: Expected): void {
    const missing = known.fields.filter((name) => object[name] === undefined);
    if (missing.length > 0) found.push({ kind: 'absent', pointer: pointerOf(way), missing });
  }

  function reportUndeclared(object: Readonly<Record<string, unknown>>, name: string, at: Shape): void {
    const pointer = pointerOf([...way, name]);
    const missing = [...at.names].filter((one) => object[one] === undefined && canHold(at.property(one), object[name]));
    if (missing.length === 0) found.push({ kind: 'unknown', pointer });
    else found.push({ kind: 'renamed', pointer, missing: missing.sort(bySimilarity(name)) });
  }
}

/** Whether a value of that shape could be this one. Null is a value of any. */
function canHold(shape: Shape | undefined, value: unknown): boolean {
  if (shape === undefined || shape.types.size === 0 || value === null) return true;
  if (typeof value === 'number') return shape.types.has('integer') || shape.types.has('number');
  return shape.types.has(Array.isArray(value) ? 'array' : typeof value);
}

function pointerOf(way: readonly (string | number)[]): string {
  return way.map((one) => `/${String(one).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
