/** Every place of an answer where a property is declared, and whether it was seen there. */
import type { Observed } from './observed.ts';
import type { Shape } from './shape.ts';

export interface DeclaredField {
  /** `State.Health.Log[].Start`; `Networks{}.MacAddress` of a map. */
  readonly path: string;
  readonly isSeen: boolean;
}

/**
 * Schemas that hold themselves are followed once: a value inside a value of the same kind has the same properties.
 * @param seen what was counted there; null where nothing was
 */
export function* declaredFields(shape: Shape, seen: Observed | null): Generator<DeclaredField> {
  yield* fieldsBelow(shape, seen, '', new Set());
}

function* fieldsBelow(shape: Shape, seen: Observed | null, path: string, above: ReadonlySet<Shape>): Generator<DeclaredField> {
  if (above.has(shape)) return;
  const within = new Set(above).add(shape);
  for (const name of shape.names) {
    const field = seen?.fields.get(name);
    const inPath = path === '' ? name : `${path}.${name}`;
    yield { path: inPath, isSeen: field !== undefined };
    const below = shape.property(name);
    if (below !== undefined && !below.isLeaf) yield* fieldsBelow(below, field?.below ?? null, inPath, within);
  }
  if (shape.items !== null && !shape.items.isLeaf) yield* fieldsBelow(shape.items, seen?.items ?? null, `${path}[]`, within);
  if (shape.rest !== null && !shape.rest.isLeaf) yield* fieldsBelow(shape.rest, seen?.rest ?? null, `${path}{}`, within);
}
