/**
 * Finds values in texts, whole words only, in a time that does not grow with their number: a text is cut into the runs that
 * a value could be, and those are looked up.
 *
 *   names   not beside a letter, digit, `_` or `-`; between dots each part may be one: `td-91bc.local`
 *   stems   not beside a letter or digit, so also within a name: `app-31452-db` has `app-31452`
 *   ids     not beside a letter or digit: `testcontainers-ryuk-0f0e0d0c-…`
 *   paths   not within a longer path, and up to the end of a part: `/tmp/x/f` has `/tmp/x`
 */
import type { VaryingType } from './varying.ts';

export interface Found {
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

/** `stem`: what several names begin with, or have in them: a word with a number that was made up. */
export type WordType = VaryingType | 'stem';

const RUN = /[0-9A-Za-z_.-]+/g;
const ID = /(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[0-9A-Za-z]{6,})(?![0-9A-Za-z])/g;
/** With no letter or digit behind it. */
const NUMBER = /(?<![0-9])[0-9]+(?![0-9A-Za-z])/g;
const ENDING_NUMBER = /[0-9]+$/;
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
  readonly #stems = new Map<string, string>();
  /** By the number that they end with, the longest first. */
  readonly #stemsByNumber = new Map<string, string[]>();
  readonly #paths = new Map<string, string>();
  #pathPattern: RegExp | null = null;
  #longest = 0;

  /** @param parent what is not found here is looked for there */
  constructor(parent: Words | null = null) {
    this.#parent = parent;
  }

  /** The last one that is added for a text counts; of stems, which only follow from other values, the first. */
  add(type: WordType, from: string, to: string): void {
    this.#longest = Math.max(this.#longest, from.length);
    if (type === 'stem') {
      this.#addStem(from, to);
      return;
    }
    const map = type === 'path' || type === 'directory' ? this.#paths : type === 'name' ? this.#names : this.#ids;
    map.set(from, to);
    if (map === this.#paths) this.#pathPattern = null;
  }

  #addStem(from: string, to: string): void {
    if (this.#stem(from) !== undefined) return;
    this.#stems.set(from, to);
    const number = ENDING_NUMBER.exec(from)?.[0] ?? '';
    const stems = [...(this.#stemsByNumber.get(number) ?? []), from];
    this.#stemsByNumber.set(
      number,
      stems.sort((a, b) => b.length - a.length),
    );
  }

  get size(): number {
    return this.#names.size + this.#ids.size + this.#stems.size + this.#paths.size + (this.#parent?.size ?? 0);
  }

  /** Length of the longest value. */
  get longest(): number {
    return Math.max(this.#longest, this.#parent?.longest ?? 0);
  }

  /** False only where the text has none of the values. */
  mayBeIn(text: string): boolean {
    if (this.size > FEW) return true;
    const isIn = (value: string) => text.includes(value);
    return (
      [this.#names, this.#ids, this.#stems, this.#paths].some((map) => [...map.keys()].some(isIn)) || this.#parent?.mayBeIn(text) === true
    );
  }

  /** @param stays whether a value is left as it is */
  replaceIn(text: string, stays: (value: string) => boolean = () => false): string {
    let said = '';
    let at = 0;
    for (const { start, end, to } of this.findAll(text)) {
      if (stays(text.slice(start, end))) continue;
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
    const inRun = run.includes('.') ? this.#namesBetweenDots(run, at) : [];
    const isFree = (start: number, end: number) => inRun.every((other) => end <= other.start || start >= other.end);
    if (this.hasStems) inRun.push(...this.#stemsInRun(run, at).filter(({ start, end }) => isFree(start, end)));
    const ids: Found[] = [];
    if (run.length >= SHORTEST_ID && this.hasIds) {
      for (const match of run.matchAll(ID)) {
        const to = this.#id(match[0]);
        const start = at + match.index;
        const end = start + match[0].length;
        if (to !== undefined && isFree(start, end)) ids.push({ start, end, to });
      }
    }
    found.push(...[...inRun, ...ids].sort((a, b) => a.start - b.start));
  }

  /** From the last number to the first: of those that end at one, the longest counts. */
  #stemsInRun(run: string, at: number): Found[] {
    const found: Found[] = [];
    let limit = run.length;
    for (const { index, 0: number } of [...run.matchAll(NUMBER)].reverse()) {
      const end = index + number.length;
      if (end > limit) continue;
      const stem = this.#stemEndingAt(run, end, number);
      if (stem === undefined) continue;
      limit = end - stem.length;
      found.push({ start: at + limit, end: at + end, to: this.#stem(stem) as string });
    }
    return found;
  }

  #stemEndingAt(run: string, end: number, number: string): string | undefined {
    const isHere = (stem: string) => run.startsWith(stem, end - stem.length) && !/[0-9A-Za-z]/.test(run.charAt(end - stem.length - 1));
    const own = this.#stemsByNumber.get(number)?.find((stem) => stem.length <= end && isHere(stem));
    const other = this.#parent === null ? undefined : this.#parent.#stemEndingAt(run, end, number);
    return (own?.length ?? 0) >= (other?.length ?? 0) ? own : other;
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

  get hasStems(): boolean {
    return this.#stems.size > 0 || this.#parent?.hasStems === true;
  }

  get hasIds(): boolean {
    return this.#ids.size > 0 || this.#parent?.hasIds === true;
  }

  #name(text: string): string | undefined {
    return this.#names.get(text) ?? (this.#parent === null ? undefined : this.#parent.#name(text));
  }

  #stem(text: string): string | undefined {
    return (this.#parent === null ? undefined : this.#parent.#stem(text)) ?? this.#stems.get(text);
  }

  #id(text: string): string | undefined {
    return this.#ids.get(text) ?? (this.#parent === null ? undefined : this.#parent.#id(text));
  }

  #path(text: string): string | undefined {
    return this.#paths.get(text) ?? (this.#parent === null ? undefined : this.#parent.#path(text));
  }
}
