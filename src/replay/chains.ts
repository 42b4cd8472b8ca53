/**
 * Equal requests form a chain of answers; what the operation does says how it is walked.
 *
 *   change      created ─ created ─ ∎             each once, in order; asked again is a miss
 *   read        starting ══start══ running ─ exited …   distinct answers; a double line opens with the change that made
 *                                                       the difference, a single one (the engine moved by itself)
 *                                                       when the one before it was given as often as recorded
 *   repeatable  as a read where answers are whole; streams (attach, wait) in order, and the last one again
 *
 * Nothing moves backward, and the last answer of a read stays. Of equal answers each is given in its turn: they differ in
 * their dates.
 */
import type { Interaction } from '../cassette/types.ts';
import { answerKey } from '../meaning/answer.ts';
import type { Progress } from './progress.ts';

export interface Chain {
  /** The recorded answer that is due now; null where all were given and none may be repeated. */
  next(): Interaction | null;
  /** All that were recorded, in order. */
  readonly members: readonly Interaction[];
  /** All were given, and none may be repeated. */
  readonly isSpent: boolean;
}

/** The change that must be heard before the second of two answers is due; null where the engine moved by itself. */
export type FindCause = (before: Interaction, after: Interaction) => Interaction | null;

/** Each is given once, in the order of the recording. Streams that may be asked for any number of times give their last one again. */
export class OrderedChain implements Chain {
  readonly members: readonly Interaction[];
  readonly #progress: Progress;
  readonly #repeatsLast: boolean;

  constructor(members: readonly Interaction[], progress: Progress, { repeatsLast }: { readonly repeatsLast: boolean }) {
    this.members = members;
    this.#progress = progress;
    this.#repeatsLast = repeatsLast;
  }

  next(): Interaction | null {
    return this.#due() ?? (this.#repeatsLast ? this.members.at(-1) : null) ?? null;
  }

  get isSpent(): boolean {
    return !this.#repeatsLast && this.#due() === undefined;
  }

  #due(): Interaction | undefined {
    return this.members.find((interaction) => !this.#progress.isUsed(interaction));
  }
}

/** Equal answers in a row. */
interface Link {
  readonly members: readonly Interaction[];
  readonly cause: Interaction | null;
}

export class ReadChain implements Chain {
  readonly members: readonly Interaction[];
  readonly isSpent = false;
  readonly #progress: Progress;
  readonly #findCause: FindCause;
  #links: readonly Link[] | null = null;
  #position = 0;
  /** How many of the equal answers there were given. */
  #given = 0;
  #seen = -1;

  constructor(members: readonly Interaction[], progress: Progress, findCause: FindCause) {
    this.members = members;
    this.#progress = progress;
    this.#findCause = findCause;
  }

  next(): Interaction | null {
    this.#links ??= linksOf(this.members, this.#findCause);
    const links = this.#links;
    const isGiven = this.#given > 0 && this.#given >= (links[this.#position]?.members.length ?? 0);
    if (!this.#moveByChange(links) && isGiven && links[this.#position + 1]?.cause === null) this.#move(links, this.#position + 1);
    const link = links[this.#position];
    if (link === undefined) return null;
    if (this.#given === 0) for (const interaction of link.members) this.#progress.speakFor(interaction);
    if (this.#given < link.members.length) this.#given += 1;
    return link.members[this.#given - 1] ?? null;
  }

  /** To the furthest answer whose change has been heard: one that was never asked for in between is passed over. */
  #moveByChange(links: readonly Link[]): boolean {
    if (this.#seen === this.#progress.version) return false;
    this.#seen = this.#progress.version;
    const furthest = links.findLastIndex(({ cause }) => cause !== null && this.#progress.heardAt(cause) !== undefined);
    if (furthest <= this.#position) return false;
    this.#move(links, furthest);
    return true;
  }

  #move(links: readonly Link[], to: number): void {
    while (this.#position < to) {
      for (const interaction of links[this.#position]?.members ?? []) this.#progress.use(interaction);
      this.#position += 1;
    }
    this.#given = 0;
  }
}

function linksOf(members: readonly Interaction[], findCause: FindCause): Link[] {
  if (members.length === 1) return [{ members, cause: null }];
  const links: { members: Interaction[]; cause: Interaction | null }[] = [];
  let key = '';
  for (const interaction of members) {
    const last = links.at(-1);
    const own = answerKey(interaction.outcome);
    if (last !== undefined && own === key) last.members.push(interaction);
    else
      links.push({ members: [interaction], cause: last === undefined ? null : findCause(last.members.at(-1) as Interaction, interaction) });
    key = own;
  }
  return links;
}
