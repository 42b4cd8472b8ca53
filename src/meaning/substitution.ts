/**
 * Puts bound values in the place of others: recorded ones by live ones on the way to the client, or the other way round.
 * How far a value reaches depends on what it is:
 *
 *   free text (what a container prints)   uuids, ids, names that are long and made up, temporary paths
 *   strings of JSON                       also digests, directories, and names made of a project's
 *   the same field only                   times, numbers, names of projects, whatever might be a word
 *
 * Only whole words are replaced, and none that the client says itself (sent-unchanged.ts). Keys of JSON objects stay, save where they are names of networks.
 */
import { isJsonObject, type Json } from '../cassette/json.ts';
import { hasMadeUpPart } from './looks.ts';
import { COMMAND_KEYS, COMMAND_LINE_KEYS, NAME_KEYS, NAMED_KEYS } from './named-fields.ts';
import type { SentUnchanged } from './sent-unchanged.ts';
import { type Found, Words, type WordType } from './words.ts';

export interface Replacement {
  readonly type: WordType;
  readonly from: string;
  readonly to: string;
  /** Name of the field or label it stands at. */
  readonly key: string;
}

/** A name shorter than this may stand in a text by chance. */
const LONG_NAME = 6;

export class Substitution {
  readonly #parent: Substitution | null;
  readonly #words: Words;
  /** Those of them that free text may hold. */
  readonly #distinct: Words;
  readonly #byKey = new Map<string, Map<string, string>>();
  readonly #sent: SentUnchanged | null;

  /**
   * @param parent what is not said here is said there
   * @param sent what stays, since the client says it itself
   */
  constructor(parent: Substitution | null = null, sent: SentUnchanged | null = null) {
    this.#parent = parent;
    this.#sent = sent;
    this.#words = new Words(parent === null ? null : parent.#words);
    this.#distinct = new Words(parent === null ? null : parent.#distinct);
  }

  add(replacement: Replacement): void {
    const { type, from, to } = replacement;
    if (isWord(replacement)) {
      this.#words.add(type, from, to);
      if (isDistinct(replacement)) this.#distinct.add(type, from, to);
      return;
    }
    for (const key of keysOf(replacement)) {
      const values = this.#byKey.get(key);
      if (values === undefined) this.#byKey.set(key, new Map([[from, to]]));
      else values.set(from, to);
    }
  }

  get isEmpty(): boolean {
    return this.#words.size === 0 && this.#byKey.size === 0 && this.#parent?.isEmpty !== false;
  }

  get touchesText(): boolean {
    return this.#distinct.size > 0;
  }

  /** Length of the longest value that free text may hold. */
  get reach(): number {
    return this.#distinct.longest;
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
    if (this.#sent?.hasText(key, text)) return text;
    const whole = this.#ofField(text, key);
    if (whole !== undefined) return whole;
    return COMMAND_LINE_KEYS.has(key) ? this.#words.replaceIn(text, (word) => this.#isSent(word)) : this.words(text);
  }

  /** What the engine says outside of JSON: headers, plain errors. */
  words(text: string): string {
    return this.#words.replaceIn(text);
  }

  /** The values in a free text (bytes as latin1), in order. */
  findInText(text: string): Found[] {
    if (!this.#distinct.mayBeIn(text)) return [];
    // One character a byte.
    const found = this.#distinct.findAll(text).filter(({ start, end }) => !this.#isSent(text.slice(start, end)));
    return found.map(({ start, end, to }) => ({ start, end, to: Buffer.from(to).toString('latin1') }));
  }

  #isSent(word: string): boolean {
    return this.#sent?.hasWord(word) === true;
  }

  #ofField(text: string, key: string): string | undefined {
    const whole = this.#byKey.get(key)?.get(text);
    if (whole !== undefined) return whole;
    if (this.#byKey.size > 0) {
      const slash = text.startsWith('/') ? this.#byKey.get(key)?.get(text.slice(1)) : undefined;
      if (slash !== undefined) return `/${slash}`;
      const equals = text.indexOf('=');
      const value = equals > 0 ? this.#byKey.get(text.slice(0, equals))?.get(text.slice(equals + 1)) : undefined;
      if (value !== undefined) return `${text.slice(0, equals + 1)}${value}`;
    }
    return this.#parent === null ? undefined : this.#parent.#ofField(text, key);
  }
}

/** Whether the value may be looked for within a string, in any field. */
export function isWord({ type, from, to }: Pick<Replacement, 'type' | 'from' | 'to'>): boolean {
  if (type === 'time' || type === 'project' || type === 'any') return false;
  // One side a mere number (or a word): then the same text elsewhere may well be something else.
  return (type !== 'name' && type !== 'stem') || [from, to].every((text) => text.length >= 4 && /[A-Za-z]/.test(text));
}

/** Whether nothing but chance could make it stand in a free text without meaning the same thing. */
function isDistinct({ type, from }: Replacement): boolean {
  if (type === 'uuid' || type === 'id' || type === 'path') return true;
  return (type === 'name' || type === 'stem') && from.length >= LONG_NAME && hasMadeUpPart(from);
}

function keysOf({ type, key }: Replacement): readonly string[] {
  if (key === 'Cmd' || key === 'Entrypoint') return [...COMMAND_KEYS];
  return type === 'name' && !key.includes('.') ? [key, ...NAME_KEYS] : [key];
}
