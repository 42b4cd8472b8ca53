/**
 * What an engine makes up anew in every run (ids, digests, ports, addresses, names), bound on first sight: what stood in
 * the recording, and what the live engine says in its place.
 *
 *   one to one     ids, digests, names, tokens: a second value on either side is another object
 *   used again     addresses, MACs, ports, numbers, times, paths: the last pair counts
 *
 * Ids have short forms. In a text only 12 digits or all of them are one; where an object is named, 4 are enough.
 */
import { isJsonObject, type Json } from '../cassette/json.ts';
import { Words } from '../meaning/words.ts';

export type IdentityKind = 'id' | 'digest' | 'name' | 'address' | 'mac' | 'port' | 'number' | 'time' | 'token' | 'path';

/** What the docker CLI shows of an id. */
export const SHORT_ID = 12;
/** An engine takes any unique start; with fewer digits it is rather a name. */
const SHORTEST_IN_PATH = 4;
const ID_START = /^[0-9a-z]+$/;
const ALGORITHM = /^sha(?:256|512):/;

/** Values with colons (MACs, IPv6), and ports behind a host. */
const COLONED = new RegExp(
  [
    `(?<![0-9A-Za-z:.])(?:[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![0-9A-Za-z:])`,
    String.raw`(?<=[0-9A-Za-z\]]:)\d{4,5}(?![0-9A-Za-z.:])`,
  ].join('|'),
  'gi',
);

interface Bound {
  readonly kind: IdentityKind;
  readonly recorded: string;
  readonly live: string;
}

export class Identities {
  readonly #bound = new Map<string, Bound>();
  readonly #live = new Map<string, string>();
  readonly #recorded = new Map<string, string>();
  /** By the first digits, in either direction: the ids that begin so. */
  readonly #starts = new Map<string, Set<string>>();
  readonly #words = new Words();
  readonly #coloned = new Map<string, string>();
  readonly #whole = new Map<string, string>();
  /** By themselves they may be anything elsewhere: they are asked for by numberToLive alone. */
  readonly #numbers = new Map<string, string>();

  /**
   * Takes the live value for the recorded one from now on. False where one of the two is already bound to something else:
   * then it is another object, and nothing is bound.
   */
  bind(kind: IdentityKind, recorded: string, live: string): boolean {
    if (!this.#take(kind, recorded, live)) return false;
    this.#bound.set(`${kind} ${recorded}`, { kind, recorded, live });
    return true;
  }

  /** What is bound by now, to be gone on with on trial. */
  copy(): Identities {
    const copy = new Identities();
    for (const { kind, recorded, live } of this.#bound.values()) copy.bind(kind, recorded, live);
    return copy;
  }

  #take(kind: IdentityKind, recorded: string, live: string): boolean {
    switch (kind) {
      case 'id':
      case 'digest':
        return this.#bindId(recorded.replace(ALGORITHM, ''), live.replace(ALGORITHM, ''));
      case 'name':
      case 'token':
        if (!this.#agrees(recorded, live)) return false;
        this.#set(recorded, live);
        this.#words.add('name', recorded, live);
        return true;
      case 'address':
        this.#words.add('name', recorded, live);
        this.#coloned.set(recorded.toLowerCase(), live);
        this.#live.set(recorded, live);
        return true;
      case 'path':
        this.#words.add('path', recorded, live);
        this.#live.set(recorded, live);
        return true;
      case 'mac':
      case 'port':
        this.#coloned.set(recorded.toLowerCase(), live);
        this.#whole.set(recorded, live);
        return true;
      case 'time':
        this.#whole.set(recorded, live);
        return true;
      case 'number':
        this.#numbers.set(recorded, live);
        return true;
      default:
        return kind satisfies never;
    }
  }

  /** What is bound to this very value, or to an id that it is the short form of; undefined for what is not known. */
  liveOf(recorded: string): string | undefined {
    const text = recorded.replace(ALGORITHM, '');
    const algorithm = recorded.slice(0, recorded.length - text.length);
    const known = this.#live.get(text) ?? this.#whole.get(text) ?? this.#liveStart(text, SHORT_ID);
    return known === undefined ? undefined : algorithm + known;
  }

  /** Whether the live value is bound to a recorded one. */
  isLive(live: string): boolean {
    return this.#recorded.has(live.replace(ALGORITHM, ''));
  }

  /** A recorded text in the words of the live engine: whole words only, short forms of ids as well. */
  toLive(text: string): string {
    const whole = this.#live.get(text) ?? this.#whole.get(text);
    if (whole !== undefined) return whole;
    let said = '';
    let at = 0;
    if (this.#coloned.size > 0 && text.includes(':')) {
      for (const match of text.matchAll(COLONED)) {
        const live = this.#coloned.get(match[0].toLowerCase());
        if (live === undefined) continue;
        said += this.#words.replaceIn(text.slice(at, match.index)) + live;
        at = match.index + match[0].length;
      }
    }
    return said + this.#words.replaceIn(text.slice(at));
  }

  /** The name of an object where a request says it, as a part of the path or in a filter: any start of an id will do. */
  nameToLive(name: string): string {
    const known = this.toLive(name);
    return known === name ? (this.#liveStart(name, SHORTEST_IN_PATH) ?? name) : known;
  }

  /** A number that the engine gave, where a client gives it back. */
  numberToLive(number: string): string {
    return this.#numbers.get(number) ?? number;
  }

  /** A document, its keys included; the very same where nothing of it changes. */
  jsonToLive(json: Json): Json {
    if (typeof json === 'string') return this.toLive(json);
    if (Array.isArray(json)) {
      const items = json.map((item) => this.jsonToLive(item));
      return items.some((item, index) => item !== json[index]) ? items : json;
    }
    if (!isJsonObject(json)) return json;
    const members = Object.entries(json);
    const said = members.map(([key, value]): [string, Json] => [this.toLive(key), this.jsonToLive(value)]);
    return said.some(([key, value], index) => key !== members[index]?.[0] || value !== members[index]?.[1])
      ? Object.fromEntries(said)
      : json;
  }

  #bindId(recorded: string, live: string): boolean {
    if (!this.#agrees(recorded, live) || !this.#startsAgree(recorded, live)) return false;
    this.#set(recorded, live);
    this.#learnStart(`recorded ${recorded.slice(0, SHORTEST_IN_PATH)}`, recorded);
    this.#learnStart(`live ${live.slice(0, SHORTEST_IN_PATH)}`, live);
    this.#words.add('id', recorded, live);
    if (recorded.length > SHORT_ID && live.length > SHORT_ID) this.#words.add('id', recorded.slice(0, SHORT_ID), live.slice(0, SHORT_ID));
    return true;
  }

  #agrees(recorded: string, live: string): boolean {
    const [known, other] = [this.#live.get(recorded), this.#recorded.get(live)];
    return (known === undefined || known === live) && (other === undefined || other === recorded);
  }

  /** Of two forms of one id, the one begins with the other on both sides. */
  #startsAgree(recorded: string, live: string): boolean {
    for (const other of this.#starts.get(`recorded ${recorded.slice(0, SHORTEST_IN_PATH)}`) ?? []) {
      if (areForms(other, recorded) && !areForms(this.#live.get(other) as string, live)) return false;
    }
    for (const other of this.#starts.get(`live ${live.slice(0, SHORTEST_IN_PATH)}`) ?? []) {
      if (areForms(other, live) && !areForms(this.#recorded.get(other) as string, recorded)) return false;
    }
    return true;
  }

  #liveStart(start: string, least: number): string | undefined {
    if (start.length < least || !ID_START.test(start)) return undefined;
    const found = [...(this.#starts.get(`recorded ${start.slice(0, SHORTEST_IN_PATH)}`) ?? [])].filter((id) => id.startsWith(start));
    const lives = new Set(found.map((id) => (this.#live.get(id) as string).slice(0, start.length)));
    return lives.size === 1 ? [...lives][0] : undefined;
  }

  #learnStart(key: string, id: string): void {
    const known = this.#starts.get(key);
    if (known === undefined) this.#starts.set(key, new Set([id]));
    else known.add(id);
  }

  #set(recorded: string, live: string): void {
    this.#live.set(recorded, live);
    this.#recorded.set(live, recorded);
  }
}

function areForms(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= SHORT_ID ? a.startsWith(b) || b.startsWith(a) : a === b;
}
