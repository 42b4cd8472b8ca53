/** `tapedeck verify --merge PART…`: reports of several jobs as one, accepted and judged anew. */
import { resolve } from 'node:path';
import { mergeDrift } from '../report/merge-drift.ts';
import { readDriftReport } from '../store/drift-report-file.ts';
import { type DriftReportValues, prepareMergedReport } from './drift-report.ts';
import type { World } from './world.ts';

/**
 * @param files reports that were written with `--format json`
 * @returns the exit code, as a run over all of it would have given
 * @throws TD_USAGE where one is no such report, or two have the same part
 */
export async function mergeDriftReports(files: readonly string[], values: DriftReportValues, world: World): Promise<number> {
  const report = prepareMergedReport(values, world);
  return report(mergeDrift(files.map((name) => ({ name, report: readDriftReport(resolve(world.cwd, name), name) }))));
}
