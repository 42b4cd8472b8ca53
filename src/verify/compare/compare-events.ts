/**
 * Events: of each actor as far as they have an order (event-threads.ts), of all actors together as a set, for what happens to
 * two objects side by side has none. What others did is left out, and moments are.
 */
import type { Json, JsonObject } from '../../cassette/json.ts';
import { compareJson } from './compare-json.ts';
import { shown } from './differences.ts';
import { type Actor, type ActorEvent, actorsIn, labelOf } from './event-actors.ts';
import { pairParts } from './event-parts.ts';
import { allThreads, threadsOf, withoutRepeats } from './event-threads.ts';
import type { EventWindow } from './event-window.ts';
import type { Walk } from './json-values.ts';
import type { Place } from './place.ts';
import { compareUncounted } from './uncounted-events.ts';
import { isMadeName } from './value-looks.ts';

export function compareEvents(recorded: readonly Json[], live: readonly Json[], place: Place, walk: Walk, window: EventWindow): void {
  const was = actorsIn(recorded, (text) => walk.own.isRecorded(text));
  const is = actorsIn(live, (text) => walk.own.isLive(text));
  const left = [...is];
  const gone: Actor[] = [];
  const pairs: (readonly [Actor, Actor])[] = [];
  for (const actor of was) {
    const index = left.findIndex((other) => isSame(actor, other, walk));
    if (index < 0) gone.push(actor);
    else pairs.push([actor, left.splice(index, 1)[0] as Actor]);
  }
  for (const [actor, other] of pairs) {
    compareActor(actor, other, place, walk, window);
    compareUncounted(actor, other, place, walk);
  }
  if (window.open) return;
  const starts = [0, 1].map((side) => Math.min(...pairs.map((pair) => firstOf(pair[side as 0 | 1])))) as [number, number];
  const saysNothing = ({ events }: Actor, start: number, until: number | undefined) =>
    events.every((event) => isLate(event, until)) || (window.since && events.every(({ index }) => index < start));
  for (const actor of gone) if (!saysNothing(actor, starts[0], window.until?.recorded)) noteActor('gone', actor, place, walk);
  for (const actor of left) if (!saysNothing(actor, starts[1], window.until?.live)) noteActor('new', actor, place, walk);
}

function firstOf({ events, uncounted }: Actor): number {
  return Math.min(events[0]?.index ?? Number.POSITIVE_INFINITY, uncounted[0]?.index ?? Number.POSITIVE_INFINITY);
}

function isSame(recorded: Actor, live: Actor, { identities }: Walk): boolean {
  if (recorded.type !== live.type) return false;
  const known = identities.liveOf(recorded.id);
  if (known !== undefined) return known === live.id;
  if (recorded.name === '' || live.name === '') return recorded.id === live.id;
  if (isMadeName(recorded.name) && isMadeName(live.name)) return actionsOf(recorded.events).join() === actionsOf(live.events).join();
  return identities.toLive(recorded.name) === live.name;
}

interface Side {
  readonly action: string;
  readonly part: string;
  readonly from: ActorEvent;
  /** Of the last second that was asked for. */
  readonly late: boolean;
}

function compareActor(recorded: Actor, live: Actor, place: Place, walk: Walk, window: EventWindow): void {
  const parts = pairParts(recorded.events, live.events, walk.identities);
  const side = (from: ActorEvent, part: string, until: number | undefined): Side => {
    return { action: from.action, part, from, late: isLate(from, until) };
  };
  const was = recorded.events.map((from) => side(from, parts.recorded(from.part), window.until?.recorded));
  const all = live.events.map((from) => side(from, parts.live(from.part), window.until?.live));
  const is = withoutRepeats(was, all);
  const kind = howTheyDiffer(was, is, window);
  if (kind !== null) noteDifference(kind, recorded, actionsOf(was), actionsOf(is), place, walk);
  const left = [...is];
  for (const step of was) {
    const index = left.findIndex((other) => other.action === step.action && other.part === step.part);
    if (index < 0) continue;
    const [other] = left.splice(index, 1) as [Side];
    compareJson(timeless(step.from.event), timeless(other.from.event), place.element(step.from.index), null, walk);
  }
}

function howTheyDiffer(was: readonly Side[], is: readonly Side[], window: EventWindow): 'content' | 'order' | null {
  const [threads, others] = [threadsOf(was), threadsOf(is)];
  const pairs = allThreads(threads, others).map((name) => [threads.get(name) ?? [], others.get(name) ?? []] as const);
  if (pairs.every(([thread, other]) => actionsOf(thread).join('\n') === actionsOf(other).join('\n'))) return null;
  if (pairs.every(([thread, other]) => isCut(thread, other, window))) return null;
  const setOf = (sides: readonly Side[]) => sides.map(({ action, part }) => `${action} ${part}`).sort();
  return setOf(was).join('\n') === setOf(is).join('\n') ? 'order' : 'content';
}

/** Whether one of the two is all of the other but for what lies beyond the window. */
function isCut(thread: readonly Side[], other: readonly Side[], window: EventWindow): boolean {
  const either = (a: readonly string[], b: readonly string[]) => startsWith(a, b) || startsWith(b, a);
  const agree = (was: readonly string[], is: readonly string[]) =>
    was.join('\n') === is.join('\n') || (window.open && either(was, is)) || (window.since && either(was.toReversed(), is.toReversed()));
  const [was, is] = [actionsOf(thread), actionsOf(other)];
  return withoutLate(thread).some((cut) => agree(cut, is)) || withoutLate(other).some((cut) => agree(was, cut));
}

/** All of it, and without as much of what came last as may lie beyond the window. */
function withoutLate(thread: readonly Side[]): readonly string[][] {
  const actions = actionsOf(thread);
  const late = thread.length - 1 - thread.findLastIndex((step) => !step.late);
  return Array.from({ length: late + 1 }, (_, count) => actions.slice(0, actions.length - count));
}

function isLate({ event }: ActorEvent, until: number | undefined): boolean {
  return until !== undefined && Number(event.time) >= Math.floor(until) - 1;
}

function noteDifference(
  kind: 'content' | 'order',
  recorded: Actor,
  was: readonly string[],
  is: readonly string[],
  place: Place,
  walk: Walk,
): void {
  const verb = kind === 'order' ? ['come as', 'came as'] : ['are', 'were'];
  const at = place.element(recorded.events[0]?.index ?? 0);
  walk.found.add('changed', kind, at, { recorded: [...was], live: [...is] }, () => {
    return `events of ${labelOf(recorded)} ${verb[0]} ${is.join(', ')}; they ${verb[1]} ${was.join(', ')}`;
  });
}

function noteActor(kind: 'gone' | 'new', actor: Actor, place: Place, walk: Walk): void {
  const actions = actionsOf(actor.events);
  const values = { recorded: kind === 'gone' ? actions : null, live: kind === 'gone' ? null : actions };
  const at = place.element(kind === 'gone' ? (actor.events[0]?.index ?? 0) : 0);
  const grade = kind === 'gone' ? 'breaking' : 'added';
  walk.found.add(grade, kind, at, values, () => `events of ${labelOf(actor)} are ${kind}: ${shown(actions)}`);
}

const actionsOf = (events: readonly { readonly action: string }[]): string[] => events.map(({ action }) => action);

function timeless({ time, timeNano, ...rest }: JsonObject): JsonObject {
  return rest;
}

function startsWith(list: readonly string[], start: readonly string[]): boolean {
  return start.every((item, index) => list[index] === item);
}
