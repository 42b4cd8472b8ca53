/** A report that `--format json` wrote: schemas/drift-v1.json. */
import type { DriftReport } from '../docker/drift.ts';
import { readJsonFile } from './json-file.ts';

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
  const { command, engines, cassettes, drift, unchecked, notes, accepted, idleAcceptances } = json as unknown as DriftReport;
  return { command, engines, cassettes, drift, unchecked, notes, accepted, idleAcceptances };
}
