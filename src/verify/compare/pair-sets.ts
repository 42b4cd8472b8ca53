/**
 * Two sets. An element goes with the one of its name, or the one that is most like it; what others made is left out of
 * lists of all objects.
 */
import { isJsonObject, type Json } from '../../cassette/json.ts';
import { ENVIRONMENT_FIELDS } from '../../meaning/rules.ts';
import { shownBoth } from './differences.ts';
import { noteGone, noteNew, type Walk } from './json-values.ts';
import { holdsForeignObjects, isLively } from './list-rules.ts';
import { isOwn, namesOf, pairElements } from './pair-elements.ts';
import type { Place } from './place.ts';
import { lookTheSame } from './texts.ts';

export interface MatchedSet {
  /** `lively`: somebody else's, who may do with it what he likes. */
  readonly pairs: readonly { readonly index: number; readonly other: number; readonly lively: boolean }[];
  /** Indexes of what is missed, and of what is new. */
  readonly lost: readonly number[];
  readonly found: readonly number[];
}

export function matchSet(recorded: readonly Json[], live: readonly Json[], place: Place, walk: Walk): MatchedSet {
  const isForeign = holdsForeignObjects(walk.operation, place.pattern);
  const isOurs = (item: Json) => isOwn(item, null, (text) => walk.own.isRecorded(text));
  const isTheirs = (item: Json) => isOwn(item, null, (text) => walk.own.isLive(text));
  const couldBe = (a: string, b: string) => walk.identities.toLive(a) === b || lookTheSame(a, b);
  const alike = (a: Json, b: Json) => {
    // What nothing names in common may still be the same, where both were made by the session.
    if (isForeign && !(isOurs(a) && isTheirs(b))) return false;
    return walk.shapeOnly || (typeof a === 'string' && typeof b === 'string' ? couldBe(a, b) : isJsonObject(a) === isJsonObject(b));
  };
  const environment = ENVIRONMENT_FIELDS.has(place.field);
  const { pairs, gone, fresh } = pairElements(recorded, live, walk.identities, environment ? haveOneName : alike);
  const lively = isForeign && isLively(walk.operation, place.pattern);
  return {
    pairs: pairs.map(([index, other]) => ({ index, other, lively: lively && !isOurs(recorded[index] as Json) })),
    lost: gone.filter((index) => !isForeign || isOurs(recorded[index] as Json)),
    found: fresh.filter((index) => !isForeign || isTheirs(live[index] as Json)),
  };
}

/** One text of a set that is gone and one that is new are one text that is another now. */
export function noteUnpaired(
  recorded: readonly Json[],
  live: readonly Json[],
  { lost, found }: MatchedSet,
  place: Place,
  walk: Walk,
): void {
  const [first, second] = [recorded[lost[0] ?? -1], live[found[0] ?? -1]];
  if (lost.length === 1 && found.length === 1 && typeof first === 'string' && typeof second === 'string') {
    const [was, is] = shownBoth(first, second);
    const at = place.element(lost[0] as number);
    walk.found.add('changed', 'value', at, { recorded: first, live: second }, (what) => `${what} is ${is}, it was ${was}`);
    return;
  }
  for (const index of lost) noteGone(recorded[index] as Json, place.element(index, labelOf(recorded[index] as Json, index)), walk);
  for (const index of found) noteNew(live[index] as Json, place.element(index, labelOf(live[index] as Json, index)), walk);
}

/** What people call an element. */
export function labelOf(item: Json, index: number): string {
  const names = namesOf(item);
  return names.find((name) => !/^(?:sha256:)?[0-9a-f]{64}$/.test(name)) ?? names[0]?.slice(0, 12) ?? String(index);
}

/** `NAME=value` */
function haveOneName(a: Json, b: Json): boolean {
  return typeof a === 'string' && typeof b === 'string' && a.split('=', 1)[0] === b.split('=', 1)[0];
}
