/**
 * Counts what answers held: how many objects stood at each place, and how often each declared property was there.
 *
 *   observed            the body, an object: seen 12 times
 *     fields.State      there 12 times ─► below: the object State: seen 12 times
 *       fields.Health   there 3 times  ─► below …
 */
import type { Shape } from './shape.ts';

export class Observed {
  /** Objects at this place. */
  objects = 0;
  readonly fields = new Map<string, ObservedField>();
  /** What stood in lists at this place. */
  items: Observed | null = null;
  /** What stood in maps at this place, whatever the key. */
  rest: Observed | null = null;

  /** Counts a value, and all below it that `shape` declares. */
  add(value: unknown, shape: Shape): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) this.#addList(value, shape.items);
    else this.#addObject(value as Readonly<Record<string, unknown>>, shape);
  }

  #addList(list: readonly unknown[], items: Shape | null): void {
    if (items === null || items.isLeaf) return;
    this.items ??= new Observed();
    for (const item of list) this.items.add(item, items);
  }

  #addObject(object: Readonly<Record<string, unknown>>, shape: Shape): void {
    this.objects++;
    for (const [name, value] of Object.entries(object)) {
      const declared = shape.property(name);
      if (declared !== undefined) this.#addField(name, value, declared);
      else if (shape.rest !== null && !shape.rest.isLeaf) {
        this.rest ??= new Observed();
        this.rest.add(value, shape.rest);
      }
    }
  }

  #addField(name: string, value: unknown, shape: Shape): void {
    const field = this.fields.get(name) ?? { times: 0, nulls: 0, empties: 0, below: null };
    this.fields.set(name, field);
    field.times++;
    if (value === null) field.nulls++;
    else if (isEmpty(value)) field.empties++;
    if (shape.isLeaf) return;
    field.below ??= new Observed();
    field.below.add(value, shape);
  }
}

export interface ObservedField {
  /** In so many objects it was there, whatever it was. */
  times: number;
  /** So often it was null. */
  nulls: number;
  /** So often it was `[]` or `{}`. */
  empties: number;
  /** What stood in it. */
  below: Observed | null;
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (const _ in value) return false;
  return true;
}
