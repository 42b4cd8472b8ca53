/** Which recorded requests come closest to one that nothing answers. */
import { readBody } from '../meaning/body.ts';
import { helpingRules } from '../meaning/helping-rules.ts';
import { isOfAnother, type Mismatch } from '../meaning/mismatch.ts';
import { mismatches, type RequestMeaning } from '../meaning/mismatches.ts';
import { requestAsRecorded } from '../meaning/recorded-words.ts';
import type { MatchOptions } from '../meaning/request.ts';
import { recordedName } from './compose-names.ts';
import { type Deck, effectOf } from './deck.ts';
import type { NearMiss } from './miss.ts';
import type { RequestGroup } from './request-group.ts';

const SHOWN = 3;
/** Requests whose heads come closest have their bodies looked at, too. */
const LOOKED_INTO = 12;

/** At most three, nearest first; of those as near, the first recorded. Rejects with what the files throw. */
export async function findNearest(live: RequestMeaning, decks: readonly Deck[], options: MatchOptions): Promise<NearMiss[]> {
  // What may vary is no reason why it was a miss.
  const differing = (asked: RequestMeaning, recorded: RequestMeaning, { bindings }: Pick<Deck, 'bindings'>) =>
    mismatches(bindings === null ? asked : requestAsRecorded(asked, recorded, bindings), recorded, options);
  const once = effectOf(live.head) === 'change';
  const heads = decks.flatMap((deck) => groupsLike(live, deck).map((group) => ({ deck, group })));
  const byHead = heads
    .map((candidate) => ({
      ...candidate,
      found: differing({ ...live, body: null }, { head: candidate.group.head, body: null }, candidate.deck),
    }))
    .sort((a, b) => distance(a.found) - distance(b.found))
    .slice(0, LOOKED_INTO);
  const near: Near[] = [];
  for (const { deck, group } of byHead) {
    for (const interaction of group.members.slice(0, LOOKED_INTO)) {
      const body = live.body === null ? null : await readBody(interaction.request.body, deck.cassette.files);
      const recorded = { head: group.head, body };
      const found: Mismatch[] = differing(live, recorded, deck);
      const used = deck.progress.isUsed(interaction);
      // The recorded name stands for the one that was made up first. Had it not been asked for, it could stand for this one.
      const fresh = once && used && !found.some(isOfAnother) ? (deck.bindings?.unbound() ?? null) : null;
      const renamed = found.length > 0 && fresh !== null && differing(live, recorded, { bindings: fresh }).length === 0;
      near.push({ deck, group, interaction, recorded, used, renamed, mismatches: renamed ? [] : tellingFirst(found) });
    }
  }
  return Promise.all(
    closest(near).map(async (one) => {
      const { deck, interaction, recorded, used, renamed, mismatches } = one;
      const rules = deck.bindings !== null && (await mayAnswer(one, live)) ? helpingRules(live, recorded, deck.bindings, options) : [];
      return { cassette: deck.name, interaction, about: recordedName(recorded, deck), used, renamed, mismatches, rules };
    }),
  );
}

/** At most three of them, nearest first. */
export function closest<One extends Pick<NearMiss, 'interaction' | 'used' | 'mismatches'>>(near: readonly One[]): One[] {
  const sorted = [...near].sort(
    (a, b) => distance(a.mismatches) - distance(b.mismatches) || Number(a.used) - Number(b.used) || a.interaction.id - b.interaction.id,
  );
  const reach = FURTHER + 2 * distance(sorted[0]?.mismatches ?? []);
  return sorted.filter(({ mismatches: found }) => distance(found) <= reach).slice(0, SHOWN);
}

interface Near extends Pick<NearMiss, 'interaction' | 'used' | 'renamed' | 'mismatches'> {
  readonly deck: Deck;
  readonly group: RequestGroup;
  readonly recorded: RequestMeaning;
}

/** Whether it may be answered still, to a request with these credentials, if it only meant the same. */
async function mayAnswer({ interaction, used, group }: Near, { head, body }: RequestMeaning): Promise<boolean> {
  if (body === null) return !used || effectOf(head) !== 'change';
  return (await group.variants()).some(
    ({ chain, credentials }) =>
      chain.members.includes(interaction) && !chain.isSpent && (credentials === null || credentials === head.credentials),
  );
}

/** What lies far behind the nearest tells nobody anything. */
const FURTHER = 2;
/** What names the thing that is asked for. */
const NAMES = /^(?:path |query name$|body \/Labels\/com\.docker\.compose\.(?:service|container-number)$)/;
/** Another container of the same form is further off than the same one with some other settings. */
const NAME_WEIGHT = 4;
/** Labels that hash the rest: they differ because something else does. */
const FOLLOWS = /hash$/;

function distance(mismatches: readonly Mismatch[]): number {
  return mismatches.reduce((sum, { place }) => sum + (NAMES.test(place) ? NAME_WEIGHT : 1), 0);
}

function tellingFirst(mismatches: readonly Mismatch[]): Mismatch[] {
  return [...mismatches.filter(({ place }) => !FOLLOWS.test(place)), ...mismatches.filter(({ place }) => FOLLOWS.test(place))];
}

/** Of the same operation; for a path that no API version knows, of such paths with the same method. */
function groupsLike(live: RequestMeaning, deck: Deck): RequestGroup[] {
  const { operation, method } = live.head;
  return [...deck.groupsOf(operation?.id ?? null).values()].filter((group) => operation !== null || group.head.method === method);
}
