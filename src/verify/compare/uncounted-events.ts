/**
 * Events that come by time: a container's health is probed at intervals, and the run leaves pauses out. How often it was probed by
 * then says nothing, and neither does how a single probe went; what a probe runs does, and which states the container came to.
 */
import type { JsonObject } from '../../cassette/json.ts';
import { compareJson } from './compare-json.ts';
import { type Actor, type ActorEvent, attributesOf, fullActionOf, labelOf } from './event-actors.ts';
import type { Walk } from './json-values.ts';
import type { Place } from './place.ts';

export function compareUncounted(recorded: Actor, live: Actor, place: Place, walk: Walk): void {
  const kinds = new Set(recorded.uncounted.map(kindOf));
  for (const kind of kinds) {
    const [first] = ofKind(recorded, kind);
    const others = ofKind(live, kind);
    const said = walk.identities.toLive(fullActionOf((first as ActorEvent).event));
    const other = others.find(({ event }) => fullActionOf(event) === said) ?? others[0];
    if (first === undefined || other === undefined) continue;
    compareJson(lasting(first.event), lasting(other.event), place.element(first.index), null, walk);
  }
  compareHealth(recorded, live, place, walk);
}

/** A state that the recorded container never came to is one it has fallen into, for all that is known. */
function compareHealth(recorded: Actor, live: Actor, place: Place, walk: Walk): void {
  const [was, is] = [healthOf(recorded), healthOf(live)];
  if (was.length === 0) return;
  const at = place.element(recorded.uncounted.find(({ action }) => action === 'health_status')?.index ?? 0);
  const fresh = is.find((state) => !was.includes(state));
  if (fresh !== undefined) {
    walk.found.add('changed', 'value', at, { recorded: was, live: is }, () => {
      return `${labelOf(live)} becomes ${fresh}, it became ${was.join(', ')}`;
    });
  } else if (is.length === 0 && was.at(-1) === 'healthy' && isFoundWell(live)) {
    walk.found.add('breaking', 'gone', at, { recorded: was, live: null }, () => `${labelOf(live)} no longer says that it is healthy`);
  }
}

/** Whether a probe went well, and another came behind it: what the first one says was said by then. */
function isFoundWell({ uncounted }: Actor): boolean {
  const well = uncounted.findIndex(({ action, event }) => action === 'exec_die' && attributesOf(event).exitCode === '0');
  return well >= 0 && uncounted.slice(well).some(({ action }) => action === 'exec_create');
}

/** Its states in their order; Podman has them among the attributes. */
function healthOf({ uncounted }: Actor): string[] {
  return uncounted
    .filter(({ action }) => action === 'health_status')
    .map(({ event }) => fullActionOf(event).split(':')[1]?.trim() ?? String(attributesOf(event).health_status ?? ''))
    .filter((state) => state !== '' && state !== 'starting');
}

function ofKind(actor: Actor, kind: string): readonly ActorEvent[] {
  return actor.uncounted.filter((event) => kindOf(event) === kind);
}

/** A change of health by its state: which of them came is compared above. */
function kindOf({ action, event }: ActorEvent): string {
  return action === 'health_status' ? fullActionOf(event) : action;
}

/** Without which probe it was, how it went, and when. */
function lasting({ time, timeNano, ...rest }: JsonObject): JsonObject {
  const { execID, exitCode, ...attributes } = attributesOf(rest);
  return { ...rest, Actor: { ...(rest.Actor as JsonObject), Attributes: attributes } };
}
