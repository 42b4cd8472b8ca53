/**
 * The player: answers requests from cassettes. What it says is a function of the cassettes and the order in which requests
 * arrive; an upload arrives when it is whole.
 *
 *   request ─► meaning ─► deck (which cassette) ─► group (head) ─► chain (body) ─► playback
 *                                                                      └─ nothing due ─► miss, explained
 *
 * With several cassettes a request goes to one that knows it; of several, to the one that was hit last.
 */
import type { Clock } from '../cassette/clock.ts';
import type { LiveRequest, Reply, RequestSink, Responder } from '../cassette/exchange.ts';
import type { Cassette, Interaction } from '../cassette/types.ts';
import type { GrpcEnds } from '../docker/grpc-ends.ts';
import type { Binding } from '../meaning/bindings.ts';
import type { BodyMeaning } from '../meaning/body.ts';
import type { HeadMeaning, MatchOptions } from '../meaning/request.ts';
import { VaryingPlaces, type VaryingRule } from '../meaning/varying.ts';
import { type Beginning, firstChange, firstOfAll } from './beginning.ts';
import { BuildKit } from './buildkit/buildkit.ts';
import type { Chain } from './chains.ts';
import { composeName } from './compose-names.ts';
import { Deck, effectOf } from './deck.ts';
import { type Hit, type PassOn, PlayedExchange, type Prompter } from './exchange.ts';
import { inFirstWords } from './first-words.ts';
import { KeptAnswers } from './kept-answers.ts';
import { bestWay, type Candidate, someLike, type Way } from './lookalikes.ts';
import { madeHere } from './made-here.ts';
import { brokenCassette, describeRequest, type Miss, requestMiss, unplayableMiss } from './miss.ts';
import { findNearest } from './nearest.ts';
import type { Stage } from './stage.ts';
import { plainAnswer } from './steps.ts';
import { type Bound, type Summary, Tally, told } from './tally.ts';
import { unplayableAnswer } from './unplayable.ts';

export interface PlayerOptions {
  readonly cassettes: readonly Cassette[];
  readonly clock: Clock;
  readonly speed?: Stage['speed'];
  /** Milliseconds a stream waits for what it followed in the recording. */
  readonly gateTimeout?: number;
  /** Milliseconds that a hijacked stream stays behind its head, where clients need that; BEHIND_HEAD is enough. Default: 0. */
  readonly behindHead?: number;
  /** The API version in the path does not count. */
  readonly anyVersion?: boolean;
  /** A change that is asked for again gets its last answer; else it is a miss. */
  readonly allowRepeats?: boolean;
  /** `auto`: a cassette begins again when a request says that its session does (beginning.ts). */
  readonly rewind?: 'auto' | 'never';
  /** What may vary beside what clients are known to make up; null: nothing at all. */
  readonly varying?: readonly VaryingRule[] | null;
  /** HTTP/2, for what BuildKit's connections carry; without it they are misses. */
  readonly grpc?: GrpcEnds;
  /** A live engine that is asked for what was not recorded; without it that is a miss. */
  readonly passOn?: PassOn;
  /** Called as misses happen. */
  readonly onMiss?: (miss: Miss) => void;
  /** Called when a value of a request is taken for another one of the recording. */
  readonly onBinding?: (bound: Bound) => void;
}

/** Where a request of these very bytes leads: for polls, the work of reading it is done once. */
interface Route {
  readonly deck: Deck;
  readonly chain: Chain;
}

export const GATE_TIMEOUT = 5000;
/** An engine takes about as long to start the process of an exec. */
export const BEHIND_HEAD = 20;
/** Heads remembered at a time; beyond that we start over. */
const REMEMBERED = 4096;
const REMEMBERED_HEAD = 2048;

export class Player implements Responder, Prompter {
  readonly stage: Stage;
  readonly match: MatchOptions;
  readonly buildKit: BuildKit | null;
  readonly passOn: PassOn | null;
  readonly #tally = new Tally();
  readonly #newDeck: (cassette: Cassette) => Deck;
  readonly #rewindsItself: boolean;
  readonly #allowRepeats: boolean;
  /** In the order in which they were named. */
  #all: readonly Deck[];
  /** The one that was hit last comes first. */
  #decks: readonly Deck[];
  readonly #routes = new Map<string, Route>();
  readonly #plain = new KeptAnswers();
  readonly #onBinding: (bound: Bound) => void;

  constructor(options: PlayerOptions) {
    const {
      cassettes,
      clock,
      speed = 'instant',
      gateTimeout = GATE_TIMEOUT,
      behindHead = 0,
      anyVersion = false,
      allowRepeats = false,
      rewind = 'never',
      varying = [],
      grpc,
      passOn = null,
      onMiss,
      onBinding,
    } = options;
    this.passOn = passOn;
    this.match = { anyVersion };
    this.#onBinding = onBinding ?? (() => {});
    this.#allowRepeats = allowRepeats;
    this.#rewindsItself = rewind === 'auto';
    const report = (miss: Miss) => {
      this.#tally.misses.push(miss);
      onMiss?.(miss);
    };
    this.stage = { clock, speed, gateTimeout, behindHead, onMiss: report };
    const places = varying && new VaryingPlaces(varying);
    this.#newDeck = (cassette) => new Deck(cassette, { anyVersion, allowRepeats }, places);
    this.#all = cassettes.map(inFirstWords).map(this.#newDeck);
    this.#decks = this.#all;
    this.buildKit =
      grpc === undefined
        ? null
        : new BuildKit({ ends: grpc, stage: this.stage, decks: () => this.#decks, bind: (deck, bindings) => this.#bind(deck, bindings) });
  }

  open(live: LiveRequest, reply: Reply): RequestSink {
    return new PlayedExchange(this, live, reply);
  }

  summary(): Summary {
    return this.#tally.summary(this.#all);
  }

  /**
   * Lets a cassette be played from its beginning, as if nothing had been asked; its streams that are being played are reset.
   * @param name of the cassette; all of them unless given
   * @returns the names of those that were rewound
   */
  rewind(name?: string): string[] {
    const rewound = this.#all.filter((deck) => name === undefined || deck.name === name);
    for (const deck of rewound) {
      for (const stream of [...deck.streams]) stream.cutOff();
      this.#replace(deck, this.#newDeck(deck.cassette));
    }
    return rewound.map((deck) => deck.name);
  }

  // ---- as Prompter

  chooseAgain(headBytes: string): Hit | null {
    const route = this.#routes.get(headBytes);
    const interaction = route?.chain.next() ?? null;
    return route === undefined || interaction === null ? null : { deck: route.deck, interaction };
  }

  plainAnswer({ deck, interaction }: Hit): Buffer | null {
    if (this.stage.speed !== 'instant') return null;
    const render = () => plainAnswer(interaction, deck.cassette.files, deck.wordsFor(interaction));
    return this.#plain.get(interaction, deck.bindings?.version ?? 0, render);
  }

  groups(head: HeadMeaning): Candidate[] {
    const exact = exactly(this.#decks, head);
    return exact.length > 0 ? exact : this.#like(head);
  }

  choose(head: HeadMeaning, body: BodyMeaning, headBytes: string | null): Hit | null | Promise<Hit | null> {
    return firstHit([
      () => this.#begin(head, body, firstOfAll),
      () => this.#chooseIn(this.#decks, head, body, headBytes),
      () => this.#begin(head, body, firstChange),
      // An upload that the engine had refused while it came.
      () => (body.kind === 'none' ? null : this.#chooseEarly(head, { evenAmongOthers: true })),
    ]);
  }

  #chooseIn(decks: readonly Deck[], head: HeadMeaning, body: BodyMeaning, headBytes: string | null): Hit | null | Promise<Hit | null> {
    return firstHit([
      () => this.#chooseFrom(exactly(decks, head), 0, head, body, headBytes),
      () => this.#chooseLike(decks, head, body, headBytes),
    ]);
  }

  /** Whether a session begins again with this request: a fresh start then answers it. */
  #begin(head: HeadMeaning, body: BodyMeaning, beginning: Beginning): Hit | null | Promise<Hit | null> {
    if (!this.#rewindsItself) return null;
    return firstHit(
      this.#decks.map((deck) => () => {
        const first = beginning(deck);
        if (first === null || first.operation !== (head.operation?.id ?? null)) return null;
        const fresh = this.#newDeck(deck.cassette);
        const adopt = (hit: Hit | null) => {
          // While bodies were read another request may have begun it.
          if (hit?.interaction !== first || !this.#all.includes(deck)) return null;
          this.#replace(deck, fresh);
          return hit;
        };
        const hit = this.#chooseIn([fresh], head, body, null);
        return hit instanceof Promise ? hit.then(adopt) : adopt(hit);
      }),
    );
  }

  #replace(deck: Deck, fresh: Deck): void {
    this.#tally.rewound(deck);
    const swap = (one: Deck) => (one === deck ? fresh : one);
    this.#all = this.#all.map(swap);
    this.#decks = this.#decks.map(swap);
    this.#routes.clear();
    this.#plain.clear();
  }

  passOnTo(head: HeadMeaning): Responder | null {
    if (this.passOn === null || madeHere(head, this.#all) !== null) return null;
    this.#tally.passedOn += 1;
    // What it names is the engine's, and stands for nothing recorded.
    for (const { bindings } of this.#all) bindings?.keep(head);
    return this.passOn.responder(this.#all.length === 1 ? (this.#all[0] as Deck).bindings : null);
  }

  chooseEarly(head: HeadMeaning): Hit | null {
    return this.#chooseEarly(head, { evenAmongOthers: false });
  }

  async explain(head: HeadMeaning, body: BodyMeaning | null, request: { method: string; target: string }): Promise<Miss> {
    const asked = describeRequest(request);
    const reason = this.#unplayableRecorded(head);
    if (reason !== null) return unplayableMiss(asked, reason);
    try {
      const nearest = await findNearest({ head, body }, this.#decks, this.match);
      return requestMiss({
        request: asked,
        about: composeName({ head, body }, this.#decks),
        nearest,
        notPassedOn: this.passOn === null ? null : madeHere(head, this.#all),
        cassettes: this.#all.map((deck) => deck.name),
      });
    } catch (error) {
      return brokenCassette(asked, error);
    }
  }

  #chooseEarly(head: HeadMeaning, { evenAmongOthers }: { readonly evenAmongOthers: boolean }): Hit | null {
    const once = effectOf(head) === 'change';
    const groups = this.groups(head);
    const take = ({ deck, bindings }: Candidate, interaction: Interaction): Hit => {
      this.#bind(deck, bindings);
      return this.#take(deck, interaction, once);
    };
    const isFreeIn = (deck: Deck) => (one: Interaction) => !once || !deck.progress.isUsed(one);
    const among = groups.filter(({ deck, group }) => evenAmongOthers || !group.needsBody(isFreeIn(deck)));
    for (const candidate of among) {
      const interaction = candidate.group.early(isFreeIn(candidate.deck));
      if (interaction !== null) return take(candidate, interaction);
    }
    if (!once || !this.#allowRepeats) return null;
    for (const candidate of among) {
      const interaction = candidate.group.early(() => true);
      if (interaction !== null) return take(candidate, interaction);
    }
    return null;
  }

  #like(head: HeadMeaning): Candidate[] {
    return this.#decks.flatMap((deck) => someLike(deck, head, this.match));
  }

  #unplayableRecorded(head: HeadMeaning): string | null {
    for (const { group } of this.groups(head)) {
      for (const interaction of group.members) {
        const reason = unplayableAnswer(interaction);
        if (reason !== null) return reason;
      }
    }
    return null;
  }

  #chooseFrom(
    groups: readonly Candidate[],
    from: number,
    head: HeadMeaning,
    body: BodyMeaning,
    headBytes: string | null,
    again: Hit | null = null,
  ): Hit | null | Promise<Hit | null> {
    const isChange = effectOf(head) === 'change';
    let repeated = again;
    for (let index = from; index < groups.length; index += 1) {
      const { deck, group } = groups[index] as Candidate;
      const chain = group.chain(body, head.credentials);
      if (chain instanceof Promise) {
        // By then the chain is there at once.
        return chain.then(() => this.#chooseFrom(groups, index, head, body, headBytes, repeated));
      }
      const interaction = chain?.next() ?? null;
      if (chain === undefined || interaction === null || unplayableAnswer(interaction) !== null) continue;
      if (isChange && deck.progress.isUsed(interaction)) {
        // Another cassette may have one that was not given yet.
        repeated ??= { deck, interaction };
        continue;
      }
      if (groups.length === 1 && headBytes !== null) this.#remember(headBytes, head, { deck, chain });
      return this.#takeExact({ deck, interaction }, head, body, isChange);
    }
    return repeated && this.#takeExact(repeated, head, body, isChange);
  }

  #takeExact({ deck, interaction }: Hit, head: HeadMeaning, body: BodyMeaning, isChange: boolean): Hit {
    deck.bindings?.keep(head);
    deck.bindings?.hear(body, body);
    return this.#take(deck, interaction, isChange);
  }

  #chooseLike(decks: readonly Deck[], head: HeadMeaning, body: BodyMeaning, headBytes: string | null): Hit | null | Promise<Hit | null> {
    const way = bestWay(decks, head, body, this.match);
    return way instanceof Promise ? way.then((found) => this.#go(found, head, body, headBytes)) : this.#go(way, head, body, headBytes);
  }

  #go(way: Way | null, head: HeadMeaning, body: BodyMeaning, headBytes: string | null): Hit | null {
    const interaction = way?.chain.next() ?? null;
    if (way === null || interaction === null || unplayableAnswer(interaction) !== null) return null;
    this.#bind(way.deck, way.bindings);
    way.deck.bindings?.hear(body, way.body);
    if (headBytes !== null) this.#remember(headBytes, head, way);
    return this.#take(way.deck, interaction, effectOf(head) === 'change');
  }

  #bind(deck: Deck, bindings: readonly Binding[]): void {
    if (bindings.length === 0) return;
    deck.bindings?.bind(bindings);
    for (const binding of bindings) this.#onBinding(told(binding, deck.name));
  }

  #take(deck: Deck, interaction: Interaction, isChange: boolean): Hit {
    if (this.#decks[0] !== deck && this.#decks.includes(deck)) this.#decks = [deck, ...this.#decks.filter((other) => other !== deck)];
    deck.progress.use(interaction);
    if (isChange) deck.progress.hear(interaction, this.stage.clock.now());
    return { deck, interaction };
  }

  #remember(headBytes: string, head: HeadMeaning, route: Route): void {
    if (effectOf(head) !== 'read' || headBytes.length > REMEMBERED_HEAD || this.#all.length > 1 || this.#rewindsItself) return;
    if (this.#routes.size >= REMEMBERED) this.#routes.clear();
    this.#routes.set(headBytes, route);
  }
}

function exactly(decks: readonly Deck[], head: HeadMeaning): Candidate[] {
  return decks.flatMap((deck) => {
    const group = deck.find(head);
    return group === undefined ? [] : [{ deck, group, bindings: [] }];
  });
}

/** What the first of these ways finds; each is only gone when those before it led nowhere. */
function firstHit(ways: readonly (() => Hit | null | Promise<Hit | null>)[]): Hit | null | Promise<Hit | null> {
  for (const [index, way] of ways.entries()) {
    const hit = way();
    if (hit instanceof Promise) return hit.then((found) => found ?? firstHit(ways.slice(index + 1)));
    if (hit !== null) return hit;
  }
  return null;
}
