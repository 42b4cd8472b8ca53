/** The two values of a drift in few characters, for a line. */
import { type Json, writeJson } from '../cassette/json.ts';
import type { Drift } from '../docker/drift.ts';
import { shorten, visibleLine } from './visible.ts';

/** `0 → nothing`; each at most `width` characters. */
export function valuesText({ kind, recorded, live }: Drift, width: number): string {
  return `${valueText(recorded, kind, width)} → ${valueText(live, kind, width)}`;
}

/** Whether its message tells both values, or there are none: then they need not be said again. */
export function saysValues({ kind, recorded, live, message }: Drift): boolean {
  const values = [recorded, live];
  if (values.every((value) => !isThere(value, kind))) return true;
  return values.every((value) => isThere(value, kind) && message.includes(typeof value === 'string' ? value : writeJson(value, 'js')));
}

function valueText(value: Json, kind: Drift['kind'], width: number): string {
  return isThere(value, kind) ? shorten(visibleLine(writeJson(value, 'js')), width) : 'nothing';
}

/** Only where values are compared is null a value; elsewhere it says that there was none. */
export function isThere(value: Json, kind: Drift['kind']): boolean {
  return value !== null || kind === 'value' || kind === 'type';
}
