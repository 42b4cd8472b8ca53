/**
 * Two documents, field by field. Lists whose order says nothing are held against each other as sets; environments and
 * labels in lists (`NAME=value`) by their names.
 */
import { isJsonObject, type Json } from '../cassette/json.ts';
import { textOf } from './json.ts';
import type { Mismatch } from './mismatch.ts';
import { ENVIRONMENT_FIELDS, SET_FIELDS } from './rules.ts';
import { showDifference } from './shown-values.ts';

/** @param place of the documents: `body `, `query filters` */
export function jsonMismatches(live: Json, recorded: Json, place: string): Mismatch[] {
  return [...compare(live, recorded, place, '')];
}

function* compare(live: Json | undefined, recorded: Json | undefined, place: string, key: string): Generator<Mismatch> {
  const names = new Set([...namesIn(live), ...namesIn(recorded)]);
  if (names.size > 0 && areObjects(live, recorded)) {
    for (const name of names) yield* compare(own(live, name), own(recorded, name), `${place}/${escapePart(name)}`, name);
  } else if (Array.isArray(live) && Array.isArray(recorded)) {
    yield* compareLists(live, recorded, place, key);
  } else {
    yield* values(live, recorded, place, key);
  }
}

function* compareLists(live: readonly Json[], recorded: readonly Json[], place: string, key: string): Generator<Mismatch> {
  const isQuery = place.startsWith('query ');
  if (!isQuery && !ENVIRONMENT_FIELDS.has(key) && !SET_FIELDS.has(key)) {
    for (let index = 0; index < Math.max(live.length, recorded.length); index += 1) {
      yield* compare(live[index], recorded[index], `${place}/${index}`, key);
    }
    return;
  }
  const extra = without(live, recorded);
  const missing = without(recorded, live);
  const named = ENVIRONMENT_FIELDS.has(key) || /^query filters\/label!?$/.test(place);
  for (const item of extra) {
    const twin = missing.findIndex((other) => !named || nameOf(other) === nameOf(item));
    const [other] = twin < 0 ? [undefined] : missing.splice(twin, 1);
    yield* compareItems(item, other, place, key, named);
  }
  for (const item of missing) yield* compareItems(undefined, item, place, key, named);
}

function* compareItems(
  live: Json | undefined,
  recorded: Json | undefined,
  place: string,
  key: string,
  named: boolean,
): Generator<Mismatch> {
  const name = nameOf(live ?? recorded ?? '');
  if (!named || name === null) {
    yield* compare(live, recorded, place, key);
    return;
  }
  const value = (item: Json | undefined) => (typeof item === 'string' ? item.slice(name.length + 1) : undefined);
  yield* values(value(live), value(recorded), `${place}/${escapePart(name)}`, name);
}

function* values(live: Json | undefined, recorded: Json | undefined, place: string, key: string): Generator<Mismatch> {
  const [a, b] = [live === undefined ? null : textOf(live), recorded === undefined ? null : textOf(recorded)];
  if (a === b) return;
  yield { place: place.trimEnd(), ...showDifference(a, b, key) };
}

/** What the first list has more of than the second. */
function without(list: readonly Json[], other: readonly Json[]): Json[] {
  const rest = new Map<string, number>();
  for (const item of other) rest.set(textOf(item), (rest.get(textOf(item)) ?? 0) + 1);
  return list.filter((item) => {
    const text = textOf(item);
    const left = rest.get(text) ?? 0;
    if (left > 0) rest.set(text, left - 1);
    return left === 0;
  });
}

/** Of `NAME=value`; null where it is none. */
function nameOf(item: Json): string | null {
  const equals = typeof item === 'string' ? item.indexOf('=') : -1;
  return equals < 0 ? null : (item as string).slice(0, equals);
}

/** Whether both are objects; one that is absent has no member, so that each of the other's is named. */
function areObjects(live: Json | undefined, recorded: Json | undefined): boolean {
  return (live === undefined || isJsonObject(live)) && (recorded === undefined || isJsonObject(recorded));
}

function namesIn(json: Json | undefined): string[] {
  return json !== undefined && isJsonObject(json) ? Object.keys(json) : [];
}

function own(json: Json | undefined, name: string): Json | undefined {
  return json !== undefined && isJsonObject(json) && Object.hasOwn(json, name) ? json[name] : undefined;
}

function escapePart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
