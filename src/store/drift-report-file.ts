/** A report that `--format json` wrote: schemas/drift-v1.json. */
import type { CheckedEngine, DriftReport } from '../docker/drift.ts';
import { readJsonFile } from './json-file.ts';

/** What reports did not always say. */
interface Written extends Omit<DriftReport, 'engines' | 'missing'> {
  readonly engines: readonly (Omit<CheckedEngine, 'shard'> & Partial<Pick<CheckedEngine, 'shard'>>)[];
  readonly missing?: readonly string[];
}

/**
 * @param path absolute
 * @param name what the user called it
 * @throws TD_USAGE with file and JSON pointer where it is no such report
 */
export function readDriftReport(path: string, name: string): DriftReport {
  const json = readJsonFile(path, name, {
    schema: 'drift-v1.json',
    definition: 'report',
    means: 'a report of drift',
    hint: 'Give reports of tapedeck verify that were written with --format json --output FILE.',
  });
  const { command, engines, cassettes, drift, unchecked, notes, missing, accepted, idleAcceptances } = json as unknown as Written;
  return {
    command,
    engines: engines.map((engine) => ({ ...engine, shard: engine.shard ?? null })),
    cassettes,
    drift,
    unchecked,
    notes,
    missing: missing ?? [],
    accepted,
    idleAcceptances,
  };
}
