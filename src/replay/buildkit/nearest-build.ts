/** Why no recorded build is the one that a Solve asks for. */

import type { SolveFacts } from '../../meaning/buildkit/call-kinds.ts';
import { differingTexts, messageKey } from '../../meaning/buildkit/message-key.ts';
import type { RecordedBuild } from '../../meaning/buildkit/recorded-builds.ts';
import type { Deck } from '../deck.ts';
import { fileOf } from '../miss.ts';

/** A sentence for people: the build that comes closest, and what it was asked differently. */
export function nearestBuild(message: Buffer, { ref, session }: SolveFacts, decks: readonly Deck[]): string {
  const key = messageKey(message, [ref, session]);
  const candidates = decks.flatMap((deck) => deck.builds.builds).flatMap((build) => compare(message, [ref, session], build));
  const nearest = candidates.sort((a, b) => a.weight - b.weight)[0];
  if (nearest === undefined) return 'no build was recorded that way';
  const { build, live, recorded } = nearest;
  const title = `nearest: ${fileOf('outcome' in build.by ? build.by : build.by.interaction)}`;
  if (build.key === key) return `${title}: the same build, but each recorded build is played once, and this one was`;
  const differences = [...live.map((text) => `    ${text}: not in the recorded`), ...recorded.map((text) => `    ${text}: missing`)];
  return [`${title}, which was asked with other attributes`, ...differences].join('\n');
}

interface Candidate {
  readonly build: RecordedBuild;
  readonly live: readonly string[];
  readonly recorded: readonly string[];
  readonly weight: number;
}

function compare(message: Buffer, names: readonly string[], build: RecordedBuild): Candidate[] {
  if ('outcome' in build.by || build.internal) return [];
  const recorded = build.by.asked[0]?.data ?? Buffer.alloc(0);
  const found = differingTexts(message, recorded, [...names, build.ref, build.session]);
  return [{ build, ...found, weight: found.live.length + found.recorded.length }];
}
