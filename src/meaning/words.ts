/**
 * Finds values in texts, whole words only, in a time that does not grow with their number: a text is cut into the runs that
 * a value could be, and those are looked up.
 *
 *   names   not beside a letter, digit, `_` or `-`; between dots each part may be one: `td-91bc.local`
 *   ids     not beside a letter or digit: `testcontainers-ryuk-0f0e0d0c-…`
 *   paths   not within a longer path, and up to the end of a part: `/tmp/x/f` has `/tmp/x`
 */
import type { VaryingType } from './varying.ts';

export interface Found {
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

const RUN = /[0-9A-Za-z_.-]+/g;
const ID = /(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[0-9A-Za-z]{6,})(?![0-9A-Za-z])/g;
/** An id is at least as long. */
const SHORTEST_ID = 6;
/** Of a run with more dots only the first parts are put together. */
const MOST_PARTS = 12;
/** Up to so many values it is faster to look whether a long text has any of them at all. */
const FEW = 32;

export class Words {
  readonly #parent: Words | null;
  readonly #names = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  readonly #paths = new Map<string, string>();
  #pathPattern: RegExp | null = null;
  #longest = 0;

  /** @param parent what is not found here is looked for there */
  constructor(parent: Words | null = null) {
    this.#parent = parent;
  }

  /** The last one that is added for a text counts. */
  add(type: VaryingType, from: string, to: string): void {
    const map = type === 'path' || type === 'directory' ? this.#paths : type === 'name' ? this.#names : this.#ids;
    map.set(from, to);
    if (map === this.#paths) this.#pathPattern = null;
    this.#longest = Math.max(this.#longest, from.length);
  }

  get size(): number {
    return this.#names.size + this.#ids.size + this.#paths.size + (this.#parent?.size ?? 0);
  }

  /** Length of the longest value. */
  get longest(): number {
    return Math.max(this.#longest, this.#parent?.longest ?? 0);
  }

  /** False only where the text has none of the values. */
  mayBeIn(text: string): boolean {
    if (this.size > FEW) return true;
    const isIn = (value: string) => text.includes(value);
    return [this.#names, this.#ids, this.#paths].some((map) => [...map.keys()].some(isIn)) || this.#parent?.mayBeIn(text) === true;
  }

  replaceIn(text: string): string {
    let said = '';
    let at = 0;
    for (const { start, end, to } of this.findAll(text)) {
      said += text.slice(at, start) + to;
      at = end;
    }
    return at === 0 ? text : said + text.slice(at);
  }

  /** All values in the text, in order; none overlap. */
  findAll(text: string): Found[] {
    if (this.size === 0) return [];
    const found: Found[] = [];
    const paths = this.#pathsIn(text);
    let path = 0;
    RUN.lastIndex = 0;
    for (let run = RUN.exec(text); run !== null; run = RUN.exec(text)) {
      const start = run.index;
      while (path < paths.length && (paths[path] as Found).end <= start) found.push(paths[path++] as Found);
      // The parts of a path that is replaced whole.
      if (path < paths.length && (paths[path] as Found).start < start) continue;
      this.#findInRun(run[0], start, found);
    }
    found.push(...paths.slice(path));
    return found;
  }

  #findInRun(run: string, at: number, found: Found[]): void {
    const whole = this.#name(run);
    if (whole !== undefined) {
      found.push({ start: at, end: at + run.length, to: whole });
      return;
    }
    const dotted = run.includes('.') ? this.#namesBetweenDots(run, at) : [];
    if (run.length < SHORTEST_ID || !this.hasIds) {
      found.push(...dotted);
      return;
    }
    const ids: Found[] = [];
    for (const match of run.matchAll(ID)) {
      const to = this.#id(match[0]);
      const start = at + match.index;
      const end = start + match[0].length;
      if (to !== undefined && dotted.every((name) => end <= name.start || start >= name.end)) ids.push({ start, end, to });
    }
    found.push(...[...dotted, ...ids].sort((a, b) => a.start - b.start));
  }

  #namesBetweenDots(run: string, at: number): Found[] {
    const parts = run.split('.', MOST_PARTS);
    const found: Found[] = [];
    let start = 0;
    for (let first = 0; first < parts.length; first += 1) {
      let taken = 0;
      for (let last = parts.length; last > first && taken === 0; last -= 1) {
        const text = parts.slice(first, last).join('.');
        const to = this.#name(text);
        if (to === undefined) continue;
        found.push({ start: at + start, end: at + start + text.length, to });
        taken = last - first;
      }
      for (let part = first; part < first + Math.max(1, taken); part += 1) start += (parts[part] as string).length + 1;
      if (taken > 1) first += taken - 1;
    }
    return found;
  }

  #pathsIn(text: string): Found[] {
    if (!text.includes('/')) return [];
    const pattern = this.#patternOfPaths();
    if (pattern === null) return [];
    return [...text.matchAll(pattern)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      to: this.#path(match[0]) as string,
    }));
  }

  #patternOfPaths(): RegExp | null {
    const own = this.#paths.size > 0;
    if (!own) return this.#parent === null ? null : this.#parent.#patternOfPaths();
    if (this.#pathPattern === null) {
      const paths = this.#allPaths().sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
      const alternatives = paths.map((path) => path.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|');
      this.#pathPattern = new RegExp(`(?<![0-9A-Za-z_./-])(?:${alternatives})(?![0-9A-Za-z_.-])`, 'g');
    }
    return this.#pathPattern;
  }

  #allPaths(): string[] {
    return [...this.#paths.keys(), ...(this.#parent === null ? [] : this.#parent.#allPaths())];
  }

  get hasIds(): boolean {
    return this.#ids.size > 0 || this.#parent?.hasIds === true;
  }

  #name(text: string): string | undefined {
    return this.#names.get(text) ?? (this.#parent === null ? undefined : this.#parent.#name(text));
  }

  #id(text: string): string | undefined {
    return this.#ids.get(text) ?? (this.#parent === null ? undefined : this.#parent.#id(text));
  }

  #path(text: string): string | undefined {
    return this.#paths.get(text) ?? (this.#parent === null ? undefined : this.#parent.#path(text));
  }
}
