/** Recorded requests whose heads mean the same, told apart by their bodies. */
import type { BodyFiles, Interaction } from '../cassette/types.ts';
import { type BodyMeaning, bodyKey, readBody } from '../meaning/body.ts';
import { type HeadMeaning, readHead } from '../meaning/request.ts';
import type { Chain } from './chains.ts';

/** Requests of one group that also have one body. */
export interface Variant {
  readonly body: BodyMeaning;
  /** Null: whether they came does not count. */
  readonly credentials: boolean | null;
  readonly chain: Chain;
}

export class RequestGroup {
  readonly head: HeadMeaning;
  readonly #files: BodyFiles;
  readonly #makeChain: (members: readonly Interaction[]) => Chain;
  readonly #members: Interaction[];
  /** By body (and credentials, where both ways were recorded). */
  #chains: ReadonlyMap<string, Chain> | Promise<ReadonlyMap<string, Chain>> | null = null;
  #variants: readonly Variant[] = [];

  constructor(head: HeadMeaning, first: Interaction, files: BodyFiles, makeChain: (members: readonly Interaction[]) => Chain) {
    this.head = head;
    this.#members = [first];
    this.#files = files;
    this.#makeChain = makeChain;
  }

  /** Only before the first question. */
  add(interaction: Interaction): void {
    this.#members.push(interaction);
  }

  get members(): readonly Interaction[] {
    return this.#members;
  }

  /** The answers to requests with this body. A promise where recorded bodies must be read first. Rejects with what the files throw. */
  chain(body: BodyMeaning, credentials: boolean): Chain | undefined | Promise<Chain | undefined> {
    this.#chains ??= this.#readChains();
    const key = chainKey(bodyKey(body), credentials);
    return this.#chains instanceof Promise ? this.#chains.then((chains) => chains.get(key)) : this.#chains.get(key);
  }

  /** All bodies that were recorded with this head. A promise as `chain` gives one. */
  variants(): readonly Variant[] | Promise<readonly Variant[]> {
    this.#chains ??= this.#readChains();
    return this.#chains instanceof Promise ? this.#chains.then(() => this.#variants) : this.#variants;
  }

  /** All its answers were given, and none may be repeated. */
  get isSpent(): boolean {
    return this.#variants.length > 0 && this.#variants.every(({ chain }) => chain.isSpent);
  }

  /** Starts reading the recorded bodies, while the live one is still on its way. */
  prepare(): void {
    this.#chains ??= this.#readChains();
    // Whoever asks for a chain hears of a failure.
    if (this.#chains instanceof Promise) this.#chains.catch(() => {});
  }

  /**
   * The first of these that the engine refused (or broke off) before the upload had ended: there the head decides.
   * An early success does not count: the client sent all of it, and all of it says what was asked.
   */
  early(isFree: (interaction: Interaction) => boolean): Interaction | null {
    return this.#members.find((interaction) => cameEarly(interaction) && isFree(interaction)) ?? null;
  }

  /** Whether one that is free was answered by what its body said: then a live body is worth waiting for. */
  needsBody(isFree: (interaction: Interaction) => boolean): boolean {
    return this.#members.some((interaction) => !cameEarly(interaction) && isFree(interaction));
  }

  #readChains(): ReadonlyMap<string, Chain> | Promise<ReadonlyMap<string, Chain>> {
    const bodies = this.#members.map(({ request }) => readBody(request.body, this.#files));
    const known = bodies.filter((body): body is BodyMeaning => !(body instanceof Promise));
    if (known.length === bodies.length) return this.#build(known);
    return Promise.all(bodies).then((read) => {
      // Once read there is nothing to wait for any more.
      this.#chains = this.#build(read);
      return this.#chains;
    });
  }

  #build(bodies: readonly BodyMeaning[]): ReadonlyMap<string, Chain> {
    const byBody = new Map<string, { readonly body: BodyMeaning; readonly members: Interaction[] }>();
    for (const [index, interaction] of this.#members.entries()) {
      const body = bodies[index] as BodyMeaning;
      const key = bodyKey(body);
      const same = byBody.get(key);
      if (same === undefined) byBody.set(key, { body, members: [interaction] });
      else same.members.push(interaction);
    }
    const chains = new Map<string, Chain>();
    const variants: Variant[] = [];
    for (const [key, { body, members }] of byBody) {
      const withCredentials = members.filter(({ request }) => readHead(request).credentials);
      const without = members.filter((interaction) => !withCredentials.includes(interaction));
      const both = withCredentials.length > 0 && without.length > 0;
      const shared = both ? null : this.#makeChain(members);
      const [yes, no] = [shared ?? this.#makeChain(withCredentials), shared ?? this.#makeChain(without)];
      chains.set(chainKey(key, true), yes);
      chains.set(chainKey(key, false), no);
      if (shared !== null) variants.push({ body, credentials: null, chain: shared });
      else variants.push({ body, credentials: true, chain: yes }, { body, credentials: false, chain: no });
    }
    this.#variants = variants;
    return chains;
  }
}

function cameEarly({ order, request, outcome }: Interaction): boolean {
  if (order.response === null || (order.requestEnd !== null && order.requestEnd < order.response)) return false;
  return request.end === 'cut-off' || ('head' in outcome && outcome.head.status >= 400);
}

function chainKey(body: string, credentials: boolean): string {
  return credentials ? `${body} with credentials` : body;
}
