/** Why no recorded build is the one that a Solve asks for: those that come closest, attribute by attribute. */
import type { Binding, Bindings } from '../../meaning/bindings.ts';
import type { SolveFacts } from '../../meaning/buildkit/call-kinds.ts';
import { differingTexts, messageKey } from '../../meaning/buildkit/message-key.ts';
import type { RecordedBuild } from '../../meaning/buildkit/recorded-builds.ts';
import { type AttributePair, pairAttributes, sayMessage } from '../../meaning/message-words.ts';
import type { Mismatch } from '../../meaning/mismatch.ts';
import { showDifference } from '../../meaning/shown-values.ts';
import type { Deck } from '../deck.ts';
import type { NearMiss } from '../miss.ts';
import { closest } from '../nearest.ts';

/** Of what is no attribute. */
const UNNAMED = 'build';

/** At most three, nearest first. */
export function nearestBuilds(message: Buffer, facts: SolveFacts, decks: readonly Deck[]): NearMiss[] {
  return closest(decks.flatMap((deck) => deck.builds.builds.flatMap((build) => compare(message, facts, build, deck))));
}

function compare(message: Buffer, { ref, session }: SolveFacts, build: RecordedBuild, deck: Deck): NearMiss[] {
  if ('outcome' in build.by || build.internal) return [];
  const used = deck.playedBuilds.has(build);
  const recorded = build.by.asked[0]?.data ?? Buffer.alloc(0);
  const texts = differingTexts(message, recorded, [ref, session, build.ref, build.session]);
  const pairs = pairAttributes(texts.live, texts.recorded);
  // Of a build that was played what its client made up stands for something else already.
  const bindings = (used ? deck.bindings?.unbound() : deck.bindings) ?? null;
  const telling = pairs.filter((pair) => bindings === null || !isMadeUp(pair, bindings));
  const isSame = messageKey(message, [ref, session]) === build.key || (telling.length === 0 && used);
  // Messages may differ by more than their texts.
  const shown = isSame
    ? []
    : telling.length > 0
      ? telling
      : pairs.length > 0
        ? pairs
        : [{ place: UNNAMED, key: '', live: 'asked otherwise', recorded: null }];
  const mayVary =
    !used && bindings !== null && couldBeBound(message, pairs, bindings, (said) => messageKey(said, [ref, session]) === build.key);
  const mismatches = shown.map(({ place, live, recorded: before }): Mismatch => ({ place, ...showDifference(live, before, place) }));
  const rules = mayVary ? shown.map(({ place }) => `BuildKitGrpc ${place} any`) : [];
  return [{ cassette: deck.name, interaction: build.by.interaction, about: null, used, renamed: false, mismatches, rules }];
}

/** Clients make it up, so that it is no reason for a miss. */
function isMadeUp({ live, recorded, ...pair }: AttributePair, bindings: Bindings): boolean {
  return live !== null && recorded !== null && bindings.explain([{ ...pair, live, recorded }], 'BuildKitGrpc') !== null;
}

/** Whether it would be the recorded build if rules let all that differs vary. */
function couldBeBound(
  message: Buffer,
  pairs: readonly AttributePair[],
  bindings: Bindings,
  isRecorded: (said: Buffer) => boolean,
): boolean {
  const made = pairs.flatMap(({ live, recorded, place, key }): Binding[] => {
    // A rule names an attribute, and an empty value stands for no other.
    if (place === UNNAMED || !live || !recorded) return [];
    return [{ type: 'any', operation: 'BuildKitGrpc', place, key, live, recorded }];
  });
  return made.length === pairs.length && isRecorded(sayMessage(message, bindings.inwardAfter(made)));
}
