/** `--format`, `--accept` and `--fail-on` of commands that find drift: from what was found to the written report and the exit code. */
import { resolve } from 'node:path';
import type { DriftGrade, DriftReport, FoundDrift } from '../docker/drift.ts';
import { acceptDrift } from '../report/accept-drift.ts';
import { countsFrom } from '../report/drift-summary.ts';
import { readAcceptances } from '../store/accepted-drift.ts';
import { EXIT } from './exit-codes.ts';
import type { ResultOptions } from './result.ts';
import { expectDirectory, resultColours, writeResult } from './result.ts';
import type { World } from './world.ts';

export interface DriftReportValues extends ResultOptions {
  readonly 'fail-on': string;
  readonly accept?: string | undefined;
}

/** Writes the report. Gives the exit code; throws TD_IO where `--output` cannot be written. */
export type ReportDrift = (found: FoundDrift) => Promise<number>;

/**
 * Before anything is asked: what the command line names is read now, so that no mistake in it costs a whole run.
 * @throws TD_USAGE where the file of `--accept` is wrong
 * @throws TD_IO where there is no directory for `--output`
 */
export function prepareDriftReport(values: DriftReportValues, world: World): ReportDrift {
  const { accept } = values;
  const acceptances = accept === undefined ? [] : readAcceptances(resolve(world.cwd, accept), accept);
  expectDirectory(values, world);
  const failOn = values['fail-on'] as DriftGrade;
  return async (found) => {
    const report = acceptDrift(found, acceptances, world.now().toISOString().slice(0, 10));
    writeResult(await textOf(report, failOn, values, world), values, world);
    return driftExitCode(report, failOn);
  };
}

/**
 * A session that was not asked to its end says nothing certain, whatever it found until then: 3. Where the engine refused
 * the recorded version, that is the finding.
 */
export function driftExitCode({ drift, cassettes }: DriftReport, failOn: DriftGrade): number {
  const refused = drift.filter(({ kind }) => kind === 'version-refused');
  const isExplained = (engine: string, cassette: string): boolean =>
    refused.some((one) => one.engine === engine && one.cassette === cassette);
  if (cassettes.some(({ state, engine, cassette }) => state !== 'whole' && !isExplained(engine, cassette))) return EXIT.environment;
  return drift.some((one) => countsFrom(failOn, one)) ? EXIT.found : EXIT.fine;
}

async function textOf(report: DriftReport, _failOn: DriftGrade, values: DriftReportValues, world: World): Promise<string> {
  switch (values.format) {
    case 'json':
      return (await import('../report/drift-json.ts')).driftJson(report);
    default:
      return (await import('../report/drift-text.ts')).driftText(report, resultColours(values, world));
  }
}
