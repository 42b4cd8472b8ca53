/** Compares one answer after the other, since each may bind what the next one needs. */
import type { Identities } from '../identities.ts';
import type { Difference, Told } from '../types.ts';

export type Compare = (recorded: Told, live: Told, identities: Identities) => Promise<readonly Difference[]>;

export class Comparer {
  readonly #compare: Compare;
  #identities: Identities;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(compare: Compare, identities: Identities) {
    this.#compare = compare;
    this.#identities = identities;
  }

  /** As bound by what was compared so far. */
  get identities(): Identities {
    return this.#identities;
  }

  /** An answer that counts: what it binds stays bound. */
  count(recorded: Told, live: Told): Promise<readonly Difference[]> {
    return this.#inTurn(() => this.#compare(recorded, live, this.#identities));
  }

  /** An answer that counts only where nothing differs: else it binds nothing. */
  attempt(recorded: Told, live: Told): Promise<readonly Difference[]> {
    return this.#inTurn(async () => {
      const identities = this.#identities.copy();
      const differences = await this.#compare(recorded, live, identities);
      if (differences.length === 0) this.#identities = identities;
      return differences;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}
