/**
 * Where two requests of one form say other things: value by value, with the place it stands at. Lists whose order says
 * nothing are held against each other item by item, the likest first. Requests of another form (a field more, another
 * number of items) have no such differences: null.
 */
import { isJsonObject, type Json, JsonNumber, type JsonObject, parseJson } from '../cassette/json.ts';
import { textOf } from './json.ts';
import type { RequestMeaning } from './mismatches.ts';
import type { HeadMeaning } from './request.ts';
import { ENVIRONMENT_FIELDS, MAP_FIELDS, SET_FIELDS } from './rules.ts';
import type { TarEntry } from './tar.ts';

export interface Difference {
  /** In the words of VaryingRule: `path id`, `query filters/label/KEY`, `body /Labels/KEY`. */
  readonly place: string;
  /** The last name in the place, `*` for none: where else a value like it may stand. */
  readonly key: string;
  readonly recorded: string;
  readonly live: string;
}

/** Beyond this many, two requests are not the same one with other names. */
const MANY = 200;

interface Walk {
  readonly found: Difference[];
  /** Goes on where the two are not of one form. */
  readonly lenient: boolean;
}

/** All values that differ at places which both have, whatever else tells the two apart. */
export function sharedDifferences(live: RequestMeaning, recorded: RequestMeaning): Difference[] {
  const walk: Walk = { found: [], lenient: true };
  for (const [name, value] of Object.entries(recorded.head.parameters)) {
    const other = live.head.parameters[name];
    if (other !== undefined) compare(other, value, `path ${name}`, name, walk);
  }
  for (const [name, value] of recorded.head.query) {
    const other = live.head.query.get(name);
    if (other !== undefined && other !== value) compare(queryValue(other), queryValue(value), `query ${name}`, name, walk);
  }
  if (live.body?.kind === 'json' && recorded.body?.kind === 'json') compare(live.body.data, recorded.body.data, 'body ', '', walk);
  if (live.body?.kind === 'tar' && recorded.body?.kind === 'tar') {
    walk.found.push(...(tarDifferences(live.body.entries, recorded.body.entries) ?? []));
  }
  return walk.found;
}

/** Of the heads; null where they ask other things. The version counts unless it is told not to. */
export function headDifferences(live: HeadMeaning, recorded: HeadMeaning, options: { readonly anyVersion: boolean }): Difference[] | null {
  if (live.method !== recorded.method || live.path !== recorded.path || live.upgrade !== recorded.upgrade) return null;
  if (!options.anyVersion && live.version !== recorded.version) return null;
  if (live.query.size !== recorded.query.size) return null;
  const walk: Walk = { found: [], lenient: false };
  for (const [name, value] of Object.entries(recorded.parameters)) {
    const other = live.parameters[name];
    if (other === undefined || !compare(other, value, `path ${name}`, name, walk)) return null;
  }
  for (const [name, value] of recorded.query) {
    const other = live.query.get(name);
    if (other === undefined) return null;
    if (other !== value && !compare(queryValue(other), queryValue(value), `query ${name}`, name, walk)) return null;
  }
  return walk.found;
}

/** Of the bodies; null where they differ in more than values. */
export function bodyDifferences(live: RequestMeaning['body'], recorded: RequestMeaning['body']): Difference[] | null {
  if (live === null || recorded === null || live.kind !== recorded.kind) return null;
  if (live.kind === 'none') return [];
  if (live.kind === 'bytes' && recorded.kind === 'bytes') return live.sha256 === recorded.sha256 ? [] : null;
  if (live.kind === 'tar' && recorded.kind === 'tar') return tarDifferences(live.entries, recorded.entries);
  const walk: Walk = { found: [], lenient: false };
  if (live.kind === 'json' && recorded.kind === 'json') return compare(live.data, recorded.data, 'body ', '', walk) ? walk.found : null;
  return null;
}

/** Files of one content may have other names; the rest of a tar says what it is. */
function tarDifferences(live: readonly TarEntry[], recorded: readonly TarEntry[]): Difference[] | null {
  if (live.length !== recorded.length) return null;
  const whole = (entry: TarEntry) => JSON.stringify(entry);
  const [ours, theirs] = [new Set(recorded.map(whole)), new Set(live.map(whole))];
  const extra = live.filter((entry) => !ours.has(whole(entry)));
  const missing = recorded.filter((entry) => !theirs.has(whole(entry)));
  if (extra.length !== missing.length || extra.length > MANY) return null;
  const kept = ({ type, digest, executable }: TarEntry) => `${type} ${digest} ${executable}`;
  const found: Difference[] = [];
  for (const entry of missing) {
    const index = extra.findIndex((candidate) => kept(candidate) === kept(entry));
    const [other] = index < 0 ? [] : extra.splice(index, 1);
    if (other === undefined) return null;
    for (const part of ['path', 'link'] as const) {
      if (other[part] !== entry[part]) found.push({ place: `body file ${part}`, key: part, recorded: entry[part], live: other[part] });
    }
  }
  return found;
}

/** A document where it is one; several values of one name as a list. */
function queryValue(text: string): Json {
  if (/^\s*[[{]/.test(text)) {
    try {
      return parseJson(text);
    } catch {
      return text;
    }
  }
  return text.includes('\n') ? text.split('\n') : text;
}

/** False where the two are not of one form. */
function compare(live: Json, recorded: Json, place: string, key: string, walk: Walk): boolean {
  if (live === recorded) return true;
  if (Array.isArray(live) && Array.isArray(recorded)) return compareLists(live, recorded, place, key, walk);
  if (isJsonObject(live) && isJsonObject(recorded)) return compareObjects(live, recorded, place, key, walk);
  if (!isText(live) || !isText(recorded)) return walk.lenient || textOf(live) === textOf(recorded);
  const [a, b] = [textIn(live), textIn(recorded)];
  if (a !== b) walk.found.push({ place, key, recorded: b, live: a });
  return walk.lenient || walk.found.length <= MANY;
}

function compareObjects(live: JsonObject, recorded: JsonObject, place: string, key: string, walk: Walk): boolean {
  const names = Object.keys(recorded);
  if (names.length !== Object.keys(live).length && !walk.lenient) return false;
  const missing: string[] = [];
  for (const name of names) {
    const other = live[name];
    if (other === undefined || !Object.hasOwn(live, name)) missing.push(name);
    else if (!compare(other, recorded[name] as Json, `${place}/${escapePart(name)}`, name, walk)) return false;
  }
  if (missing.length === 0) return true;
  if (!MAP_FIELDS.has(key)) return walk.lenient;
  // Members whose names are the user's: each goes with the one that is named most like it.
  const extra = Object.keys(live).filter((name) => !Object.hasOwn(recorded, name));
  for (const [a, b] of pairs(extra, missing, (name) => name)) {
    walk.found.push({ place: place.replace(/^(body|query) /, '$1 keys '), key, recorded: b, live: a });
    if (!compare(live[a] as Json, recorded[b] as Json, `${place}/${escapePart(b)}`, b, walk)) return false;
  }
  return true;
}

function compareLists(live: readonly Json[], recorded: readonly Json[], place: string, key: string, walk: Walk): boolean {
  if (live.length !== recorded.length && !walk.lenient) return false;
  const isEnvironment = ENVIRONMENT_FIELDS.has(key);
  if (!isEnvironment && !SET_FIELDS.has(key) && !place.startsWith('query ')) {
    return recorded.every((item, index) => index >= live.length || compare(live[index] as Json, item, `${place}/${index}`, key, walk));
  }
  const rest = new Map<string, number>();
  for (const item of live) rest.set(textOf(item), (rest.get(textOf(item)) ?? 0) + 1);
  const missing: Json[] = [];
  for (const item of recorded) {
    const count = rest.get(textOf(item)) ?? 0;
    if (count === 0) missing.push(item);
    else rest.set(textOf(item), count - 1);
  }
  const extra = live.filter((item) => {
    const count = rest.get(textOf(item)) ?? 0;
    if (count > 0) rest.set(textOf(item), count - 1);
    return count > 0;
  });
  const named = isEnvironment || /^query filters\/label!?$/.test(place);
  for (const [a, b] of pairs(extra, missing, named ? nameOf : textOf)) {
    const index = recorded.indexOf(b);
    if (!named || typeof a !== 'string' || typeof b !== 'string') {
      if (!compare(a, b, `${place}/${index}`, key, walk)) return false;
      continue;
    }
    // `NAME=value`: the value stands below its name, as that of a label does.
    const name = nameOf(b);
    if (nameOf(a) !== name) {
      if (walk.lenient) continue;
      return false;
    }
    if (!compare(a.slice(name.length + 1), b.slice(name.length + 1), `${place}/${escapePart(name)}`, name, walk)) return false;
  }
  return true;
}

/** Each of the second list with the likest of the first that is left. */
function pairs<T extends Json>(live: readonly T[], recorded: readonly T[], text: (item: T) => string): [live: T, recorded: T][] {
  const left = [...live];
  return recorded.flatMap((item): [T, T][] => {
    if (left.length === 0) return [];
    const wanted = text(item);
    let best = 0;
    let bestLikeness = -1;
    for (const [index, candidate] of left.entries()) {
      const likeness = likenessOf(text(candidate), wanted);
      if (likeness > bestLikeness) [best, bestLikeness] = [index, likeness];
    }
    const [chosen] = left.splice(best, 1);
    return [[chosen as T, item]];
  });
}

/** How many characters at both ends are the same. */
function likenessOf(a: string, b: string): number {
  if (a === b) return Number.POSITIVE_INFINITY;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return start + end;
}

function nameOf(item: Json): string {
  const text = typeof item === 'string' ? item : textOf(item);
  const equals = text.indexOf('=');
  return equals < 0 ? text : text.slice(0, equals);
}

function isText(json: Json): json is string | number | JsonNumber {
  return typeof json === 'string' || typeof json === 'number' || json instanceof JsonNumber;
}

function textIn(json: string | number | JsonNumber): string {
  return typeof json === 'string' ? json : textOf(json);
}

function escapePart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
