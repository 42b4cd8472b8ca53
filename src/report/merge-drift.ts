/**
 * Reports of several jobs as one: `--shard` splits cassettes over them, a matrix splits engines. Merging the shards of a run
 * gives what one run over all of them had given.
 */
import type { CheckedEngine, Drift, DriftReport, DriftShard, FoundDrift, IdleAcceptance } from '../docker/drift.ts';
import { TapedeckError } from '../errors.ts';
import { orderDrift } from './order-drift.ts';

export interface DriftPart {
  /** What the user calls it: its file. */
  readonly name: string;
  readonly report: DriftReport;
}

/** @throws TD_USAGE where two parts have the same cassette at the same engine, are the same part, of two splits, or of two commands */
export function mergeDrift(parts: readonly DriftPart[]): DriftReport {
  refuseMixture(parts);
  const reports = withPathsForTwins(withVersionsForTwins(parts.map(({ report }) => report)));
  refuseOtherSplits(parts, reports);
  refuseRepetition(parts, reports);
  const engines = mergeEngines(reports.flatMap(({ engines }) => engines));
  return orderDrift({
    command: reports[0]?.command ?? 'verify',
    engines,
    cassettes: reports.flatMap(({ cassettes }) => cassettes),
    drift: reports.flatMap(({ drift }) => drift),
    unchecked: reports.flatMap(({ unchecked }) => unchecked),
    notes: distinct(reports.flatMap(({ notes }) => notes)),
    missing: engines.flatMap(missingParts),
    accepted: reports.flatMap(({ accepted }) => accepted),
    idleAcceptances: mergeIdle(reports.map(({ idleAcceptances }) => idleAcceptances)),
  });
}

/** As it was before anything of it was accepted. */
export function reopenDrift({ accepted, idleAcceptances: _, drift, ...rest }: DriftReport): FoundDrift {
  return { ...rest, drift: [...drift, ...accepted.map((one) => one.drift)] };
}

function refuseMixture(parts: readonly DriftPart[]): void {
  const [first] = parts;
  const other = parts.find(({ report }) => report.command !== first?.report.command);
  if (first === undefined || other === undefined) return;
  throw new TapedeckError(
    'TD_USAGE',
    `${first.name} is a report of ${first.report.command} and ${other.name} of ${other.report.command}: they cannot be merged`,
  );
}

/** Every job must have split the cassettes alike, and each part is there once: else some are missing, or count twice. */
function refuseOtherSplits(parts: readonly DriftPart[], reports: readonly DriftReport[]): void {
  const splits = new Map<string, { readonly of: number; readonly name: string; readonly seen: Map<number, string> }>();
  for (const [at, { engines }] of reports.entries()) {
    const name = parts[at]?.name ?? '';
    for (const { engine, shard } of engines) {
      if (shard === null) continue;
      const split = splits.get(engine) ?? { of: shard.of, name, seen: new Map<number, string>() };
      splits.set(engine, split);
      if (split.of !== shard.of) {
        throw new TapedeckError('TD_USAGE', `${split.name} is of ${split.of} parts and ${name} of ${shard.of}, at ${engine}`, {
          hint: 'Give the parts of one run only: all jobs need the same number behind the / of --shard.',
        });
      }
      for (const part of shard.parts) {
        const before = split.seen.get(part);
        split.seen.set(part, name);
        if (before === undefined) continue;
        throw new TapedeckError('TD_USAGE', `part ${part} of ${shard.of} at ${engine} is in ${before} and in ${name}`, {
          hint: 'Give each part once, and those of one run only.',
        });
      }
    }
  }
}

function refuseRepetition(parts: readonly DriftPart[], reports: readonly DriftReport[]): void {
  const seen = new Map<string, string>();
  for (const [at, { cassettes }] of reports.entries()) {
    const name = parts[at]?.name ?? '';
    for (const { engine, path } of cassettes) {
      const key = JSON.stringify([engine, path]);
      const before = seen.get(key);
      seen.set(key, name);
      if (before === undefined) continue;
      throw new TapedeckError('TD_USAGE', `${path} at ${engine} is in ${before} and in ${name}`, {
        hint: 'Give each part once, and those of one run only.',
      });
    }
  }
}

/** Each job of a matrix has its engine at `unix:///var/run/docker.sock`: where these are different ones, their versions tell them apart. */
function withVersionsForTwins(reports: readonly DriftReport[]): DriftReport[] {
  const versions = new Map<string, Set<string>>();
  for (const { engine, info } of reports.flatMap(({ engines }) => engines)) {
    if (info !== null) versions.set(engine, (versions.get(engine) ?? new Set()).add(`${info.name} ${info.version}`));
  }
  return reports.map((report) => {
    const names = new Map(
      report.engines
        .filter(({ engine, info }) => info !== null && (versions.get(engine)?.size ?? 0) > 1)
        .map(({ engine, info }) => [engine, `${engine} (${info?.name} ${info?.version})`]),
    );
    return names.size === 0 ? report : renamed(report, (one) => ({ ...one, engine: names.get(one.engine) ?? one.engine }));
  });
}

/** Two cassettes of one name in two parts, which could not know of each other. */
function withPathsForTwins(reports: readonly DriftReport[]): DriftReport[] {
  const paths = new Map<string, Set<string>>();
  for (const { cassette, path } of reports.flatMap(({ cassettes }) => cassettes)) {
    paths.set(cassette, (paths.get(cassette) ?? new Set()).add(path));
  }
  return reports.map((report) => {
    const names = new Map(
      report.cassettes.filter(({ cassette }) => (paths.get(cassette)?.size ?? 0) > 1).map(({ cassette, path }) => [cassette, path]),
    );
    return names.size === 0 ? report : renamed(report, (one) => ({ ...one, cassette: names.get(one.cassette) ?? one.cassette }));
  });
}

function renamed(report: DriftReport, rename: <One extends { engine: string; cassette: string }>(one: One) => One): DriftReport {
  return {
    ...report,
    engines: report.engines.map((engine) => {
      const { cassette: _, ...rest } = rename({ ...engine, cassette: '' });
      return rest;
    }),
    cassettes: report.cassettes.map(rename),
    drift: report.drift.map(rename<Drift>),
    unchecked: report.unchecked.map(rename),
    accepted: report.accepted.map((one) => ({ ...one, drift: rename(one.drift) })),
  };
}

function mergeEngines(all: readonly CheckedEngine[]): CheckedEngine[] {
  return distinct(all.map(({ engine }) => engine)).map((engine) => {
    const same = all.filter((one) => one.engine === engine);
    return {
      engine,
      info: same.find(({ info }) => info !== null)?.info ?? null,
      lacks: distinct(same.flatMap(({ lacks }) => lacks)),
      left: distinct(same.flatMap(({ left }) => left)),
      shard: mergeShards(same.flatMap(({ shard }) => (shard === null ? [] : [shard]))),
    };
  });
}

/** Null where it is all of them. */
function mergeShards(shards: readonly DriftShard[]): DriftShard | null {
  const [first] = shards;
  if (first === undefined) return null;
  const parts = shards.flatMap((shard) => shard.parts).sort((a, b) => a - b);
  return parts.length === first.of ? null : { parts, of: first.of };
}

function missingParts({ engine, shard }: CheckedEngine): string[] {
  if (shard === null) return [];
  const absent = Array.from({ length: shard.of }, (_, at) => at + 1).filter((part) => !shard.parts.includes(part));
  return [`${absent.length === 1 ? 'part' : 'parts'} ${absent.join(', ')} of ${shard.of} at ${engine}`];
}

/** What is idle in one shard may be of use in another: idle in all of them. */
function mergeIdle(lists: readonly (readonly IdleAcceptance[])[]): IdleAcceptance[] {
  const [first = [], ...others] = lists;
  return first.flatMap((one) => {
    const same = others.map((list) => list.find(({ acceptance }) => JSON.stringify(acceptance) === JSON.stringify(one.acceptance)));
    if (same.includes(undefined)) return [];
    const all = [one, ...(same as IdleAcceptance[])];
    return [{ ...one, drifts: all.reduce((sum, { drifts }) => sum + drifts, 0) }];
  });
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
