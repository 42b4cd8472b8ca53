/** Which exec of a container (or container on a network) in a live stream of events stands for which recorded one. */
import type { Identities } from '../identities.ts';
import { type ActorEvent, fullActionOf } from './event-actors.ts';

/** A name for each part that both sides share; of what has no counterpart, one of its own. */
export interface EventParts {
  recorded(part: string): string;
  live(part: string): string;
}

/** By what is known of them, else by what is done there, else in their order. */
export function pairParts(recorded: readonly ActorEvent[], live: readonly ActorEvent[], identities: Identities): EventParts {
  const [was, is] = [storiesOf(recorded), storiesOf(live)];
  const names = new Map<string, string>();
  const left = new Set(is.keys());
  const waiting = new Set<string>();
  for (const part of was.keys()) {
    const known = identities.liveOf(part) ?? (is.has(part) ? part : undefined);
    if (known === undefined) waiting.add(part);
    else if (left.delete(known)) names.set(known, part);
  }
  const isAlike = (part: string, other: string) => identities.toLive(was.get(part) as string) === is.get(other);
  for (const fits of [isAlike, () => true]) {
    for (const part of waiting) {
      const found = [...left].find((other) => !identities.isLive(other) && fits(part, other));
      if (found === undefined) continue;
      waiting.delete(part);
      left.delete(found);
      names.set(found, part);
    }
  }
  return { recorded: (part) => part, live: (part) => (part === '' ? '' : (names.get(part) ?? `only live: ${part}`)) };
}

/** What is said of each part first: of an exec its command. */
function storiesOf(events: readonly ActorEvent[]): Map<string, string> {
  const stories = new Map<string, string>();
  for (const { part, event } of events) if (part !== '' && !stories.has(part)) stories.set(part, fullActionOf(event));
  return stories;
}
