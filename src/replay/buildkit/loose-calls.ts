/**
 * Calls that belong to no build: what workers there are, what was built before, what lies in the content store. They are
 * answered at once, each recorded answer in its turn, and the last one again.
 */
import type { RawHeaders } from '../../cassette/types.ts';
import type { ServedCall, ServedCallListener } from '../../docker/grpc-ends.ts';
import { MadeUpNames } from '../../meaning/buildkit/made-up-names.ts';
import { messageKey } from '../../meaning/buildkit/message-key.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';
import type { Deck } from '../deck.ts';
import type { Stage } from '../stage.ts';
import { heardAgain } from './played.ts';
import { cutOffTrailers, isCutOff, unknownCallTrailers } from './refusal.ts';

const NOTHING = Buffer.alloc(0);
const NO_NAMES = new MadeUpNames([]);

/** False: nothing like it was recorded. `names`: what the builds that were asked for so far are called. */
export function answerLoose(
  live: ServedCall,
  message: Buffer,
  decks: readonly Deck[],
  names: readonly MadeUpNames[],
  stage: Stage,
): boolean {
  const named = names.find((candidate) => !candidate.toRecorded(message).equals(message)) ?? NO_NAMES;
  const key = messageKey(named.toRecorded(message), []);
  return answerNext(live, decks, stage, named, (call) => messageKey(call.asked[0]?.data ?? NOTHING, []) === key);
}

/** Traces: what they say is not looked at. Where nothing took them, nothing does. */
export function answerTelemetry(live: ServedCall, decks: readonly Deck[], stage: Stage): void {
  if (!answerNext(live, decks, stage, NO_NAMES, () => true)) live.trailers(unknownCallTrailers('nothing takes traces in a replay'));
}

/** A session within a call: held open until its client has no more need of it. */
export function holdSession(live: ServedCall, decks: readonly Deck[], stage: Stage): ServedCallListener {
  let trailers: RawHeaders = unknownCallTrailers('no session of this kind was recorded');
  for (const deck of decks) {
    const recorded = deck.builds.loose.find((call) => call.path === live.path);
    if (recorded === undefined) continue;
    heardAgain(deck, recorded.interaction, stage);
    for (const step of recorded.answer) {
      if (step.kind === 'headers') live.answer(step.headers);
      else if (step.kind === 'trailers') trailers = step.headers;
    }
    return { message() {}, end: () => live.trailers(trailers), left() {} };
  }
  live.trailers(trailers);
  return { message() {}, end() {}, left() {} };
}

function answerNext(
  live: ServedCall,
  decks: readonly Deck[],
  stage: Stage,
  names: MadeUpNames,
  isSame: (call: RecordedCall) => boolean,
): boolean {
  for (const deck of decks) {
    const equal = deck.builds.loose.filter((call) => call.path === live.path && isSame(call));
    const call = equal.find((candidate) => !deck.playedCalls.has(candidate)) ?? equal.at(-1);
    if (call === undefined) continue;
    deck.playedCalls.add(call);
    heardAgain(deck, call.interaction, stage);
    deck.progress.spread();
    for (const step of call.answer) {
      if (step.kind === 'message') live.message(names.toLive(step.data));
      else if (step.kind === 'headers') live.answer(names.headersToLive(step.headers));
      else live.trailers(names.headersToLive(step.headers));
    }
    if (isCutOff(call)) live.trailers(cutOffTrailers());
    return true;
  }
  return false;
}
