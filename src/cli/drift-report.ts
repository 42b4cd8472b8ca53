/** `--format`, `--accept` and `--fail-on` of commands that find drift: from what was found to the written report and the exit code. */
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { findPlaces } from '../cassette/json-places.ts';
import type { Acceptance, DriftGrade, DriftReport, FoundDrift } from '../docker/drift.ts';
import { acceptDrift } from '../report/accept-drift.ts';
import type { DriftPlaces } from '../report/drift-places.ts';
import { countsFrom } from '../report/drift-summary.ts';
import { reopenDrift } from '../report/merge-drift.ts';
import { orderDrift } from '../report/order-drift.ts';
import { readAcceptances } from '../store/accepted-drift.ts';
import { findInteractionFile } from '../store/interaction-files.ts';
import { EXIT } from './exit-codes.ts';
import type { ResultOptions } from './result.ts';
import { expectDirectory, resultColours, writeResult } from './result.ts';
import { PROGRAM_VERSION } from './version.ts';
import type { World } from './world.ts';

export interface DriftReportValues extends ResultOptions {
  readonly 'fail-on': string;
  readonly accept?: string | undefined;
}

/** Writes the report. Gives the exit code; throws TD_IO where `--output` cannot be written. */
export type ReportDrift<Found extends FoundDrift = FoundDrift> = (found: Found) => Promise<number>;

/**
 * Before anything is asked: what the command line names is read now, so that no mistake in it costs a whole run.
 * @throws TD_USAGE where the file of `--accept` is wrong
 * @throws TD_IO where there is no directory for `--output`
 */
export function prepareDriftReport(values: DriftReportValues, world: World): ReportDrift {
  const acceptances = prepare(values, world) ?? [];
  return (found) => writeReport(acceptDrift(found, acceptances, today(world)), values, world);
}

/** The same for reports that were written before: what was accepted then stays so, unless `--accept` names what is. */
export function prepareMergedReport(values: DriftReportValues, world: World): ReportDrift<DriftReport> {
  const acceptances = prepare(values, world);
  return (report) => {
    const judged = acceptances === null ? report : acceptDrift(reopenDrift(report), acceptances, today(world));
    return writeReport(judged, values, world);
  };
}

function prepare({ accept, ...values }: DriftReportValues, world: World): Acceptance[] | null {
  expectDirectory(values, world);
  return accept === undefined ? null : readAcceptances(resolve(world.cwd, accept), accept);
}

const today = (world: World): string => world.now().toISOString().slice(0, 10);

async function writeReport(report: DriftReport, values: DriftReportValues, world: World): Promise<number> {
  const failOn = values['fail-on'] as DriftGrade;
  const ordered = orderDrift(report);
  writeResult(await textOf(ordered, failOn, values, world), values, world);
  return driftExitCode(ordered, failOn);
}

/**
 * A session that was not asked to its end says nothing certain, whatever it found until then, and no more does a report of
 * which a part is missing: 3. Where the engine refused the recorded version, that is the finding.
 */
export function driftExitCode({ drift, cassettes, missing }: DriftReport, failOn: DriftGrade): number {
  if (missing.length > 0) return EXIT.environment;
  const refused = drift.filter(({ kind }) => kind === 'version-refused');
  const isExplained = (engine: string, cassette: string): boolean =>
    refused.some((one) => one.engine === engine && one.cassette === cassette);
  if (cassettes.some(({ state, engine, cassette }) => state !== 'whole' && !isExplained(engine, cassette))) return EXIT.environment;
  return drift.some((one) => countsFrom(failOn, one)) ? EXIT.found : EXIT.fine;
}

/** Only the writer that is meant is loaded. */
async function textOf(report: DriftReport, failOn: DriftGrade, values: DriftReportValues, world: World): Promise<string> {
  switch (values.format) {
    case 'json':
      return (await import('../report/drift-json.ts')).driftJson(report);
    case 'junit':
      return (await import('../report/drift-junit.ts')).driftJunit(report, { failOn });
    case 'sarif':
      return (await import('../report/drift-sarif.ts')).driftSarif(report, { version: PROGRAM_VERSION, places: placesFrom(world.cwd) });
    case 'html': {
      const writtenAt = `${world.now().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
      return (await import('../report/drift-html.ts')).driftHtml(report, { version: PROGRAM_VERSION, writtenAt });
    }
    default:
      return (await import('../report/drift-text.ts')).driftText(report, resultColours(values, world));
  }
}

/** Where drift stands in recordings that are still there; a merged report may be of another machine. */
function placesFrom(cwd: string): DriftPlaces {
  let last: { readonly file: string; readonly text: string } | undefined;
  return {
    file: (path, interaction) => {
      const found = findInteractionFile(resolve(cwd, path), interaction);
      return found === null ? null : `${path}/${basename(found)}`;
    },
    place: (file, pointer) => {
      try {
        if (last?.file !== file) last = { file, text: readFileSync(resolve(cwd, file), 'utf8') };
        return findPlaces(last.text, [pointer])[0] ?? null;
      } catch {
        // It was there a moment ago. A report without its lines is better than none.
        return null;
      }
    },
  };
}
