/**
 * A map of property names for walks over many objects. Objects of one kind have their properties in one order, so the
 * name that stood at a place of the last object nearly always stands there in the next: one comparison, no hash.
 */

/** Beyond that many properties an object is a map of its own, in which nothing repeats. */
const REMEMBERED = 64;

export class ByName<Value> {
  readonly #map: ReadonlyMap<string, Value>;
  readonly #names: string[] = [];
  readonly #values: (Value | undefined)[] = [];

  constructor(entries: Iterable<readonly [string, Value]>) {
    this.#map = new Map(entries);
  }

  get size(): number {
    return this.#map.size;
  }

  /** @param nth which property of its object it is, counted from 0 */
  get(name: string, nth: number): Value | undefined {
    if (this.#names[nth] === name) return this.#values[nth];
    if (this.#map.size === 0) return undefined;
    const value = this.#map.get(name);
    if (nth < REMEMBERED && nth <= this.#names.length) {
      this.#names[nth] = name;
      this.#values[nth] = value;
    }
    return value;
  }
}
