/**
 * Two documents of engines, field by field: the order of maps says nothing, null and an empty list or map are one (Go's
 * nil), but a key that is absent is not. Lists are sets unless list-rules.ts says otherwise.
 */
import { isJsonObject, type Json, type JsonObject } from '../../cassette/json.ts';
import { compareValue, noteGone, noteNew, type Walk } from './json-values.ts';
import { holdsForeignObjects, isSequence, MAPS } from './list-rules.ts';
import { isOwn, pairMembers } from './pair-elements.ts';
import { labelOf, matchSet, noteUnpaired } from './pair-sets.ts';
import type { Place } from './place.ts';
import type { SchemaNode } from './schema-walk.ts';
import { sayTheSame } from './texts.ts';
import { volatileAt } from './volatile.ts';

export function compareJson(recorded: Json, live: Json, place: Place, schema: SchemaNode | null, walk: Walk): void {
  const volatile = volatileAt(walk.operation, place.pattern, walk.unsettled);
  if (volatile === 'foreign' || (volatile === 'fleeting' && (recorded === null || live === null))) return;
  if (!walk.shapeOnly && (volatile === 'fleeting' || volatile === 'free' || volatile === 'shape')) {
    compareJson(recorded, live, place, schema, { ...walk, shapeOnly: true });
    return;
  }
  if (Array.isArray(recorded) || Array.isArray(live)) {
    if (isListLike(recorded) && isListLike(live)) {
      compareList(listOf(recorded), listOf(live), place, schema, walk);
      return;
    }
  } else if (isJsonObject(recorded) || isJsonObject(live)) {
    if (isMapLike(recorded, place, schema, live) && isMapLike(live, place, schema, recorded)) {
      compareObject(objectOf(recorded), objectOf(live), place, schema, walk);
      return;
    }
  }
  compareValue(recorded, live, place, volatile, walk);
}

/** Null is an empty list, also where a map could stand: Go writes nil of either so. */
function isListLike(json: Json): boolean {
  return json === null || Array.isArray(json) || (isJsonObject(json) && Object.keys(json).length === 0);
}

/** Null is an empty map. Of a struct it says that there is none, and that is a value. */
function isMapLike(json: Json, place: Place, schema: SchemaNode | null, other: Json): boolean {
  if (isJsonObject(json)) return true;
  return json === null && isJsonObject(other) && (Object.keys(other).length === 0 || isMap(place, schema));
}

const listOf = (json: Json): readonly Json[] => (Array.isArray(json) ? json : []);
const objectOf = (json: Json): JsonObject => (isJsonObject(json) ? json : {});

function isMap(place: Place, schema: SchemaNode | null): boolean {
  return schema?.isMap ?? (MAPS.has(place.field) && !/\/\*$/.test(place.pattern));
}

function compareObject(recorded: JsonObject, live: JsonObject, place: Place, schema: SchemaNode | null, walk: Walk): void {
  if (isMap(place, schema)) compareMap(recorded, live, place, schema, walk);
  else compareStruct(recorded, live, place, schema, walk);
}

function compareStruct(recorded: JsonObject, live: JsonObject, place: Place, schema: SchemaNode | null, walk: Walk): void {
  for (const name of Object.keys(recorded)) {
    const at = place.member(name);
    const value = recorded[name] as Json;
    if (Object.hasOwn(live, name)) compareJson(value, live[name] as Json, at, schema?.member(name) ?? schema?.values ?? null, walk);
    else if (!mayBeAbsent(walk, at)) noteGone(value, at, walk);
  }
  for (const name of Object.keys(live)) {
    const at = place.member(name);
    if (!Object.hasOwn(recorded, name) && !mayBeAbsent(walk, at)) noteNew(live[name] as Json, at, walk);
  }
}

/** Keys are paired by what they name; those that the engine made up by what stands there. */
function compareMap(recorded: JsonObject, live: JsonObject, place: Place, schema: SchemaNode | null, walk: Walk): void {
  const { pairs, gone, fresh } = pairMembers(recorded, live, walk.identities);
  for (const [key, other] of pairs) {
    if (key !== other) sayTheSame(key, other, 'engine', walk.identities);
    compareJson(recorded[key] as Json, live[other] as Json, place.entry(key), schema?.values ?? null, walk);
  }
  if (walk.shapeOnly) return;
  const foreign = holdsForeignObjects(walk.operation, place.pattern);
  for (const key of gone) {
    if (!foreign || isOwn(recorded[key] as Json, key, (text) => walk.own.isRecorded(text)))
      noteGone(recorded[key] as Json, place.entry(key), walk);
  }
  for (const key of fresh) {
    if (!foreign || isOwn(live[key] as Json, key, (text) => walk.own.isLive(text))) noteNew(live[key] as Json, place.entry(key), walk);
  }
}

function compareList(recorded: readonly Json[], live: readonly Json[], place: Place, schema: SchemaNode | null, walk: Walk): void {
  if (isSequence(walk.operation, place.pattern, place.field)) {
    compareSequence(recorded, live, place, schema, walk);
    return;
  }
  const matched = matchSet(recorded, live, place, walk);
  for (const { index, other, lively } of matched.pairs) {
    const item = recorded[index] as Json;
    const at = place.element(index, labelOf(item, index));
    compareJson(item, live[other] as Json, at, schema?.items ?? null, lively ? { ...walk, shapeOnly: true } : walk);
  }
  if (!walk.shapeOnly) noteUnpaired(recorded, live, matched, place, walk);
}

function compareSequence(recorded: readonly Json[], live: readonly Json[], place: Place, schema: SchemaNode | null, walk: Walk): void {
  for (const [index, item] of recorded.entries()) {
    if (index < live.length) compareJson(item, live[index] as Json, place.element(index), schema?.items ?? null, walk);
    else if (!walk.shapeOnly) noteGone(item, place.element(index), walk);
  }
  if (walk.shapeOnly) return;
  for (let index = recorded.length; index < live.length; index += 1) noteNew(live[index] as Json, place.element(index), walk);
}

function mayBeAbsent(walk: Walk, place: Place): boolean {
  const kind = volatileAt(walk.operation, place.pattern, walk.unsettled);
  return kind === 'foreign' || kind === 'fleeting';
}
