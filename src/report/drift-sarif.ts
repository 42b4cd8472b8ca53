/** Drift as SARIF: each kind is a rule, each drift a result at its line of the recording. */
import { toPlain } from '../cassette/json.ts';
import type { Drift, DriftGrade, DriftReport } from '../docker/drift.ts';
import { DRIFT_KINDS } from '../docker/drift.ts';
import type { DriftPlaces } from './drift-places.ts';
import { driftSummary, engineTitle } from './drift-summary.ts';
import { type SarifLevel, SarifLog, type SarifRule } from './sarif.ts';

const LEVELS: Readonly<Record<DriftGrade, SarifLevel>> = { breaking: 'error', changed: 'warning', added: 'note' };

export interface DriftSarifOptions {
  /** Version of tapedeck. */
  readonly version: string;
  readonly places: DriftPlaces;
}

export function driftSarif(report: DriftReport, { version, places }: DriftSarifOptions): string {
  const log = new SarifLog({ version, fingerprint: 'tapedeckDrift/v1' });
  const paths = new Map(report.cassettes.map(({ engine, cassette, path }) => [JSON.stringify([engine, cassette]), path]));
  const titles = new Map(report.engines.map((engine) => [engine.engine, engineTitle(engine)]));
  const results = report.drift.map((drift) => {
    const { grade, kind, engine, cassette, interaction, operation, pointer, recorded, live, since, message } = drift;
    const path = paths.get(JSON.stringify([engine, cassette])) ?? cassette;
    const file = interaction === null ? null : places.file(path, interaction);
    return log.result({
      rule: ruleOf(drift),
      level: LEVELS[grade],
      message: `${message} (${titles.get(engine) ?? engine}${since === null ? '' : `, since API ${since}`})`,
      file: file ?? `${path}/cassette.json`,
      place: file === null ? null : places.place(file, pointer),
      pointer,
      operation,
      identity: [kind, grade, engine, path, interaction, operation, pointer],
      properties: { grade, engine, cassette, interaction, operation, pointer, recorded: toPlain(recorded), live: toPlain(live), since },
    });
  });
  return results.join('') + log.end({ summary: driftSummary(report) });
}

function ruleOf({ kind, grade }: Drift): SarifRule {
  return { id: `drift-${kind}`, means: DRIFT_KINDS[kind], level: LEVELS[grade], tag: 'drift' };
}
