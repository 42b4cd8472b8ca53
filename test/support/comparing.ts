/** Two answers held against each other in one line: `differencesOf(answer({ json: … }), answer({ json: … }))`. */
import type { Outcome } from '../../src/cassette/types.ts';
import { compareExchange } from '../../src/verify/compare/compare-exchange.ts';
import { Identities } from '../../src/verify/identities.ts';
import type { Comparison, Difference } from '../../src/verify/types.ts';
import { anInteraction, type InteractionParts, someFiles } from './interactions.ts';

export interface Asked extends InteractionParts {
  readonly comparison?: Partial<Comparison>;
}

/** All that is said there is the session's own, and nothing is known of the API, unless the test says otherwise. */
export function differencesOf(target: string | Asked, recorded: Outcome, live: Outcome): Promise<Difference[]> {
  const { comparison, ...parts } = typeof target === 'string' ? { target, comparison: {} } : target;
  const told = (outcome: Outcome) => ({ interaction: anInteraction({ ...parts, outcome }), files: someFiles() });
  const own = { isRecorded: () => true, isLive: () => true };
  return compareExchange(told(recorded), told(live), { identities: new Identities(), description: null, own, ...comparison });
}

/** What matters of them, one line each. */
export function linesOf(differences: readonly Difference[]): string[] {
  return differences.map(({ grade, kind, message }) => `${grade} ${kind}: ${message}`);
}
