/** Which element of a live list, or member of a map, stands for which recorded one. Nothing is bound here. */
import { isJsonObject, type Json, type JsonObject } from '../../cassette/json.ts';
import { textOf } from '../../meaning/json.ts';
import type { Identities } from '../identities.ts';
import { NAMING_FIELDS } from './list-rules.ts';
import { lookTheSame } from './texts.ts';

/** Beyond so many elements that nothing names, they are taken in their order. */
const MANY = 200;

export interface Pairing<T> {
  readonly pairs: readonly (readonly [recorded: T, live: T])[];
  readonly gone: readonly T[];
  readonly fresh: readonly T[];
}

/** Indexes of two lists. By what names an element, then by likeness. @param alike pairs of other elements may be taken */
export function pairElements(
  recorded: readonly Json[],
  live: readonly Json[],
  identities: Identities,
  alike: (recorded: Json, live: Json) => boolean,
): Pairing<number> {
  const pairs: (readonly [number, number])[] = [];
  const byName = new Map<string, number[]>();
  for (const [index, item] of live.entries()) {
    for (const name of namesOf(item)) byName.set(name, [...(byName.get(name) ?? []), index]);
  }
  const left = new Set(live.keys());
  const waiting: number[] = [];
  for (const [index, item] of recorded.entries()) {
    const found = namesOf(item)
      .flatMap((name) => [identities.liveOf(name), identities.toLive(name), name])
      .flatMap((name) => (name === undefined ? [] : (byName.get(name) ?? [])))
      .find((candidate) => left.has(candidate));
    if (found === undefined) waiting.push(index);
    else {
      left.delete(found);
      pairs.push([index, found]);
    }
  }
  const rest = pairByLikeness(
    waiting.map((index) => recorded[index] as Json),
    [...left].map((index) => live[index] as Json),
    identities,
    alike,
  );
  const others = [...left];
  return {
    pairs: [...pairs, ...rest.pairs.map(([a, b]) => [waiting[a] as number, others[b] as number] as const)],
    gone: rest.gone.map((index) => waiting[index] as number),
    fresh: rest.fresh.map((index) => others[index] as number),
  };
}

/** Keys of two maps: the same, the bound one, else one that looks like it with a value that is like it. */
export function pairMembers(recorded: JsonObject, live: JsonObject, identities: Identities): Pairing<string> {
  const pairs: (readonly [string, string])[] = [];
  const left = new Set(Object.keys(live));
  const waiting: string[] = [];
  for (const key of Object.keys(recorded)) {
    const found = [identities.liveOf(key), identities.toLive(key), key].find((name) => name !== undefined && left.has(name));
    if (found === undefined) waiting.push(key);
    else {
      left.delete(found);
      pairs.push([key, found]);
    }
  }
  const others = [...left];
  const entry = (object: JsonObject) => (key: string) => ({ key, value: object[key] as Json });
  const rest = pairByLikeness(waiting.map(entry(recorded)), others.map(entry(live)), identities, (a, b) => lookTheSame(keyIn(a), keyIn(b)));
  return {
    pairs: [...pairs, ...rest.pairs.map(([a, b]) => [waiting[a] as string, others[b] as string] as const)],
    gone: rest.gone.map((index) => waiting[index] as string),
    fresh: rest.fresh.map((index) => others[index] as string),
  };
}

/** Whether the session made it itself, by one of its names. */
export function isOwn(item: Json, key: string | null, knows: (text: string) => boolean): boolean {
  const names = typeof item === 'string' ? [item] : namesOf(item);
  return [...names, ...(key === null ? [] : [key])].some((name) => knows(name) || knows(name.replace(/^sha256:/, '')));
}

/** What images without a tag have in place of a name: no name at all. */
const NO_NAME = /^<none>[:@]<none>$/;

/** What an element is called, without the slash of containers. */
export function namesOf(item: Json): string[] {
  if (!isJsonObject(item)) return [];
  return NAMING_FIELDS.flatMap((field) => {
    const value = item[field];
    const texts = Array.isArray(value) ? value : [value];
    return texts
      .filter((text) => typeof text === 'string' && text !== '' && !NO_NAME.test(text))
      .map((text) => (text as string).replace(/^\//, ''));
  });
}

function pairByLikeness(
  recorded: readonly Json[],
  live: readonly Json[],
  identities: Identities,
  alike: (recorded: Json, live: Json) => boolean,
): Pairing<number> {
  const pairs: (readonly [number, number])[] = [];
  const left = [...live.keys()];
  const gone: number[] = [];
  for (const [index, item] of recorded.entries()) {
    let best = -1;
    let most = -1;
    const candidates = recorded.length * live.length > MANY * MANY ? left.slice(0, 1) : left;
    for (const [position, candidate] of candidates.entries()) {
      const other = live[candidate] as Json;
      if (!alike(item, other)) continue;
      const likeness = likenessOf(item, other, identities);
      if (likeness > most) [best, most] = [position, likeness];
    }
    if (best < 0) gone.push(index);
    else pairs.push([index, left.splice(best, 1)[0] as number]);
  }
  return { pairs, gone, fresh: left };
}

/** How many of its values are the same, or could be. */
function likenessOf(recorded: Json, live: Json, identities: Identities): number {
  if (typeof recorded === 'string' && typeof live === 'string') {
    if (recorded === live || identities.toLive(recorded) === live) return 4;
    return lookTheSame(recorded, live) ? 2 : 0;
  }
  if (isJsonObject(recorded) && isJsonObject(live)) {
    const shared = Object.keys(recorded).filter((key) => Object.hasOwn(live, key));
    return shared.reduce((sum, key) => sum + likenessOf(recorded[key] as Json, live[key] as Json, identities), 0);
  }
  if (Array.isArray(recorded) && Array.isArray(live)) {
    const length = Math.min(recorded.length, live.length);
    let sum = recorded.length === live.length ? 1 : 0;
    for (let index = 0; index < length; index += 1) sum += likenessOf(recorded[index] as Json, live[index] as Json, identities);
    return sum;
  }
  return textOf(recorded) === textOf(live) ? 4 : 0;
}

function keyIn(entry: Json): string {
  return isJsonObject(entry) && typeof entry.key === 'string' ? entry.key : '';
}
