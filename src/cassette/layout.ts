/**
 * How a cassette file is laid out: two blanks a level, one member a line, and on one line what people read as one thing
 * (a header, a short chunk, the times).
 */
import { type Json, JsonNumber } from './json.ts';

/** A value to be written on one line, however long. */
export class OneLine {
  readonly value: Json;

  constructor(value: Json) {
    this.value = value;
  }
}

/** JSON with marks; a member that is undefined is left out. */
export type Layout = Json | OneLine | readonly Layout[] | { readonly [key: string]: Layout | undefined };

export function writeLayout(layout: Layout, indent = ''): string {
  if (layout instanceof OneLine) return writeLine(layout.value);
  if (typeof layout !== 'object' || layout === null || layout instanceof JsonNumber) return writeLine(layout);
  const inner = `${indent}  `;
  if (isList(layout)) {
    if (layout.length === 0) return '[]';
    return `[\n${layout.map((item) => inner + writeLayout(item, inner)).join(',\n')}\n${indent}]`;
  }
  const members: string[] = [];
  for (const [key, value] of Object.entries(layout as { readonly [key: string]: Layout | undefined })) {
    if (value !== undefined) members.push(`${inner}${JSON.stringify(key)}: ${writeLayout(value, inner)}`);
  }
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}

/** One line, with a blank behind commas and colons. */
export function writeLine(json: Json): string {
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  if (json instanceof JsonNumber) return json.text;
  if (Array.isArray(json)) return `[${json.map(writeLine).join(', ')}]`;
  return `{${Object.entries(json)
    .map(([key, value]) => `${JSON.stringify(key)}: ${writeLine(value)}`)
    .join(', ')}}`;
}

/** Whether writeLine would give at most so many characters. It looks no further than it must. */
export function fitsLine(json: Json, width: number): boolean {
  return roomBehind(json, width) >= 0;
}

function roomBehind(json: Json, room: number): number {
  if (typeof json !== 'object' || json === null || json instanceof JsonNumber) {
    return typeof json === 'string' && json.length + 2 > room ? -1 : room - writeLine(json).length;
  }
  const entries = Object.entries(json);
  // The brackets, and a comma with its blank between members.
  let left = room - 2 - 2 * Math.max(entries.length - 1, 0);
  for (const [key, value] of entries) {
    if (left < 0) return left;
    if (!Array.isArray(json)) left -= JSON.stringify(key).length + 2;
    left = roomBehind(value as Json, left);
  }
  return left;
}

function isList(layout: object): layout is readonly Layout[] {
  return Array.isArray(layout);
}
