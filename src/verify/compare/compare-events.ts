/**
 * Events: of each actor in their order, of all actors together as a set, for what happens to two objects side by side has
 * no order. What others did is left out, and moments are.
 */
import { isJsonObject, type Json, type JsonObject } from '../../cassette/json.ts';
import { compareJson } from './compare-json.ts';
import { shown } from './differences.ts';
import type { Walk } from './json-values.ts';
import type { Place } from './place.ts';
import { isMadeName } from './value-looks.ts';

interface Actor {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly events: { readonly index: number; readonly event: JsonObject }[];
}

/** Where streams of events may be cut: what lies beyond says nothing. */
export interface EventWindow {
  /** One of the two was left before its end: what is missing behind may only not have been waited for. */
  readonly open: boolean;
  /** They were asked from a moment on, which is given in whole seconds: something of before may come with them. */
  readonly since: boolean;
}

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
  for (const [actor, other] of pairs) compareActor(actor, other, place, walk, window);
  if (window.open) return;
  const starts = [0, 1].map((side) => Math.min(...pairs.map((pair) => firstOf(pair[side as 0 | 1])))) as [number, number];
  const isBefore = (actor: Actor, start: number) => window.since && actor.events.every(({ index }) => index < start);
  for (const actor of gone) if (!isBefore(actor, starts[0])) noteActor('gone', actor, place, walk);
  for (const actor of left) if (!isBefore(actor, starts[1])) noteActor('new', actor, place, walk);
}

function firstOf(actor: Actor): number {
  return actor.events[0]?.index ?? 0;
}

function actorsIn(events: readonly Json[], isOwn: (text: string) => boolean): Actor[] {
  const actors = new Map<string, Actor>();
  for (const [index, event] of events.entries()) {
    if (!isJsonObject(event)) continue;
    const actor = isJsonObject(event.Actor) ? event.Actor : {};
    const attributes = isJsonObject(actor.Attributes) ? actor.Attributes : {};
    const id = textOf(actor.ID ?? event.id);
    const named = [id, attributes.name, attributes.container, attributes.image].map((text) => textOf(text));
    if (!named.some((text) => text !== '' && isOwn(text))) continue;
    const key = `${textOf(event.Type)} ${id}`;
    const known = actors.get(key) ?? { type: textOf(event.Type), id, name: textOf(attributes.name), events: [] };
    known.events.push({ index, event });
    actors.set(key, known);
  }
  return [...actors.values()];
}

function isSame(recorded: Actor, live: Actor, { identities }: Walk): boolean {
  if (recorded.type !== live.type) return false;
  const known = identities.liveOf(recorded.id);
  if (known !== undefined) return known === live.id;
  if (recorded.name === '' || live.name === '') return recorded.id === live.id;
  if (isMadeName(recorded.name) && isMadeName(live.name)) return actionsOf(recorded).join() === actionsOf(live).join();
  return identities.toLive(recorded.name) === live.name;
}

function compareActor(recorded: Actor, live: Actor, place: Place, walk: Walk, window: EventWindow): void {
  const [was, is] = [actionsOf(recorded), actionsOf(live)];
  const isCut =
    (window.open && (startsWith(was, is) || startsWith(is, was))) ||
    (window.since && (startsWith(was.slice().reverse(), is.slice().reverse()) || startsWith(is.slice().reverse(), was.slice().reverse())));
  if (!isCut && was.join('\n') !== is.join('\n')) {
    const sameSet = [...was].sort().join('\n') === [...is].sort().join('\n');
    const values = { recorded: was, live: is };
    const at = place.element(recorded.events[0]?.index ?? 0);
    const what = `${recorded.type} ${recorded.name || recorded.id.slice(0, 12)}`;
    if (sameSet)
      walk.found.add('changed', 'order', at, values, () => `events of ${what} come as ${is.join(', ')}; they came as ${was.join(', ')}`);
    else walk.found.add('changed', 'content', at, values, () => `events of ${what} are ${is.join(', ')}; they were ${was.join(', ')}`);
  }
  const left = [...live.events];
  for (const { index, event } of recorded.events) {
    const other = left.findIndex((candidate) => actionOf(candidate.event) === actionOf(event));
    if (other < 0) continue;
    const [found] = left.splice(other, 1);
    compareJson(timeless(event), timeless((found as { event: JsonObject }).event), place.element(index), null, walk);
  }
}

function noteActor(kind: 'gone' | 'new', actor: Actor, place: Place, walk: Walk): void {
  const actions = actionsOf(actor);
  const what = `${actor.type} ${actor.name || actor.id.slice(0, 12)}`;
  const values = { recorded: kind === 'gone' ? actions : null, live: kind === 'gone' ? null : actions };
  const at = place.element(kind === 'gone' ? (actor.events[0]?.index ?? 0) : 0);
  walk.found.add(kind === 'gone' ? 'breaking' : 'added', kind, at, values, () => `events of ${what} are ${kind}: ${shown(actions)}`);
}

const actionsOf = (actor: Actor): string[] => actor.events.map(({ event }) => actionOf(event));

/** `exec_create: sh -c …` holds the command. */
function actionOf(event: JsonObject): string {
  return textOf(event.Action ?? event.status).split(':', 1)[0] as string;
}

function timeless({ time, timeNano, ...rest }: JsonObject): JsonObject {
  return rest;
}

function startsWith(list: readonly string[], start: readonly string[]): boolean {
  return start.every((item, index) => list[index] === item);
}

function textOf(json: Json | undefined): string {
  return typeof json === 'string' ? json : '';
}
