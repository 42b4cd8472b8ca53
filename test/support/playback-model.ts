/**
 * The rules of playback once more, written from their description and not from the code: slow, for the sessions of
 * random-sessions.ts only, and short enough to be read and believed.
 */
import type { Interaction } from '../../src/cassette/types.ts';
import { answerHead } from '../../src/cassette/wire.ts';
import { pieceWire, streamEnd, streamEvents } from '../../src/cassette/wire-stream.ts';
import { someFiles } from './interactions.ts';
import type { Act, Kind } from './random-sessions.ts';

/** What comes back, when all time has passed. */
export interface Expected {
  readonly fate: 'finished' | 'closed' | 'reset' | 'open';
  /** Null: a miss, in words that are not our business. */
  readonly text: string | null;
}

const LIFECYCLE: readonly Kind[] = ['start', 'stop'];
const CHANGES: readonly Kind[] = [...LIFECYCLE, 'rename', 'exec', 'exec start'];
/** Asked any number of times: the last one again. */
const REPEATABLE_STREAMS: readonly Kind[] = ['wait'];

export class PlaybackModel {
  readonly #session: readonly Act[];
  readonly #recording: readonly Interaction[];
  readonly #heard = new Set<number>();
  readonly #given = new Set<number>();
  /** Of reads, by request: which answers there are, which is shown, and how many of it were. */
  readonly #reads = new Map<string, { readonly links: readonly number[][]; at: number; shown: number; heard: number }>();

  readonly #allowRepeats: boolean;

  constructor(session: readonly Act[], recording: readonly Interaction[], { allowRepeats = false } = {}) {
    this.#allowRepeats = allowRepeats;
    this.#session = session;
    this.#recording = recording;
  }

  /** The number of the recorded answer; null: a miss. */
  ask(act: Act): number | null {
    const equal = this.#session.flatMap((other, index) => (keyOf(other) === keyOf(act) ? [index] : []));
    const isChange = CHANGES.includes(act.kind);
    if (!isChange && !REPEATABLE_STREAMS.includes(act.kind)) return this.#read(act, equal);
    const due = equal.find((index) => !this.#given.has(index)) ?? (isChange && !this.#allowRepeats ? undefined : equal.at(-1));
    if (due === undefined) return null;
    this.#given.add(due);
    if (isChange) this.#heard.add(due);
    return due;
  }

  /** @param fresh a change must not have been given before */
  hasAnswer(act: Act, { fresh }: { readonly fresh: boolean }): boolean {
    const equal = this.#session.flatMap((other, index) => (keyOf(other) === keyOf(act) ? [index] : []));
    const isOnce = CHANGES.includes(act.kind) && (fresh || !this.#allowRepeats);
    return isOnce ? equal.some((index) => !this.#given.has(index)) : equal.length > 0;
  }

  /** What a stream has said by now, given what its client sent; and whether that is all. */
  said(index: number, stdin: string): { readonly text: string; readonly whole: boolean } {
    const interaction = this.#recording[index] as Interaction;
    const { outcome, request } = interaction;
    if (!('chunks' in outcome) || outcome.kind === 'opaque') throw new TypeError('no stream');
    let text = answerHead(outcome, request.method).toString('latin1');
    let wanted = 0;
    for (const event of streamEvents(interaction)) {
      if (event.kind !== 'piece') continue;
      if (event.from === 'client') {
        wanted += 'data' in event.body ? String(event.body.data).length : 0;
        continue;
      }
      if (!this.#mayPass(index, event.seq) || stdin.length < wanted) return { text, whole: false };
      text += pieceWire(outcome, event, someFiles()).toString('latin1');
    }
    if (!this.#mayPass(index, interaction.order.end)) return { text, whole: false };
    return { text: text + streamEnd(outcome).toString('latin1'), whole: true };
  }

  /** The last lifecycle change of its container before that moment has been heard. */
  #mayPass(index: number, seq: number): boolean {
    const container = this.#containerOf(this.#session[index] as Act);
    const gate = this.#session.findLastIndex(
      (act, at) => LIFECYCLE.includes(act.kind) && act.container === container && this.#seqOf(at) < seq,
    );
    return gate === -1 || this.#heard.has(gate);
  }

  #read(act: Act, equal: readonly number[]): number | null {
    if (equal.length === 0) return null;
    const state = this.#reads.get(keyOf(act)) ?? { links: this.#linksOf(equal), at: 0, shown: 0, heard: 0 };
    this.#reads.set(keyOf(act), state);
    const causes = state.links.map((link, index) => this.#causeOf(act, state.links[index - 1]?.at(-1), link[0] as number));
    const furthest = causes.findLastIndex((cause) => cause !== null && this.#heard.has(cause));
    if (furthest > state.at) Object.assign(state, { at: furthest, shown: 0 });
    else if (
      state.shown > 0 &&
      state.shown >= (state.links[state.at] as number[]).length &&
      state.at + 1 < causes.length &&
      causes[state.at + 1] === null
    )
      Object.assign(state, { at: state.at + 1, shown: 0 });
    const link = state.links[state.at] as number[];
    state.shown = Math.min(state.shown + 1, link.length);
    return link[state.shown - 1] as number;
  }

  /** Null: the recording does not say where an exec runs that it did not see made. */
  #containerOf({ kind, container }: Act): number | null {
    return kind === 'exec start' && !this.#session.some((other) => other.kind === 'exec') ? null : container;
  }

  /** Equal answers in a row are one. */
  #linksOf(equal: readonly number[]): number[][] {
    const links: number[][] = [];
    for (const index of equal) {
      const before = links.at(-1);
      if (before !== undefined && this.#contentOf(before[0] as number) === this.#contentOf(index)) before.push(index);
      else links.push([index]);
    }
    return links;
  }

  /** The last change between two answers that has to do with what is asked; null: the engine moved by itself. */
  #causeOf(act: Act, before: number | undefined, after: number): number | null {
    if (before === undefined) return null;
    const changed = this.#session.findLastIndex(
      (other, at) => at > before && at < after && CHANGES.includes(other.kind) && this.#concerns(act, other, before, after),
    );
    return changed === -1 ? null : changed;
  }

  #concerns(act: Act, change: Act, before: number, after: number): boolean {
    if (act.kind === 'info') return true;
    if (act.kind !== 'list') return this.#containerOf(change) === act.container;
    if (this.#containerOf(change) === null) return false;
    const shown = (index: number) => (JSON.parse(this.#contentOf(index)) as unknown[])[change.container];
    return JSON.stringify(shown(before)) !== JSON.stringify(shown(after));
  }

  /** Without its date. */
  #contentOf(index: number): string {
    const { outcome } = this.#recording[index] as Interaction;
    if (outcome.kind === 'whole') return 'data' in outcome.body ? JSON.stringify(outcome.body.data) : '';
    return 'chunks' in outcome ? JSON.stringify(outcome.chunks.map((chunk) => ('body' in chunk ? chunk.body : null))) : '';
  }

  #seqOf(index: number): number {
    return (this.#recording[index] as Interaction).order.request;
  }
}

/** Several cassettes: the first that has an unused answer, from the one that was hit last; else the first that may repeat one. */
export class CassettesModel {
  /** The one that was hit last comes first. */
  #order: readonly number[];
  readonly #models: readonly PlaybackModel[];

  constructor(models: readonly PlaybackModel[]) {
    this.#models = models;
    this.#order = models.map((_, index) => index);
  }

  ask(act: Act): { readonly cassette: number; readonly answer: number } | null {
    const having = (fresh: boolean) => this.#order.find((index) => this.#models[index]?.hasAnswer(act, { fresh }) === true);
    const cassette = having(true) ?? having(false);
    if (cassette === undefined) return null;
    this.#order = [cassette, ...this.#order.filter((other) => other !== cassette)];
    return { cassette, answer: this.#models[cassette]?.ask(act) as number };
  }
}

function keyOf({ kind, container }: Act): string {
  return kind === 'list' || kind === 'info' ? kind : `${kind} ${container}`;
}
