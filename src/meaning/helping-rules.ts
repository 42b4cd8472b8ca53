/**
 * Rules of a user's that would let a live request be the recorded one. They are tried before they are told: the places are
 * those at which bindings look, and what is bound by now (a value stands for one other) has its say.
 */
import type { Bindings } from './bindings.ts';
import { bodyDifferences, headDifferences } from './differences.ts';
import type { RequestMeaning } from './mismatches.ts';
import type { MatchOptions } from './request.ts';

/** A rule is read from one line, its parts told apart by single blanks. */
const SAYABLE = /^\S+ \P{Cc}*[^\s\p{Cc}]$/u;

/**
 * In the words of `--bind`: `ContainerCreate body /HostConfig/Binds/0 any`; none where no rules would do.
 * A body that has not come is taken for the recorded one.
 */
export function helpingRules(live: RequestMeaning, recorded: RequestMeaning, bindings: Bindings, options: MatchOptions): readonly string[] {
  const operation = recorded.head.operation?.id;
  if (operation === undefined || operation !== live.head.operation?.id) return [];
  const ofHead = headDifferences(live.head, recorded.head, options);
  const ofBody = live.body === null ? [] : bodyDifferences(live.body, recorded.body);
  if (ofHead === null || ofBody === null) return [];
  const places = bindings.placesToFree([...ofHead, ...ofBody], operation);
  // Whether a body is worth waiting for is told by the head alone.
  const first = bindings.placesToFree(ofHead, operation);
  if (!places?.every((place) => SAYABLE.test(place)) || !first?.every((place) => places.includes(place))) return [];
  return places.map((place) => `${operation} ${place} any`);
}
