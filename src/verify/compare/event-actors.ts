/** Streams of events by whom they are about: one object each, its events in their order. */
import { isJsonObject, type Json, type JsonObject } from '../../cassette/json.ts';
import { memberOf } from '../../meaning/container-mounts.ts';

export interface ActorEvent {
  /** Place in the stream. */
  readonly index: number;
  readonly event: JsonObject;
  /** Without what is said behind it: `exec_create: sh -c …` holds the command. */
  readonly action: string;
  /** Id of what of the actor it is about: the exec of a container, the container on a network or of a volume; '' for itself. */
  readonly part: string;
}

export interface Actor {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly events: readonly ActorEvent[];
  /** What comes by time: how often, and when, says nothing. */
  readonly uncounted: readonly ActorEvent[];
}

/** Told whether a terminal was there in time to be sized, and how healthy a container is by then. */
const BY_CHANCE: ReadonlySet<string> = new Set(['health_status', 'resize']);

/** @param isOwn whether the session made or named that. An exec that it did not make is the engine's probe of a container's health */
export function actorsIn(events: readonly Json[], isOwn: (text: string) => boolean): Actor[] {
  const actors = new Map<string, { type: string; id: string; name: string; events: ActorEvent[]; uncounted: ActorEvent[] }>();
  for (const [index, event] of events.entries()) {
    if (!isJsonObject(event)) continue;
    const attributes = attributesOf(event);
    const id = textOf(memberOf(event, 'Actor').ID ?? event.id);
    const named = [id, attributes.name, attributes.container, attributes.image].map((text) => textOf(text));
    if (!named.some((text) => text !== '' && isOwn(text))) continue;
    const type = textOf(event.Type);
    const actor = actors.get(`${type} ${id}`) ?? { type, id, name: textOf(attributes.name), events: [], uncounted: [] };
    actors.set(`${type} ${id}`, actor);
    const action = fullActionOf(event).split(':', 1)[0] as string;
    const exec = textOf(attributes.execID);
    const isUncounted = BY_CHANCE.has(action) || (exec !== '' && !isOwn(exec));
    (isUncounted ? actor.uncounted : actor.events).push({ index, event, action, part: exec || textOf(attributes.container) });
  }
  return [...actors.values()];
}

export function attributesOf(event: JsonObject): JsonObject {
  return memberOf(memberOf(event, 'Actor'), 'Attributes');
}

export function fullActionOf(event: JsonObject): string {
  return textOf(event.Action ?? event.status);
}

/** For people. */
export function labelOf({ type, name, id }: Actor): string {
  return `${type} ${name || id.slice(0, 12)}`;
}

function textOf(json: Json | undefined): string {
  return typeof json === 'string' ? json : '';
}
