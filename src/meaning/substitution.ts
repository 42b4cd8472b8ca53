/**
 * Puts bound values in the place of others: recorded ones by live ones on the way to the client, or the other way round.
 * How far a value reaches depends on what it is:
 *
 *   free text (what a container prints)   uuids, ids, names that are long and made up, temporary paths
 *   strings of JSON                       also digests, directories, and names made of a project's
 *   the same field only                   times, numbers, names of projects, whatever might be a word
 *
 * Only whole words are replaced. Keys of JSON objects stay, save where they are names of networks.
 */
import { isJsonObject, type Json } from '../cassette/json.ts';
import { looksRandom } from './looks.ts';
import type { VaryingType } from './varying.ts';

export interface Replacement {
  readonly type: VaryingType;
  readonly from: string;
  readonly to: string;
  /** Name of the field or label it stands at. */
  readonly key: string;
}

/** Fields whose keys are names. */
const NAMED_KEYS: ReadonlySet<string> = new Set(['EndpointsConfig', 'Networks']);
/** Where the name of an object stands, whatever a request called the place. */
const NAME_KEYS: readonly string[] = ['Name', 'Names', 'name', 'container', 'id'];
/** A name shorter than this may stand in a text by chance. */
const LONG_NAME = 6;

export class Substitution {
  readonly #to = new Map<string, string>();
  readonly #byKey = new Map<string, Map<string, string>>();
  readonly #inJson: RegExp | null;
  readonly #inText: RegExp | null;
  /** Length of the longest value that free text may hold. */
  readonly reach: number;

  constructor(replacements: readonly Replacement[]) {
    const words: Replacement[] = [];
    for (const replacement of replacements) {
      if (isWord(replacement)) {
        this.#to.set(replacement.from, replacement.to);
        words.push(replacement);
      } else {
        for (const key of keysOf(replacement)) this.#add(key, replacement);
      }
    }
    const distinct = words.filter(isDistinct);
    this.#inJson = patternOf(words);
    this.#inText = patternOf(distinct);
    this.reach = Math.max(0, ...distinct.map(({ from }) => from.length));
  }

  get isEmpty(): boolean {
    return this.#inJson === null && this.#byKey.size === 0;
  }

  get touchesText(): boolean {
    return this.#inText !== null;
  }

  /** A document; the very same where nothing of it changes. @param key name of the field it stands at */
  json(json: Json, key = ''): Json {
    if (typeof json === 'string') return this.string(json, key);
    if (Array.isArray(json)) {
      const items = json.map((item) => this.json(item, key));
      return items.some((item, index) => item !== json[index]) ? items : json;
    }
    if (!isJsonObject(json)) return json;
    const isNamed = NAMED_KEYS.has(key);
    let changed = false;
    const members = Object.entries(json).map(([name, value]): [string, Json] => {
      const [newName, newValue] = [isNamed ? this.string(name, 'Name') : name, this.json(value, name)];
      changed ||= newName !== name || newValue !== value;
      return [newName, newValue];
    });
    return changed ? Object.fromEntries(members) : json;
  }

  /** One string of a document. */
  string(text: string, key: string): string {
    return this.#ofField(text, key) ?? this.words(text);
  }

  /** What the engine says outside of JSON: headers, plain errors. */
  words(text: string): string {
    return this.#inJson === null ? text : text.replace(this.#inJson, (found) => this.#to.get(found) ?? found);
  }

  /** The next value in a free text (bytes as latin1), from `at` on; null: none. */
  findInText(text: string, at: number): { readonly start: number; readonly end: number; readonly to: string } | null {
    if (this.#inText === null) return null;
    this.#inText.lastIndex = at;
    const found = this.#inText.exec(text);
    if (found === null) return null;
    // The text is latin1: one character a byte.
    const to = Buffer.from(this.#to.get(found[0]) as string).toString('latin1');
    return { start: found.index, end: found.index + found[0].length, to };
  }

  #ofField(text: string, key: string): string | undefined {
    if (this.#byKey.size === 0) return undefined;
    const whole = this.#byKey.get(key)?.get(text);
    if (whole !== undefined) return whole;
    if (text.startsWith('/')) {
      const bare = this.#byKey.get(key)?.get(text.slice(1));
      return bare === undefined ? undefined : `/${bare}`;
    }
    const equals = text.indexOf('=');
    const value = equals > 0 ? this.#byKey.get(text.slice(0, equals))?.get(text.slice(equals + 1)) : undefined;
    return value === undefined ? undefined : `${text.slice(0, equals + 1)}${value}`;
  }

  #add(key: string, { from, to }: Replacement): void {
    const values = this.#byKey.get(key);
    if (values === undefined) this.#byKey.set(key, new Map([[from, to]]));
    else values.set(from, to);
  }
}

/** Whether the value may be looked for within a string, in any field. */
export function isWord({ type, from, to }: Pick<Replacement, 'type' | 'from' | 'to'>): boolean {
  if (type === 'time' || type === 'project' || type === 'any') return false;
  // One side a mere number (or a word): then the same text elsewhere may well be something else.
  return type !== 'name' || [from, to].every((text) => text.length >= 4 && /[A-Za-z]/.test(text));
}

/** Whether nothing but chance could make it stand in a free text without meaning the same thing. */
function isDistinct({ type, from }: Replacement): boolean {
  if (type === 'uuid' || type === 'id' || type === 'path') return true;
  return type === 'name' && from.length >= LONG_NAME && from.split(/[-_.]/).some(looksRandom);
}

function keysOf({ type, key }: Replacement): readonly string[] {
  return type === 'name' && !key.includes('.') ? [key, ...NAME_KEYS] : [key];
}

/** Each sort of value with what may not stand beside it; longer ones first. */
function patternOf(replacements: readonly Replacement[]): RegExp | null {
  if (replacements.length === 0) return null;
  const of = (...types: VaryingType[]) =>
    replacements
      .filter(({ type }) => types.includes(type))
      .map(({ from }) => from)
      .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
      .map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
      .join('|');
  const [paths, ids, names] = [of('path', 'directory'), of('uuid', 'id', 'digest'), of('name')];
  const parts = [
    paths === '' ? '' : `(?<![0-9A-Za-z_./-])(?:${paths})(?![0-9A-Za-z_.-])`,
    ids === '' ? '' : `(?<![0-9A-Za-z])(?:${ids})(?![0-9A-Za-z])`,
    names === '' ? '' : `(?<![0-9A-Za-z_-])(?:${names})(?![0-9A-Za-z_-])`,
  ];
  return new RegExp(parts.filter((part) => part !== '').join('|'), 'g');
}
