/** Which recorded requests come closest to one that nothing answers. */
import { readBody } from '../meaning/body.ts';
import { type Mismatch, mismatches, type RequestMeaning } from '../meaning/mismatch.ts';
import { requestAsRecorded } from '../meaning/recorded-words.ts';
import type { MatchOptions } from '../meaning/request.ts';
import type { Deck } from './deck.ts';
import type { NearMiss } from './miss.ts';
import type { RequestGroup } from './request-group.ts';

const SHOWN = 3;
/** Requests whose heads come closest have their bodies looked at, too. */
const LOOKED_INTO = 12;

/** At most three, nearest first; of those as near, the first recorded. Rejects with what the files throw. */
export async function findNearest(live: RequestMeaning, decks: readonly Deck[], options: MatchOptions): Promise<NearMiss[]> {
  // What may vary is no reason why it was a miss.
  const differing = (asked: RequestMeaning, recorded: RequestMeaning, { bindings }: Deck) =>
    mismatches(bindings === null ? asked : requestAsRecorded(asked, recorded, bindings), recorded, options);
  const heads = decks.flatMap((deck) => groupsLike(live, deck).map((group) => ({ deck, group })));
  const byHead = heads
    .map((candidate) => ({
      ...candidate,
      found: differing({ ...live, body: null }, { head: candidate.group.head, body: null }, candidate.deck),
    }))
    .sort((a, b) => a.found.length - b.found.length)
    .slice(0, LOOKED_INTO);
  const near: NearMiss[] = [];
  for (const { deck, group } of byHead) {
    for (const interaction of group.members.slice(0, LOOKED_INTO)) {
      const body = live.body === null ? null : await readBody(interaction.request.body, deck.cassette.files);
      const found: Mismatch[] = differing(live, { head: group.head, body }, deck);
      near.push({ cassette: deck.name, interaction, mismatches: found });
    }
  }
  return near.sort((a, b) => a.mismatches.length - b.mismatches.length || a.interaction.id - b.interaction.id).slice(0, SHOWN);
}

/** Of the same operation; for a path that no API version knows, of such paths with the same method. */
function groupsLike(live: RequestMeaning, deck: Deck): RequestGroup[] {
  const { operation, method } = live.head;
  return [...deck.groupsOf(operation?.id ?? null).values()].filter((group) => operation !== null || group.head.method === method);
}
