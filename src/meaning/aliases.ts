/**
 * One object, many names: a container answers to its id, any unique start of it, and its name, and a name may pass from
 * one container to the next. Names are learned from what the engine said, each from that moment on.
 */
import type { ObjectKind } from '../docker/operation-types.ts';

/** `container 4f66ad9a…`: one object of the engine, whatever a request called it. */
export type ObjectName = string;

interface Naming {
  /** Sequence number from which the name stands for this id. */
  readonly seq: number;
  readonly id: string;
}

const ID_START = /^[0-9a-f]{4,64}$/;

export class Aliases {
  /** By kind and name, in order of `seq`. */
  readonly #namings = new Map<string, Naming[]>();
  readonly #ids = new Map<ObjectKind, Set<string>>();

  /** An object of that id exists. */
  learnId(kind: ObjectKind, id: string): void {
    const ids = this.#ids.get(kind);
    if (ids === undefined) this.#ids.set(kind, new Set([id]));
    else ids.add(id);
  }

  /** From `seq` on, `name` is the object `id`. Must be told in order of `seq`. */
  learnName(kind: ObjectKind, name: string, id: string, seq: number): void {
    this.learnId(kind, id);
    const key = `${kind} ${bare(name)}`;
    const namings = this.#namings.get(key);
    if (namings === undefined) this.#namings.set(key, [{ seq, id }]);
    else if (namings.at(-1)?.id !== id) namings.push({ seq, id });
  }

  /** The object that a request sent at `seq` means by `name`. A name that was learned only later means the first that had it. */
  resolve(kind: ObjectKind, name: string, seq: number): ObjectName {
    return `${kind} ${this.#idOf(kind, bare(name), seq)}`;
  }

  /** Every object whose id or name is `text`. */
  mentioned(text: string, seq: number): ObjectName[] {
    const found: ObjectName[] = [];
    for (const kind of this.#ids.keys()) {
      const known = this.#ids.get(kind)?.has(text) === true || this.#namings.has(`${kind} ${bare(text)}`);
      if (known) found.push(this.resolve(kind, text, seq));
    }
    return found;
  }

  #idOf(kind: ObjectKind, name: string, seq: number): string {
    const ids = this.#ids.get(kind);
    if (ids === undefined || ids.has(name)) return name;
    const namings = this.#namings.get(`${kind} ${name}`);
    if (namings !== undefined) return (namings.findLast((naming) => naming.seq <= seq) ?? (namings[0] as Naming)).id;
    if (!ID_START.test(name)) return name;
    const matching = [...ids].filter((id) => id.startsWith(name));
    return matching.length === 1 ? (matching[0] as string) : name;
  }
}

/** Lists and inspections write the name of a container with a slash. */
function bare(name: string): string {
  return name.startsWith('/') ? name.slice(1) : name;
}
