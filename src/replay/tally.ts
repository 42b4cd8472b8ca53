/** What came of a playback so far, over all rewinds: the summary at its end. */
import type { Interaction } from '../cassette/types.ts';
import { answerKey } from '../meaning/answer.ts';
import type { Binding } from '../meaning/bindings.ts';
import { headKey, readHead } from '../meaning/request.ts';
import { isSecretName, NOT_SHOWN } from '../meaning/shown-values.ts';
import { isStrayInteraction } from '../meaning/strays.ts';
import { type Deck, effectOf } from './deck.ts';
import type { Miss } from './miss.ts';

/** A binding, and the cassette it counts for. Of what is called a password, secret, token or key both values are `(not shown)`. */
export interface Bound extends Binding {
  readonly cassette: string;
}

/** A binding as it is told to people and programs. */
export function told(binding: Binding, cassette: string): Bound {
  const values = isSecretName(binding.place) ? { recorded: NOT_SHOWN, live: NOT_SHOWN } : {};
  return { ...binding, ...values, cassette };
}

/** A recorded interaction, and the name of its cassette. */
export interface Played {
  readonly cassette: string;
  readonly interaction: Interaction;
}

export interface Summary {
  /** Interactions whose answer was given, or one that says the same. */
  readonly used: number;
  /** Interactions that a request can ask for. */
  readonly total: number;
  /** The same of each cassette, in the order in which they were named. */
  readonly cassettes: readonly { readonly name: string; readonly used: number; readonly total: number }[];
  readonly misses: readonly Miss[];
  /** Requests that a live engine was asked in place of the cassettes. */
  readonly passedOn: number;
  /** How often a cassette was played from its beginning again. */
  readonly rewinds: number;
  /** Interactions never asked for, in order of the cassettes. */
  readonly unused: readonly Played[];
  /** Interactions whose answer was given, in the same order. */
  readonly answered: readonly Played[];
  /** Values of clients that stand for recorded ones. */
  readonly bindings: readonly Bound[];
}

export class Tally {
  readonly misses: Miss[] = [];
  passedOn = 0;
  #rewinds = 0;
  /** Before the last rewind of their cassette. */
  readonly #used = new Set<Interaction>();
  readonly #bound: Bound[] = [];

  /** That deck is played no more; another one takes its place. */
  rewound(deck: Deck): void {
    this.#rewinds += 1;
    for (const interaction of deck.interactions) if (deck.progress.isUsed(interaction)) this.#used.add(interaction);
    this.#bound.push(...boundIn(deck));
  }

  summary(decks: readonly Deck[]): Summary {
    const said = decks.length > 1 ? this.#readsOf(decks) : null;
    const all = decks.map((deck) => ({
      name: deck.name,
      interactions: deck.interactions.map((interaction) => ({
        cassette: deck.name,
        interaction,
        used: this.#isUsed(deck, interaction) || said?.has(readKey(interaction) ?? '') === true,
      })),
    }));
    const cassettes = all.map(({ name, interactions }) => ({
      name,
      used: interactions.filter(({ used }) => used).length,
      total: interactions.length,
    }));
    const every = all.flatMap(({ interactions }) => interactions);
    const answered = every.filter(({ used }) => used);
    return {
      used: answered.length,
      total: every.length,
      cassettes,
      misses: [...this.misses],
      passedOn: this.passedOn,
      rewinds: this.#rewinds,
      unused: every.filter(({ used, interaction }) => !used && !isStrayInteraction(interaction)).map(asPlayed),
      answered: answered.map(asPlayed),
      bindings: [...this.#bound, ...decks.flatMap(boundIn)],
    };
  }

  #isUsed(deck: Deck, interaction: Interaction): boolean {
    return deck.progress.isUsed(interaction) || this.#used.has(interaction);
  }

  /** Of several cassettes each has the ping and the version, and only one of them can answer. */
  #readsOf(decks: readonly Deck[]): ReadonlySet<string> {
    const used = decks.flatMap((deck) => deck.interactions.filter((interaction) => this.#isUsed(deck, interaction)));
    return new Set(used.map(readKey).filter((key) => key !== null));
  }
}

/** One line that equal answers to equal reads share; null: it is no read. */
function readKey({ request, outcome }: Interaction): string | null {
  const head = readHead(request);
  return effectOf(head) === 'read' ? `${headKey(head, { anyVersion: false })} ${answerKey(outcome)}` : null;
}

const asPlayed = ({ cassette, interaction }: Played): Played => ({ cassette, interaction });

function boundIn({ name, bindings }: Deck): Bound[] {
  return bindings?.all.map((binding) => told(binding, name)) ?? [];
}
