/**
 * Questions whose answer depends on the moment: between the start of a container and the end of a wait for it, its program
 * runs by itself. How it ended is what the wait says; what a look at it in between found says nothing. Seen with docker-py,
 * which looks at a container right after its start: `running` in one recording on Docker 26.1.5, `exited` in the next.
 */
import type { Cassette } from '../cassette/types.ts';
import type { ObjectName } from '../meaning/aliases.ts';
import { Objects } from '../meaning/objects.ts';

/** Ids of those interactions. */
export function unsettledReads(cassette: Cassette): ReadonlySet<number> {
  const objects = new Objects(cassette);
  const ordered = [...cassette.interactions].sort((a, b) => a.order.request - b.order.request);
  const waits = new Map<ObjectName, number>();
  for (const interaction of ordered) {
    if (interaction.operation !== 'ContainerWait') continue;
    for (const object of objects.about(interaction)) waits.set(object, Math.max(waits.get(object) ?? 0, interaction.order.end));
  }
  const started = new Set<ObjectName>();
  const found = new Set<number>();
  for (const interaction of ordered) {
    const about = objects.about(interaction);
    if (interaction.operation === 'ContainerStart' || interaction.operation === 'ContainerRestart')
      for (const object of about) started.add(object);
    if (interaction.operation !== 'ContainerInspect') continue;
    if (about.some((object) => started.has(object) && interaction.order.request < (waits.get(object) ?? 0))) found.add(interaction.id);
  }
  return found;
}
