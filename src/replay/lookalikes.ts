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
}

/** In order of the recording. What no API version knows has no places that may vary. */
export function findLike(deck: Deck, head: HeadMeaning, options: MatchOptions): Candidate[] {
  const { bindings } = deck;
  const operation = head.operation?.id;
  if (bindings === null || operation === undefined) return [];
  return [...deck.groupsOf(operation).values()].flatMap((group) => {
    const differences = headDifferences(head, group.head, options);
    const needed = differences === null ? null : bindings.explain(differences, operation);
    return needed === null ? [] : [{ deck, group, bindings: needed }];
  });
}

/**
 * The way for which the least must be bound that is not yet, and of those the first recorded; only the first cassette that
 * has any counts. Null: none. A promise where recorded bodies must be read first.
 */
export function bestWay(
  candidates: readonly Candidate[],
  head: HeadMeaning,
  body: BodyMeaning,
  options: MatchOptions,
): Way | null | Promise<Way | null> {
  const variants = candidates.map(({ group }) => group.variants());
  if (variants.some((some) => some instanceof Promise)) {
    // By then all of them are there at once.
    return Promise.all(variants).then(() => bestWay(candidates, head, body, options));
  }
  let best: Way | null = null;
  for (const [index, candidate] of candidates.entries()) {
    if (best !== null && (best.bindings.length === 0 || best.deck !== candidate.deck)) break;
    for (const way of waysOf(candidate, variants[index] as readonly Variant[], head, body, options)) {
      if (best === null || way.bindings.length < best.bindings.length) best = way;
    }
  }
  return best;
}

function waysOf(
  { deck, group }: Candidate,
  variants: readonly Variant[],
  head: HeadMeaning,
  body: BodyMeaning,
  options: MatchOptions,
): Way[] {
  const { bindings } = deck;
  const ofHead = headDifferences(head, group.head, options) ?? [];
  return variants.flatMap(({ body: recorded, credentials, chain }) => {
    if (bindings === null || chain.isSpent || (credentials !== null && credentials !== head.credentials)) return [];
    const ofBody = bodyDifferences(body, recorded);
    const needed = ofBody === null ? null : bindings.explain([...ofHead, ...ofBody], head.operation?.id ?? '');
    return needed === null ? [] : [{ deck, chain, bindings: needed }];
  });
}
