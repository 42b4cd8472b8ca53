/** How grave it is that something differs, for the client that was recorded. */
import { isJsonObject, type Json, JsonNumber } from '../../cassette/json.ts';
import type { DriftGrade } from '../../docker/drift.ts';

/** Statuses by which clients decide what to do next: already so, log in, make it, take another name. */
const BRANCHED: ReadonlySet<number> = new Set([304, 401, 404, 409]);

/** What a Go program decodes where nothing stands. */
export function isZero(json: Json): boolean {
  if (json === null || json === false || json === 0 || json === '') return true;
  if (json instanceof JsonNumber) return Number(json.text) === 0;
  if (Array.isArray(json)) return json.length === 0;
  return isJsonObject(json) && Object.keys(json).length === 0;
}

/** A client that decodes into types cannot tell a zero that is gone from one that is there. */
export function gradeOfGone(recorded: Json): DriftGrade {
  return isZero(recorded) ? 'changed' : 'breaking';
}

export function gradeOfStatus(recorded: number, live: number): DriftGrade {
  if (BRANCHED.has(recorded)) return 'breaking';
  return recorded < 400 && live >= 400 ? 'breaking' : 'changed';
}
