/**
 * Which places of a value were there, over many values: one tree for all bodies of an operation, so that a thousand lists
 * of containers take no more room than one.
 */

/** Texts remembered of a place, so that choices can be compared; a place with more has no choice of few values. */
const VALUES_LIMIT = 50;

export class ValueTree {
  /** By property name; `*` for the elements of a list. */
  readonly #children = new Map<string, ValueTree>();
  readonly #texts = new Set<string>();
  #isSaid = false;
  #isNotString = false;

  add(value: unknown): void {
    if (saysSomething(value)) this.#isSaid = true;
    if (typeof value === 'string') {
      if (this.#texts.size < VALUES_LIMIT) this.#texts.add(value);
    } else if (Array.isArray(value)) {
      for (const one of value) this.#child('*').add(one);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) this.#child(name).add(one);
    } else if (value !== null) {
      this.#isNotString = true;
    }
  }

  /** Something stood at the place. `*` in the path is any element, or any key. */
  has(path: readonly string[]): boolean {
    return this.#find(path).length > 0;
  }

  /** Something stood there that is not Go's zero value: clients written in Go send all fields, set or not. */
  says(path: readonly string[]): boolean {
    return this.#find(path).some((tree) => tree.#isSaid);
  }

  /** Whether one of these values stood there. */
  hasOneOf(path: readonly string[], values: readonly unknown[]): boolean {
    return this.#find(path).some(
      (tree) => tree.#isNotString || tree.#texts.size >= VALUES_LIMIT || values.some((value) => tree.#texts.has(String(value))),
    );
  }

  /** Whether a text other than these stood there. */
  hasOther(path: readonly string[], values: readonly unknown[]): boolean {
    return this.#find(path).some((tree) => [...tree.#texts].some((text) => text !== '' && !values.includes(text)));
  }

  #child(name: string): ValueTree {
    const known = this.#children.get(name);
    if (known !== undefined) return known;
    const made = new ValueTree();
    this.#children.set(name, made);
    return made;
  }

  #find(path: readonly string[]): ValueTree[] {
    const [name, ...rest] = path;
    if (name === undefined) return [this];
    if (name === '*') return [...this.#children.values()].flatMap((child) => child.#find(rest));
    const child = this.#children.get(name);
    return child === undefined ? [] : child.#find(rest);
  }
}

function saysSomething(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === 0 || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object') return Object.values(value).some(saysSomething);
  return true;
}
