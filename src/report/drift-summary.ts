/** What a drift report comes to in numbers, and in the one line at its end. */
import type { CheckedEngine, Drift, DriftGrade, DriftReport } from '../docker/drift.ts';
import { DRIFT_GRADES } from '../docker/drift.ts';
import { count } from './quantities.ts';

/** As JSON reports have it. */
export interface DriftSummary {
  readonly breaking: number;
  readonly changed: number;
  readonly added: number;
  readonly accepted: number;
  /** Interactions. */
  readonly refused: number;
  readonly skipped: number;
  readonly engines: number;
  /** Different ones. */
  readonly cassettes: number;
  /** At all engines together. */
  readonly interactions: number;
  readonly checked: number;
  /** Cassettes at an engine that were not asked to their end. */
  readonly unfinished: number;
}

export function driftSummary({ drift, accepted, unchecked, engines, cassettes }: DriftReport): DriftSummary {
  const of = (grade: DriftGrade): number => drift.filter((one) => one.grade === grade).length;
  return {
    breaking: of('breaking'),
    changed: of('changed'),
    added: of('added'),
    accepted: accepted.length,
    refused: unchecked.filter(({ verdict }) => verdict === 'refused').length,
    skipped: unchecked.filter(({ verdict }) => verdict === 'skipped').length,
    engines: engines.length,
    cassettes: new Set(cassettes.map(({ path }) => path)).size,
    interactions: cassettes.reduce((sum, { interactions }) => sum + interactions, 0),
    checked: cassettes.reduce((sum, { checked }) => sum + checked, 0),
    unfinished: cassettes.filter(({ state }) => state !== 'whole').length,
  };
}

/**
 * `3 breaking, 2 added in 12 of 14 interactions of 1 cassette, asked of Docker 28.5.2 at unix://…; 2 refused`
 *
 * Where no answer was compared there was no drift to be seen: `nothing was compared of 14 interactions …`
 */
export function driftSummaryLine(report: DriftReport): string {
  const summary = driftSummary(report);
  const grades = DRIFT_GRADES.filter((grade) => summary[grade] > 0).map((grade) => `${summary[grade]} ${grade}`);
  const rest = (['accepted', 'refused', 'skipped'] as const).filter((name) => summary[name] > 0).map((name) => `${summary[name]} ${name}`);
  return [
    comparedNothing(report)
      ? `nothing was compared of ${driftScope(report)}`
      : `${grades.length === 0 ? 'no drift' : grades.join(', ')} in ${driftScope(report)}`,
    rest.length === 0 ? '' : `; ${rest.join(', ')}`,
    summary.unfinished === 0 ? '' : `; ${count(summary.unfinished, 'session')} unfinished`,
    ...report.missing.map((what) => `; ${what} missing`),
  ].join('');
}

/** Nothing was found, and nothing could have been: all was refused or skipped, or there was nothing to ask. */
export function comparedNothing({ cassettes, drift }: DriftReport): boolean {
  return drift.length === 0 && cassettes.every(({ checked }) => checked === 0);
}

/** `12 of 14 interactions of 1 cassette, asked of Docker 28.5.2 at unix://…` */
export function driftScope(report: DriftReport): string {
  const { interactions, checked, cassettes } = driftSummary(report);
  const of = checked === interactions || comparedNothing(report) ? '' : `${checked} of `;
  const verb = report.command === 'diff' ? 'compared with' : 'asked of';
  return `${of}${count(interactions, 'interaction')} of ${count(cassettes, 'cassette')}${shardText(report)}, ${verb} ${engineNames(report)}`;
}

/** ` (part 2 of 3)`, where it is so at all engines. */
function shardText({ engines }: DriftReport): string {
  const texts = new Set(
    engines.map(({ shard }) =>
      shard === null ? '' : ` (${shard.parts.length === 1 ? 'part' : 'parts'} ${shard.parts.join(', ')} of ${shard.of})`,
    ),
  );
  return texts.size === 1 ? ([...texts][0] ?? '') : '';
}

function engineNames({ engines }: DriftReport): string {
  const [first] = engines;
  return engines.length === 1 && first !== undefined ? engineTitle(first) : count(engines.length, 'engine');
}

/** `Docker 28.5.2 at unix:///run/docker.sock`, or the URL alone. */
export function engineTitle({ engine, info }: CheckedEngine): string {
  return info === null ? engine : `${info.name} ${info.version} at ${engine}`;
}

/** Whether it makes the exit code 1: of that grade, or of a graver one. */
export function countsFrom(failOn: DriftGrade, { grade }: Pick<Drift, 'grade'>): boolean {
  return DRIFT_GRADES.indexOf(grade) <= DRIFT_GRADES.indexOf(failOn);
}
