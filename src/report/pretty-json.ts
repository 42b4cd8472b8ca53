/** JSON for people: two blanks a level, numbers as they were written. */
import type { Json } from '../cassette/json.ts';
import { isJsonObject, JsonNumber } from '../cassette/json.ts';

export function prettyJson(json: Json, indent = ''): string {
  const inner = `${indent}  `;
  if (json instanceof JsonNumber) return json.text;
  if (Array.isArray(json)) {
    if (json.length === 0) return '[]';
    return `[\n${(json as readonly Json[]).map((item) => inner + prettyJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (isJsonObject(json)) {
    const members = Object.entries(json);
    if (members.length === 0) return '{}';
    return `{\n${members.map(([key, value]) => `${inner}${JSON.stringify(key)}: ${prettyJson(value, inner)}`).join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(json);
}
