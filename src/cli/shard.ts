/**
 * `--shard 2/4`: which cassettes the second of four CI jobs takes. Every job works it out for itself, so it depends on
 * nothing but the cassettes: the largest goes first, each to the shard that has least so far.
 */
import { TapedeckError } from '../errors.ts';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** A list of names is no use beyond that, and a mistyped number should not pass for one. */
const MOST = 1000;

/** @throws TD_USAGE */
export function readShard(text: string): Shard {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (shard.index >= 1 && shard.index <= shard.of && shard.of <= MOST) return shard;
  throw new TapedeckError('TD_USAGE', `--shard ${text}: not understood`, {
    hint: 'Give the number of this job and of all jobs: 1/4, 2/4, 3/4, 4/4.',
  });
}

/**
 * Those of this shard, in the order of the list. Each is in exactly one shard; a shard may have none.
 * @param paths each once
 * @param weightOf how long it takes, in any unit: the number of interactions
 */
export function takeShard(paths: readonly string[], weightOf: (path: string) => number, { index, of }: Shard): string[] {
  const loads = Array.from({ length: of }, () => 0);
  const shardOf = new Map<string, number>();
  const weighed = paths.map((path) => ({ path, weight: Math.max(1, weightOf(path)) }));
  for (const { path, weight } of weighed.sort((a, b) => b.weight - a.weight || (a.path < b.path ? -1 : 1))) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + weight;
    shardOf.set(path, least + 1);
  }
  return paths.filter((path) => shardOf.get(path) === index);
}
