/**
 * The one lossless JSON reader and writer. It serves bodies, where bytes are the truth, and the cassette files.
 *
 * JSON.parse and JSON.stringify do the work wherever they do no harm, which is nearly always. Harm is a number they
 * would write otherwise (json-value.ts), and nesting without bound.
 */
import { isUtf8 } from 'node:buffer';
import { JsonSyntaxError, MAX_DEPTH, readJson } from './json-reader.ts';
import { hasJsonNumber, type Json, type JsonArray, JsonNumber, type JsonObject, markPlain } from './json-value.ts';

export { JsonSyntaxError } from './json-reader.ts';
export { isJsonObject, isMarkedPlain, type Json, type JsonArray, JsonNumber, type JsonObject, markPlain, toPlain } from './json-value.ts';

/**
 * How a peer writes JSON. All are without blanks but for python's.
 * - `engine`: Go without HTML escapes, as engines answer: U+2028 and U+2029 escaped;
 * - `go`: Go's default, as Go clients ask and engines stream progress: also `<`, `>` and `&` escaped;
 * - `js`: JSON.stringify: nothing escaped that need not be;
 * - `python`: json.dumps: `", "` and `": "`, all but printable ASCII escaped.
 * Where several give the same bytes, the first of this list is taken.
 */
export type JsonStyle = 'engine' | 'go' | 'js' | 'python';
export const JSON_STYLES: readonly JsonStyle[] = ['engine', 'go', 'js', 'python'];

/** A body that is one JSON document: `writeJson(data, style) + end` gives its bytes back. */
export interface DetectedJson {
  readonly style: JsonStyle;
  readonly end: '' | '\n' | '\r\n';
  readonly data: Json;
}

/** A body's document stands some levels deep in its interaction's file, which must be read again. */
const MAX_BODY_DEPTH = MAX_DEPTH - 16;

/**
 * Numbers with a fraction or an exponent, whose text a JavaScript number might not give back. A number stands behind one
 * of `[ : ,`, a blank or the start, and before one of `] } ,`, a blank or the end; a match inside a string costs only time.
 * The engine looks for a digit before a dot or an `e`, which is rarer than a blank before a digit, and then to both sides.
 */
const FRACTION = /\d[.eE][-+]?\d+(?=[\s,\]}]|$)(?<=(?:^|[\s[:,])-?\d+(?:\.\d+)?[.eE][-+]?\d+)/;
/** All of such numbers, one after the other. */
const FRACTIONS = /(?:^|[[:,\s])(-?(?:\d+(?:\.\d+)?[eE][+-]?\d+|\d+\.\d+))(?=[\s,\]}]|$)/g;
/**
 * Reads a JSON document, keeping the text of numbers and the order of keys. Of two equal keys the last counts, and keys
 * that look like array indexes come first, as in every JavaScript object. Throws JsonSyntaxError, a SyntaxError with
 * position, line and column.
 */
export function parseJson(text: string): Json {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    return readJson(text);
  }
  const harm = harmIn(json, MAX_DEPTH);
  if (harm === 'depth') throw new JsonSyntaxError(`More than ${MAX_DEPTH} levels of nesting`, text, 0);
  if (harm === 'number' || harmsFractions(text)) return readJson(text);
  markPlain(json);
  return json;
}

/** The document in one of the styles, without a line end. */
export function writeJson(data: Json, style: JsonStyle): string {
  return escapeAs(style, style === 'python' ? writeSeparated(data, ', ', ': ') : writeCompact(data));
}

/** What kind of JSON these bytes are; null where they are none, or writing it again would give other bytes. */
export function detectJson(bytes: Buffer): DetectedJson | null {
  if (!isUtf8(bytes)) return null;
  const whole = bytes.toString('utf8');
  const end = whole.endsWith('\r\n') ? '\r\n' : whole.endsWith('\n') ? '\n' : '';
  const text = whole.slice(0, whole.length - end.length);
  // Most of what is no JSON shows in its first character.
  if (!/^["{[\-\dtfn]/.test(text)) return null;
  let data: Json;
  try {
    data = parseJson(text);
  } catch {
    return null;
  }
  if (isDeeper(text, data, MAX_BODY_DEPTH)) return null;
  const compact = writeCompact(data);
  const style = JSON_STYLES.find((candidate) =>
    candidate === 'python' ? writeJson(data, candidate) === text : escapeAs(candidate, compact) === text,
  );
  return style === undefined ? null : { style, end, data };
}

/** Whether JSON.parse may have changed an integer, or took what it should not: any depth, where the walks over what it gives do not. */
function harmIn(json: Json, levels: number): 'number' | 'depth' | null {
  if (typeof json === 'number') return isPlainNumber(json) ? null : 'number';
  return typeof json === 'object' && json !== null ? harmWithin(json as JsonArray | JsonObject, levels) : null;
}

function harmWithin(json: JsonArray | JsonObject, levels: number): 'number' | 'depth' | null {
  if (levels === 0) return 'depth';
  let found: 'number' | null = null;
  // All of it, although a number was found: too deep is the worse. Most values are strings, and not worth a call.
  if (Array.isArray(json)) {
    for (let i = 0; i < json.length; i++) {
      const harm = typeof json[i] === 'string' ? null : harmIn(json[i] as Json, levels - 1);
      if (harm === 'depth') return harm;
      found ??= harm;
    }
  } else {
    for (const key in json) {
      const value = (json as JsonObject)[key] as Json;
      const harm = typeof value === 'string' ? null : harmIn(value, levels - 1);
      if (harm === 'depth') return harm;
      found ??= harm;
    }
  }
  return found;
}

/** Up to there integers and their texts are one to one. */
function isPlainNumber(number: number): boolean {
  return number <= Number.MAX_SAFE_INTEGER && number >= Number.MIN_SAFE_INTEGER && !Object.is(number, -0);
}

function harmsFractions(text: string): boolean {
  if (!FRACTION.test(text)) return false;
  FRACTIONS.lastIndex = 0;
  for (let match = FRACTIONS.exec(text); match !== null; match = FRACTIONS.exec(text)) {
    if (String(Number(match[1])) !== match[1]) return true;
  }
  return false;
}

/** Of a document that parseJson gave. */
function isDeeper(text: string, json: Json, levels: number): boolean {
  return text.length > 2 * levels && deeperThan(json, levels);
}

function deeperThan(json: Json, levels: number): boolean {
  if (typeof json !== 'object' || json === null || json instanceof JsonNumber) return false;
  if (levels === 0) return true;
  for (const member of Array.isArray(json) ? json : Object.values(json)) if (deeperThan(member, levels - 1)) return true;
  return false;
}

function writeCompact(data: Json): string {
  return hasJsonNumber(data) ? writeSeparated(data, ',', ':') : JSON.stringify(data);
}

function writeSeparated(data: Json, comma: string, colon: string): string {
  if (typeof data !== 'object' || data === null) return JSON.stringify(data);
  if (data instanceof JsonNumber) return data.text;
  if (Array.isArray(data)) return `[${data.map((item) => writeSeparated(item, comma, colon)).join(comma)}]`;
  const members = Object.entries(data).map(([key, value]) => JSON.stringify(key) + colon + writeSeparated(value, comma, colon));
  return `{${members.join(comma)}}`;
}

/** What a style escapes beyond JSON.stringify. None of these characters can stand outside a string. */
const ESCAPED: Readonly<Record<JsonStyle, RegExp | null>> = {
  engine: /[\u2028\u2029]/g,
  go: /[<>&\u2028\u2029]/g,
  js: null,
  python: /[^\x20-\x7e]/g,
};

function escapeAs(style: JsonStyle, json: string): string {
  const escaped = ESCAPED[style];
  if (escaped === null) return json;
  return json.replace(escaped, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
