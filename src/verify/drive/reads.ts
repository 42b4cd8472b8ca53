/**
 * Reads that differ are asked again: the recorded engine had had some time since it was last told to change something (for a
 * process to start, a health check to pass), and the run does not wait. Until it has had three times as long, and for no
 * less than some seconds: a busy engine is no drift.
 */
import type { Clock } from '../../cassette/clock.ts';
import { writeJson } from '../../cassette/json.ts';
import type { BodyFiles, Interaction } from '../../cassette/types.ts';
import { findOperation } from '../../docker/operations.ts';
import type { Difference } from '../types.ts';
import { wasLeft } from './acts.ts';
import type { Comparer } from './comparer.ts';
import type { LiveTold } from './door.ts';
import { mayBeAskedAgain, ReadChains } from './read-chains.ts';

/** Milliseconds, where what differs is not of a sort that moves. */
const LEAST = 1000;
/** The same where it may be only late. */
const LEAST_WHERE_MOVING = 3000;
/** How long the engine had been left alone before the first change is not recorded: a setup may have ended just then. */
const LEAST_AT_FIRST = 5000;
const PAUSES = 3;
const FIRST_INTERVAL = 50;
const LONGEST_INTERVAL = 500;

export class Reads {
  readonly #files: BodyFiles;
  readonly #comparer: Comparer;
  readonly #clock: Clock;
  readonly #chains: ReadChains;
  /** Milliseconds between the last change and a read, as recorded; null where there was none before. */
  readonly #pauses: ReadonlyMap<Interaction, number | null>;
  /** When the live engine was last told to change something. */
  #changed: number;
  /** Differences that asking again did not change; elsewhere it will not either. */
  readonly #lasting = new Set<string>();

  constructor(interactions: readonly Interaction[], files: BodyFiles, comparer: Comparer, clock: Clock) {
    this.#files = files;
    this.#comparer = comparer;
    this.#clock = clock;
    this.#chains = new ReadChains(interactions);
    this.#pauses = pausesBefore(interactions);
    this.#changed = clock.now();
  }

  /** The live engine has done what was asked. */
  heard(interaction: Interaction): void {
    if (isChange(interaction)) this.#changed = this.#clock.now();
  }

  /**
   * What differs in the answer that counts, which is the nearest of all that were given.
   * @param ask the same again; null where there is nobody to ask any more
   */
  async settle(interaction: Interaction, first: LiveTold, ask: () => Promise<LiveTold | null>): Promise<readonly Difference[]> {
    const pause = this.#pauses.get(interaction) ?? null;
    const start = this.#clock.now();
    const end = start + LEAST;
    const lastEnd = pause === null ? start + LEAST_AT_FIRST : Math.max(start + LEAST_WHERE_MOVING, this.#changed + PAUSES * pause);
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

export function isRepeatable(interaction: Interaction): boolean {
  const { method, target } = interaction.request;
  const operation = findOperation(method, target)?.operation;
  return operation !== undefined && mayBeAskedAgain(operation) && interaction.outcome.kind !== 'hijacked' && !wasLeft(interaction);
}

export function isChange({ request }: Interaction): boolean {
  return findOperation(request.method, request.target)?.operation.effect === 'change';
}

function pausesBefore(interactions: readonly Interaction[]): Map<Interaction, number | null> {
  const changes = interactions.filter(isChange).sort((a, b) => a.order.end - b.order.end);
  return new Map(
    interactions.map((interaction) => {
      const last = changes.findLast(({ order }) => order.end < interaction.order.request);
      return [interaction, last === undefined ? null : Math.max(0, interaction.times.request - last.times.end)];
    }),
  );
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
