/**
 * JSON values that lose nothing. JavaScript's own values serve, save where a number cannot hold its text:
 * 9007199254740993, 1.0, 1e3 and -0 are kept as JsonNumber.
 */

/** A number whose text `String(Number(text))` would not give back. */
export class JsonNumber {
  /** As it stood in the document: `1.0`, `9223372036854775807`. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** What JSON.stringify makes of it elsewhere: the nearest number, so that it never shows as an object. */
  toJSON(): number {
    return Number(this.text);
  }
}

/** Documents that are known to hold no JsonNumber: those that JSON.parse made. They are large and asked about more than once. */
const plainDocuments = new WeakSet<object>();

/** Remembers that nothing in it is a JsonNumber. */
export function markPlain(json: Json): void {
  if (typeof json === 'object' && json !== null) plainDocuments.add(json);
}

/** Whether that is known; false says nothing. */
export function isMarkedPlain(json: Json): boolean {
  return typeof json === 'object' && json !== null && plainDocuments.has(json);
}

/** A JSON document. The order of an object's keys counts. */
export type Json = null | boolean | number | string | JsonNumber | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A number as a JavaScript number where that keeps its text, else as JsonNumber. */
export function numberOf(text: string): number | JsonNumber {
  const number = Number(text);
  return String(number) === text ? number : new JsonNumber(text);
}

export function isJsonObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof JsonNumber);
}

/** The same document in plain JavaScript values, for code that compares or computes: a JsonNumber becomes the nearest number. */
export function toPlain(json: Json): unknown {
  if (typeof json !== 'object' || json === null || isMarkedPlain(json) || !hasJsonNumber(json)) return json;
  if (json instanceof JsonNumber) return Number(json.text);
  if (Array.isArray(json)) return json.map(toPlain);
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, toPlain(value)]));
}

/** Whether JSON.stringify would change a number of it. */
export function hasJsonNumber(json: Json): boolean {
  if (typeof json !== 'object' || json === null) return false;
  if (Array.isArray(json)) {
    for (let i = 0; i < json.length; i++) if (hasJsonNumber(json[i])) return true;
    return false;
  }
  if (json instanceof JsonNumber) return true;
  for (const key in json) if (hasJsonNumber((json as JsonObject)[key] as Json)) return true;
  return false;
}
