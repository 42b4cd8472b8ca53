/**
 * The meaning of a query: what the engine would read out of it, whatever way the client wrote it.
 * Booleans are Go's (`1`, `True`, `yes`), `filters` come as lists or maps, defaults and empty values say nothing.
 */
import { isJsonObject, type Json, parseJson } from '../cassette/json.ts';
import { sortedJson } from './json.ts';
import {
  BOOLEAN_FILTERS,
  BOOLEAN_PARAMETERS,
  QUERY_RULES,
  type QueryRules,
  REPOSITORY_PARAMETERS,
  SET_PARAMETERS,
  SINGLE_PARAMETERS,
  ZERO_PARAMETERS,
} from './rules.ts';

/** Parameters in order of their names, with their canonical values; values of a repeated one are joined by a line feed. */
export type QueryMeaning = ReadonlyMap<string, string>;

const NO_RULES: QueryRules = {};
const EMPTY: QueryMeaning = new Map();
/** What stands for a value that may vary. */
export const ANY_VALUE = '(any)';

/**
 * @param query the raw query, without `?`
 * @param operation id of the operation that is asked; null where none is known: then only the encoding is undone
 */
export function readQuery(query: string, operation: string | null): QueryMeaning {
  if (query === '') return EMPTY;
  const rules = operation === null ? NO_RULES : (QUERY_RULES[operation] ?? NO_RULES);
  const values = new Map<string, string[]>();
  const given = new Set<string>();
  for (const [name, value] of splitQuery(query)) {
    if (operation !== null && given.has(name) && SINGLE_PARAMETERS.has(name)) continue;
    given.add(name);
    if (rules.ignored?.includes(name) || (rules.only !== undefined && !rules.only.includes(name))) continue;
    const canonical = operation === null ? value : canonicalValue(name, value, rules);
    if (canonical === null) continue;
    const known = values.get(name);
    if (known === undefined) values.set(name, [canonical]);
    else known.push(canonical);
  }
  const names = [...values.keys()].sort();
  return new Map(
    names.map((name) => {
      const list = values.get(name) as string[];
      return [name, (SET_PARAMETERS.has(name) ? list.sort() : list).join('\n')];
    }),
  );
}

/** The document that a canonical value is; null where it is none. */
export function queryDocument(value: string | undefined): Json | null {
  if (value === undefined || !/^[[{]/.test(value)) return null;
  try {
    return parseJson(value);
  } catch {
    return null;
  }
}

/** Name and value pairs as Go's url.ParseQuery reads them. */
function* splitQuery(query: string): Generator<[name: string, value: string]> {
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    yield equals < 0 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
  }
}

function decode(text: string): string {
  if (!/[%+]/.test(text)) return text;
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Null where the value means what absence means. */
function canonicalValue(name: string, value: string, rules: QueryRules): string | null {
  if (BOOLEAN_PARAMETERS.has(name)) {
    const truth = String(goBoolean(value));
    return (rules.defaults?.[name] ?? 'false') === truth || value === '' ? null : truth;
  }
  if (value === '' || (value === '0' && ZERO_PARAMETERS.has(name))) return null;
  if (rules.varying?.includes(name)) return ANY_VALUE;
  const canonical = canonicalText(name, value);
  return canonical === null || canonical === rules.defaults?.[name] ? null : canonical;
}

function canonicalText(name: string, value: string): string | null {
  if (name === 'signal') return canonicalSignal(value);
  if (REPOSITORY_PARAMETERS.has(name)) return value.replace(/^(?:index\.)?docker\.io\/(?:library\/)?(?=.)/, '');
  if (value === 'null') return null;
  if (!/^\s*[[{]/.test(value)) return value;
  let json: Json;
  try {
    json = parseJson(value);
  } catch {
    return value;
  }
  const data = name === 'filters' ? canonicalFilters(json) : json;
  const empty = Array.isArray(data) ? data.length === 0 : isJsonObject(data) && Object.keys(data).length === 0;
  return empty ? null : JSON.stringify(sortedJson(data));
}

/** As httputils.BoolValue of the engine: all but these is true. */
function goBoolean(value: string): boolean {
  return !['', '0', 'no', 'false', 'none'].includes(value.trim().toLowerCase());
}

/** `{"label": {"a=b": true}}` (Go clients) and `{"label": ["a=b"]}` (all others) ask the same. */
function canonicalFilters(json: Json): Json {
  if (!isJsonObject(json)) return json;
  const filters: Record<string, Json> = {};
  for (const [name, value] of Object.entries(json)) {
    const listed = Array.isArray(value) ? value.map(String) : isJsonObject(value) ? Object.keys(value) : [String(value)];
    if (listed.length === 0) continue;
    const values = BOOLEAN_FILTERS.has(name) ? listed.map((text) => String(goBoolean(text))) : listed;
    filters[name] = [...new Set(values)].sort();
  }
  return filters;
}

/** `TERM` and `SIGTERM` are one signal; so are numbers that all Linux ports share. */
function canonicalSignal(value: string): string {
  const upper = value.toUpperCase();
  if (/^\d+$/.test(upper)) return SIGNALS[upper] ?? upper;
  return upper.startsWith('SIG') ? upper : `SIG${upper}`;
}

const SIGNALS: Readonly<Record<string, string>> = { '1': 'SIGHUP', '2': 'SIGINT', '3': 'SIGQUIT', '9': 'SIGKILL', '15': 'SIGTERM' };
