/**
 * How far one cassette has been played: which recorded requests have been heard, which answers were given, and who waits
 * for more of it. All that a rewind would forget stands here and in the chains.
 */
import type { Interaction } from '../cassette/types.ts';

/** Something that stands at a gate and looks again when anything was heard. */
export interface Waiter {
  lookAgain(): void;
}

export class Progress {
  /** When a recorded request was first heard again, by the player's clock. */
  readonly #heard = new Map<Interaction, number>();
  readonly #used = new Set<Interaction>();
  readonly #spokenFor = new Set<Interaction>();
  /** Changes whose plain answer is given. */
  readonly #answered = new Set<Interaction>();
  /** In order of arrival. */
  readonly #waiters = new Set<Waiter>();
  #spreading = false;
  #changed = false;
  /** Grows with every request heard, so that chains know when to look. */
  version = 0;

  /** A live request took the place of this one. */
  hear(interaction: Interaction, now: number): void {
    if (this.#heard.has(interaction)) return;
    this.#heard.set(interaction, now);
    this.version += 1;
    this.#changed = true;
  }

  /** Its answer is all given, or nobody is there to get it. Only counts for changes that were heard. */
  answer(interaction: Interaction): void {
    if (!this.#heard.has(interaction) || this.#answered.has(interaction)) return;
    this.#answered.add(interaction);
    this.#changed = true;
  }

  /** Whether a change has come so far as it had at that moment of the recording: heard, and answered if it was. */
  isPast(change: Interaction, seq: number): boolean {
    if (!this.#heard.has(change)) return false;
    const { response } = change.order;
    return response === null || response > seq || change.outcome.kind !== 'whole' || this.#answered.has(change);
  }

  /** A stream has come further. */
  advance(): void {
    this.#changed = true;
  }

  /** When it was heard; undefined: not yet. */
  heardAt(interaction: Interaction): number | undefined {
    return this.#heard.get(interaction);
  }

  /** Its answer was given, or its turn is over. */
  use(interaction: Interaction): void {
    this.#used.add(interaction);
  }

  /** An answer was given that says the same. Its own turn may still come. */
  speakFor(interaction: Interaction): void {
    this.#spokenFor.add(interaction);
  }

  /** Its answer was given, or one that says the same. */
  isUsed(interaction: Interaction): boolean {
    return this.#used.has(interaction) || this.#spokenFor.has(interaction);
  }

  /** Its turn is over: the recorded session would not ask for it any more. */
  isOver(interaction: Interaction): boolean {
    return this.#used.has(interaction);
  }

  wait(waiter: Waiter): void {
    this.#waiters.add(waiter);
  }

  stopWaiting(waiter: Waiter): void {
    this.#waiters.delete(waiter);
  }

  /** If anything has changed: lets all who wait look again, in order of arrival, until nothing moves any more. */
  spread(): void {
    if (this.#spreading) return;
    this.#spreading = true;
    while (this.#changed) {
      this.#changed = false;
      for (const waiter of [...this.#waiters]) waiter.lookAgain();
    }
    this.#spreading = false;
  }
}
