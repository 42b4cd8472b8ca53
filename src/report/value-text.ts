/** The two values of a drift in few characters, for a line. */
import { type Json, writeJson } from '../cassette/json.ts';
import type { Drift } from '../docker/drift.ts';
import { shorten, visibleLine } from './visible.ts';

/** `0 → nothing`; each at most `width` characters. */
export function valuesText({ kind, recorded, live }: Drift, width: number): string {
  return `${valueText(recorded, kind, width)} → ${valueText(live, kind, width)}`;
}

/** Characters by which a message is known to tell a value: it may cut it. */
const KNOWN_BY = 40;

/** Whether its message tells what values there are: then they need not be said again. */
export function saysValues({ kind, recorded, live, message }: Drift): boolean {
  return [recorded, live].every((value) => {
    const text = typeof value === 'string' ? value : writeJson(value, 'js');
    return !isThere(value, kind) || message.includes(text.slice(0, KNOWN_BY)) || message.includes(JSON.stringify(text).slice(0, KNOWN_BY));
  });
}

function valueText(value: Json, kind: Drift['kind'], width: number): string {
  return isThere(value, kind) ? shorten(visibleLine(writeJson(value, 'js')), width) : 'nothing';
}

/** Only where values are compared is null a value; elsewhere it says that there was none. */
export function isThere(value: Json, kind: Drift['kind']): boolean {
  return value !== null || kind === 'value' || kind === 'type';
}
