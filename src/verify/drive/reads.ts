/**
 * Reads that differ are asked again: the recorded client had waited before it asked (for a process to start, a health check
 * to pass), and the run does not wait. For up to three times the recorded pause, and no less than a second.
 */
import type { Clock } from '../../cassette/clock.ts';
import { writeJson } from '../../cassette/json.ts';
import type { BodyFiles, Interaction } from '../../cassette/types.ts';
import { findOperation } from '../../docker/operations.ts';
import type { Difference } from '../types.ts';
import { wasLeft } from './acts.ts';
import type { Comparer } from './comparer.ts';
import type { LiveTold } from './door.ts';
import { ReadChains } from './read-chains.ts';

/** Milliseconds. */
const LEAST = 1000;
const PAUSES = 3;
const FIRST_INTERVAL = 50;
const LONGEST_INTERVAL = 500;

export class Reads {
  readonly #files: BodyFiles;
  readonly #comparer: Comparer;
  readonly #clock: Clock;
  readonly #chains: ReadChains;
  /** Milliseconds between a read and what was recorded before it. */
  readonly #pauses: ReadonlyMap<Interaction, number>;
  /** Differences that asking again did not change; elsewhere it will not either. */
  readonly #lasting = new Set<string>();

  constructor(interactions: readonly Interaction[], files: BodyFiles, comparer: Comparer, clock: Clock) {
    this.#files = files;
    this.#comparer = comparer;
    this.#clock = clock;
    this.#chains = new ReadChains(interactions);
    this.#pauses = pausesBefore(interactions);
  }

  /**
   * What differs in the answer that counts, which is the nearest of all that were given.
   * @param ask the same again; null where there is nobody to ask any more
   */
  async settle(interaction: Interaction, first: LiveTold, ask: () => Promise<LiveTold | null>): Promise<readonly Difference[]> {
    const end = this.#clock.now() + LEAST;
    const lastEnd = this.#clock.now() + Math.max(LEAST, PAUSES * (this.#pauses.get(interaction) ?? 0));
    let nearest = first;
    let least: readonly Difference[] | null = null;
    let interval = FIRST_INTERVAL;
    for (let live: LiveTold | null = first; live !== null; live = await ask()) {
      const differences = await this.#attempt(interaction, live);
      if (least === null || weight(differences) <= weight(least)) {
        if (nearest !== live) nearest.drop();
        [nearest, least] = [live, differences];
      } else live.drop();
      if (least.length === 0) {
        nearest.drop();
        return [];
      }
      const pending = differences.filter((difference) => !this.#lasting.has(signature(interaction, difference)));
      const now = this.#clock.now();
      if (pending.length === 0 || now >= lastEnd || (now >= end && !pending.some(mayMove))) break;
      await this.#pause(interval);
      interval = Math.min(interval * 2, LONGEST_INTERVAL);
    }
    const differences = await this.#comparer.count({ interaction, files: this.#files }, nearest);
    nearest.drop();
    for (const difference of differences) this.#lasting.add(signature(interaction, difference));
    return differences;
  }

  /** Held against each recorded answer that it may be; gives what differs from the own one where it is none of them. */
  async #attempt(interaction: Interaction, live: LiveTold): Promise<readonly Difference[]> {
    let own: readonly Difference[] | null = null;
    for (const candidate of this.#chains.candidates(interaction)) {
      const differences = await this.#comparer.attempt({ interaction: candidate, files: this.#files }, live);
      if (differences.length === 0) {
        this.#chains.reached(candidate);
        return differences;
      }
      own ??= differences;
    }
    return own ?? [];
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(milliseconds, resolve);
    });
  }
}

/** Whether the answer to it may be another one a moment later, and nobody minds its being asked again. */
export function isRepeatable(interaction: Interaction): boolean {
  const { method, target } = interaction.request;
  return findOperation(method, target)?.operation.effect === 'read' && interaction.outcome.kind !== 'hijacked' && !wasLeft(interaction);
}

function pausesBefore(interactions: readonly Interaction[]): Map<Interaction, number> {
  const moments = interactions.flatMap(({ order, times }) => [
    { seq: order.request, at: times.request },
    { seq: order.response ?? order.end, at: times.response ?? times.end },
    { seq: order.end, at: times.end },
  ]);
  moments.sort((a, b) => a.seq - b.seq);
  const pauses = new Map<number, number>();
  let last = 0;
  for (const { seq, at } of moments) {
    pauses.set(seq, Math.max(0, at - last));
    last = Math.max(last, at);
  }
  return new Map(interactions.map((interaction) => [interaction, pauses.get(interaction.order.request) ?? 0]));
}

/** What a field is called does not change by waiting; what it holds, and what a list has, may. */
function mayMove({ kind, pointer }: Difference): boolean {
  switch (kind) {
    case 'value':
    case 'status':
    case 'order':
    case 'content':
    case 'exit-code':
    case 'text':
    case 'failed':
      return true;
    case 'gone':
    case 'new':
      return /\/\d+$/.test(pointer);
    case 'type':
    case 'header':
    case 'media-type':
    case 'version-refused':
    case 'request':
      return false;
    default:
      return kind satisfies never;
  }
}

function signature({ operation }: Interaction, { kind, pointer, recorded, live }: Difference): string {
  const place = pointer.replaceAll(/\/(?:\d+|[0-9a-f]{12,64})(?=\/|$)/g, '/*');
  return JSON.stringify([operation, kind, place, writeJson(recorded, 'js'), writeJson(live, 'js')]);
}

const weight = (differences: readonly Difference[]): number =>
  differences.reduce((sum, { grade }) => sum + (grade === 'breaking' ? 100 : grade === 'changed' ? 10 : 1), 0);
