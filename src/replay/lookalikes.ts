/**
 * Recorded requests that a live one may stand for though it says other things: they differ at places that may vary, and
 * nowhere else. Only looked for where no recorded request is the same.
 */
import type { Binding } from '../meaning/bindings.ts';
import type { BodyMeaning } from '../meaning/body.ts';
import { bodyDifferences, headDifferences } from '../meaning/differences.ts';
import type { HeadMeaning, MatchOptions } from '../meaning/request.ts';
import type { Chain } from './chains.ts';
import type { Deck } from './deck.ts';
import type { RequestGroup, Variant } from './request-group.ts';

/** Requests with a head that the live one may stand for. */
export interface Candidate {
  readonly deck: Deck;
  readonly group: RequestGroup;
  /** What is bound if it does. */
  readonly bindings: readonly Binding[];
}

/** Where a request leads, and what is bound on the way. */
export interface Way {
  readonly deck: Deck;
  readonly chain: Chain;
  readonly bindings: readonly Binding[];
  /** Of the recorded request. */
  readonly body: BodyMeaning;
}

/** So many ways are compared: where more fit, a session begins whose requests come as they were recorded. */
const ENOUGH = 32;

/** In order of the recording. What no API version knows has no places that may vary. */
function* findLike(deck: Deck, head: HeadMeaning, options: MatchOptions): Generator<Candidate, void, undefined> {
  const { bindings } = deck;
  const operation = head.operation?.id;
  if (bindings === null || operation === undefined) return;
  for (const group of deck.groupsOf(operation).values()) {
    if (group.isSpent) continue;
    const differences = headDifferences(head, group.head, options);
    const needed = differences === null ? null : bindings.explain(differences, operation);
    if (needed !== null) yield { deck, group, bindings: needed };
  }
}

/** The first of them. */
export function someLike(deck: Deck, head: HeadMeaning, options: MatchOptions): Candidate[] {
  const found: Candidate[] = [];
  for (const candidate of findLike(deck, head, options)) if (found.push(candidate) === ENOUGH) break;
  return found;
}

/**
 * The way for which the least must be bound that is not yet, and of those the first recorded; only the first cassette that
 * has any counts. Null: none. A promise where recorded bodies must be read first.
 */
export function bestWay(
  decks: readonly Deck[],
  head: HeadMeaning,
  body: BodyMeaning,
  options: MatchOptions,
): Way | null | Promise<Way | null> {
  for (const deck of decks) {
    const way = bestWayIn(deck, head, body, options);
    // By then all of them are there at once.
    if (way instanceof Promise) return way.then(() => bestWay(decks, head, body, options));
    if (way !== null) return way;
  }
  return null;
}

function bestWayIn(deck: Deck, head: HeadMeaning, body: BodyMeaning, options: MatchOptions): Way | null | Promise<unknown> {
  const unread: Promise<unknown>[] = [];
  let best: Way | null = null;
  let count = 0;
  for (const candidate of findLike(deck, head, options)) {
    const variants = candidate.group.variants();
    if (variants instanceof Promise) {
      unread.push(variants);
      continue;
    }
    for (const way of waysOf(candidate, variants, head, body, options)) {
      if (best === null || way.bindings.length < best.bindings.length) best = way;
      count += 1;
    }
    if (best?.bindings.length === 0 || count >= ENOUGH) break;
  }
  return unread.length === 0 ? best : Promise.all(unread);
}

function waysOf(candidate: Candidate, variants: readonly Variant[], head: HeadMeaning, body: BodyMeaning, options: MatchOptions): Way[] {
  const { deck, group } = candidate;
  return variants.flatMap(({ body: recorded, credentials, chain }) => {
    if (deck.bindings === null || chain.isSpent || (credentials !== null && credentials !== head.credentials)) return [];
    const ofBody = bodyDifferences(body, recorded);
    if (ofBody === null) return [];
    if (ofBody.length === 0) return [{ deck, chain, bindings: candidate.bindings, body: recorded }];
    const ofHead = headDifferences(head, group.head, options) ?? [];
    const needed = deck.bindings.explain([...ofHead, ...ofBody], head.operation?.id ?? '');
    return needed === null ? [] : [{ deck, chain, bindings: needed, body: recorded }];
  });
}
