/**
 * Documents for ajv, which knows JavaScript's numbers only. Most integers of the API are Go's int64, and a few uint64:
 * near the ends of those ranges many texts share one JavaScript number. A text that is beyond a range, but whose number
 * is just its end, becomes the next number up (or down), so that limits hold to the digit.
 */
import { isMarkedPlain, type Json, JsonNumber, type JsonObject, parseJson } from '../cassette/json.ts';
import type { Direction } from '../docker/schema-types.ts';
import { isInteger64, isUnsigned64 } from './integer-range.ts';

/** The ends of int64 and uint64, as JavaScript has them: 1 above the true ones. */
export const INT64_END = 2 ** 63;
export const UINT64_END = 2 ** 64;

/** A document: plain for ajv, and as it was written for what is said of it. */
export interface Document {
  readonly plain: unknown;
  /** Null where nothing is lost in `plain`. */
  readonly written: Json | null;
}

/** What a number of 16 digits may lose; in what clients send also 1.0, which Go does not take for an integer. */
const LOSSY: Readonly<Record<Direction, RegExp>> = { response: /\d{16}/, request: /\d{16}|\d[.eE]/ };

/** Throws SyntaxError where the text is no JSON. */
export function readDocument(text: string, direction: Direction): Document {
  if (!LOSSY[direction].test(text)) return { plain: JSON.parse(text), written: null };
  let json: Json;
  try {
    json = parseJson(text);
  } catch {
    // Nested deeper than the lossless reader goes.
    return { plain: JSON.parse(text), written: null };
  }
  return documentOf(json, direction);
}

export function documentOf(json: Json, direction: Direction): Document {
  const plain = isMarkedPlain(json) ? json : toCheckable(json, direction);
  return { plain, written: plain === json ? null : json };
}

/** The same object where it holds plain numbers alone. */
function toCheckable(json: Json, direction: Direction): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (json instanceof JsonNumber) return toNumber(json.text, direction);
  if (Array.isArray(json)) {
    let items: unknown[] | null = null;
    for (let i = 0; i < json.length; i++) {
      const plain = toCheckable(json[i], direction);
      if (plain === json[i]) continue;
      items ??= [...json];
      items[i] = plain;
    }
    return items ?? json;
  }
  const object = json as JsonObject;
  let changed: [string, unknown][] | null = null;
  for (const key in object) {
    const plain = toCheckable(object[key] as Json, direction);
    if (plain !== object[key]) {
      changed ??= [];
      changed.push([key, plain]);
    }
  }
  return changed === null ? json : { ...object, ...Object.fromEntries(changed) };
}

function toNumber(text: string, direction: Direction): number {
  const number = Number(text);
  if (/[.eE]/.test(text)) {
    // Go reads no such text into an integer, whole as it may be.
    return direction === 'request' && Number.isInteger(number) && Math.abs(number) < 2 ** 52 ? number + 0.5 : number;
  }
  if (number === INT64_END && !isInteger64(text)) return INT64_END + 2048;
  if (number === -INT64_END && !isInteger64(text)) return -INT64_END - 2048;
  if (number === UINT64_END && !isUnsigned64(text)) return UINT64_END + 4096;
  return number;
}

/** The text of the number at a JSON pointer; null where it stands in the plain document as it was written. */
export function writtenNumber(written: Json | null, pointer: string): string | null {
  let node: Json | undefined = written ?? undefined;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof node !== 'object' || node === null || node instanceof JsonNumber) return null;
    node = (node as Readonly<Record<string, Json>>)[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return node instanceof JsonNumber ? node.text : null;
}
