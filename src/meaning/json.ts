/**
 * The meaning of a JSON request body: key order, blanks and Go's nil aside. An engine decodes into structs, so null, zero,
 * empty and absent are one, save where its field is a pointer or the keys are the user's (rules.ts).
 */
import { createHash } from 'node:crypto';
import { isJsonObject, type Json, JsonNumber } from '../cassette/json.ts';
import { withoutImpliedEndpoint } from './implied-endpoint.ts';
import { ENVIRONMENT_FIELDS, IGNORED_FIELDS, MAP_FIELDS, POINTER_FIELDS, SET_FIELDS, UNSET_VALUES } from './rules.ts';

/** The document without what says nothing, keys and sets in order; undefined where nothing is left. */
export function meaningfulJson(json: Json): Json | undefined {
  const meaning = meaningOf(json, '');
  return meaning === undefined ? undefined : withoutImpliedEndpoint(meaning);
}

/** The same document with its keys in order; nothing is taken away. */
export function sortedJson(json: Json): Json {
  if (Array.isArray(json)) return json.map(sortedJson);
  if (!isJsonObject(json)) return json;
  return orderedObject(Object.keys(json), (key) => sortedJson(json[key] as Json));
}

/** One line that equal documents (and only they) share. */
export function jsonKey(json: Json): string {
  const text = textOf(json);
  return text.length <= 64 ? text : createHash('sha256').update(text).digest('hex');
}

/** Compact JSON that keeps the text of long numbers. */
export function textOf(json: Json): string {
  if (json instanceof JsonNumber) return json.text;
  if (Array.isArray(json)) return `[${json.map(textOf).join(',')}]`;
  if (!isJsonObject(json)) return JSON.stringify(json);
  return `{${Object.entries(json)
    .map(([key, value]) => `${JSON.stringify(key)}:${textOf(value)}`)
    .join(',')}}`;
}

function meaningOf(json: Json, field: string): Json | undefined {
  if (json === null || IGNORED_FIELDS.has(field)) return undefined;
  if (UNSET_VALUES[field] !== undefined && UNSET_VALUES[field] === json) return undefined;
  if (Array.isArray(json)) return listMeaning(json, field);
  if (isJsonObject(json)) return MAP_FIELDS.has(field) ? mapMeaning(json) : structMeaning(json);
  if (POINTER_FIELDS.has(field)) return json;
  return isZero(json) ? undefined : json;
}

function listMeaning(list: readonly Json[], field: string): Json | undefined {
  if (list.length === 0) return POINTER_FIELDS.has(field) ? list : undefined;
  const items = list.map((item) => (isJsonObject(item) ? (structMeaning(item) ?? {}) : item));
  if (ENVIRONMENT_FIELDS.has(field)) return sortedBy(items, (item) => String(item).split('=', 1)[0] as string);
  return SET_FIELDS.has(field) ? sortedBy(items, textOf) : items;
}

function structMeaning(object: { readonly [key: string]: Json }): Json | undefined {
  const kept = new Map<string, Json>();
  for (const key in object) {
    const meaning = meaningOf(object[key] as Json, key);
    if (meaning !== undefined) kept.set(key, meaning);
  }
  return kept.size === 0 ? undefined : orderedObject([...kept.keys()], (key) => kept.get(key) as Json);
}

/** Every key stays; a value that is nil, zero or empty becomes the empty string, whichever it was. */
function mapMeaning(object: { readonly [key: string]: Json }): Json | undefined {
  const keys = Object.keys(object);
  return keys.length === 0 ? undefined : orderedObject(keys, (key) => meaningOf(object[key] as Json, '') ?? '');
}

function orderedObject(keys: readonly string[], value: (key: string) => Json): Json {
  return Object.fromEntries([...keys].sort().map((key) => [key, value(key)]));
}

function isZero(json: Json): boolean {
  return json === false || json === 0 || json === '' || (json instanceof JsonNumber && Number(json.text) === 0);
}

/** Stable, by code units. */
function sortedBy(items: readonly Json[], key: (item: Json) => string): Json[] {
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}

/** The string of that key of an object, unless it is empty: a list of one or none. */
export function stringsAt(json: Json | undefined, key: string): string[] {
  const value = json !== undefined && isJsonObject(json) ? json[key] : undefined;
  return typeof value === 'string' && value !== '' ? [value] : [];
}
