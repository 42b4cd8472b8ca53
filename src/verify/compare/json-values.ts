/** Single values of two documents, and what only one of the two has. */
import { type Json, JsonNumber } from '../../cassette/json.ts';
import type { Identities } from '../identities.ts';
import type { OwnObjects } from '../types.ts';
import { type Differences, shown, shownBoth } from './differences.ts';
import { gradeOfGone, isZero } from './grades.ts';
import { passedOn } from './passing-states.ts';
import type { Place } from './place.ts';
import { leadToTheSame } from './store-paths.ts';
import { type Speaker, sayTheSame } from './texts.ts';
import { isChosenPort } from './value-looks.ts';
import { type VolatileKind, withoutAges } from './volatile.ts';

export interface Walk {
  readonly operation: string | null;
  readonly identities: Identities;
  readonly own: OwnObjects;
  readonly found: Differences;
  /** Only fields and types count. */
  readonly shapeOnly: boolean;
  /** What changes by itself while a container runs does not count. */
  readonly unsettled: boolean;
  readonly speaker: Speaker;
}

/** Fields that hold how a program ended. */
const EXIT_CODES: ReadonlySet<string> = new Set(['ExitCode', 'StatusCode']);
/** Times of images and containers as numbers are in volatile.ts; these are ports as numbers. */
const PORT_FIELDS: ReadonlySet<string> = new Set(['PublicPort', 'PublishedPort']);

export function noteGone(recorded: Json, place: Place, { found }: Walk): void {
  found.add(gradeOfGone(recorded), 'gone', place, { recorded, live: null }, (what) => `${what} is gone, it was ${shown(recorded)}`);
}

export function noteNew(live: Json, place: Place, { found }: Walk): void {
  found.add('added', 'new', place, { recorded: null, live }, (what) => `${what} is new: ${shown(live)}`);
}

export function compareValue(recorded: Json, live: Json, place: Place, volatile: VolatileKind | null, walk: Walk): void {
  const [was, is] = [typeOf(recorded), typeOf(live)];
  if (was !== is && recorded !== null && live !== null) {
    walk.found.add(
      'breaking',
      'type',
      place,
      { recorded, live },
      (what) => `${what} is ${shown(live)} (${is}), it was ${shown(recorded)} (${was})`,
    );
    return;
  }
  // A number is needed where a client gives it back, not where it stands.
  if (volatile === 'index' && is === 'number') walk.identities.bind('number', numberText(recorded), numberText(live));
  if (walk.shapeOnly || volatile === 'index' || areSame(recorded, live, place, volatile, walk)) return;
  const isExitCode = EXIT_CODES.has(place.field);
  const grade = isExitCode || (live === null && !isZero(recorded)) ? 'breaking' : 'changed';
  const [before, now] = shownBoth(recorded, live);
  walk.found.add(grade, isExitCode ? 'exit-code' : 'value', place, { recorded, live }, (what) => `${what} is ${now}, it was ${before}`);
}

function areSame(recorded: Json, live: Json, place: Place, volatile: VolatileKind | null, walk: Walk): boolean {
  if (typeof recorded === 'string' && typeof live === 'string') {
    if (volatile === 'store') return leadToTheSame(recorded, live, walk.identities);
    if (volatile === 'passing') return passedOn(recorded, live) === live;
    if (volatile === 'ages') {
      return sayTheSame(passedOn(withoutAges(recorded), live), withoutAges(live), walk.speaker, walk.identities);
    }
    if (isChosenPort(recorded) && isChosenPort(live)) return walk.identities.bind('port', recorded, live);
    return sayTheSame(recorded, live, walk.speaker, walk.identities);
  }
  if (recorded === live) return true;
  if (typeOf(recorded) !== 'number' || typeOf(live) !== 'number') return false;
  const [a, b] = [numberText(recorded), numberText(live)];
  if (PORT_FIELDS.has(place.field) && isChosenPort(a) && isChosenPort(b)) return walk.identities.bind('port', a, b);
  return a === b || (Number(a) === Number(b) && Number.isSafeInteger(Number(a)));
}

function numberText(json: Json): string {
  return json instanceof JsonNumber ? json.text : String(json);
}

function typeOf(json: Json): 'null' | 'truth value' | 'number' | 'text' | 'list' | 'object' {
  if (json === null) return 'null';
  if (Array.isArray(json)) return 'list';
  switch (typeof json) {
    case 'boolean':
      return 'truth value';
    case 'string':
      return 'text';
    case 'object':
      return json instanceof JsonNumber ? 'number' : 'object';
    default:
      return 'number';
  }
}
