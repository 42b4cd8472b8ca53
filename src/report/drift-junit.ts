/**
 * Drift as test results: a suite is an engine, a test an operation of a cassette. What counts for the exit code is the
 * test's failure; the rest, and what was not checked, stands in its output. A test of which nothing was checked is skipped.
 * A session that was not asked to its end is a test of its own, with an error.
 */
import type { CheckedCassette, CheckedEngine, Drift, DriftGrade, DriftReport, Unchecked } from '../docker/drift.ts';
import { compareNames, operationName } from './drift-groups.ts';
import { countsFrom, engineTitle } from './drift-summary.ts';
import { valuesText } from './value-text.ts';
import { shorten } from './visible.ts';
import { xmlAttributes, xmlText } from './xml.ts';

export interface DriftJunitOptions {
  /** Drift of this grade, or of a graver one, fails its test. */
  readonly failOn: DriftGrade;
}

const LONGEST_TITLE = 300;
/** GitLab takes no report whose texts grow without bound; the JSON report has all of them. */
const LONGEST_LINE = 2000;
const MOST_LINES = 50;
const LONGEST_VALUE = 200;

interface TestCase {
  readonly state: 'passed' | 'failed' | 'error' | 'skipped';
  readonly xml: string;
}

/** What is said of one operation of a cassette. */
interface Operation {
  checked: number;
  readonly drift: Drift[];
  readonly accepted: Drift[];
  readonly unchecked: Unchecked[];
}

export function driftJunit(report: DriftReport, { failOn }: DriftJunitOptions): string {
  const suites = [...report.engines.map((engine) => suite(engine, report, failOn)), ...missingSuite(report.missing)];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tapedeck ${report.command}">\n${suites.join('')}</testsuites>\n`;
}

function suite(engine: CheckedEngine, report: DriftReport, failOn: DriftGrade): string {
  const cassettes = report.cassettes.filter((one) => one.engine === engine.engine);
  const tests = cassettes.flatMap((cassette) => [
    ...sessionCase(cassette),
    ...[...operationsOf(cassette, report)].map(([name, operation]) => operationCase(cassette, name, operation, failOn)),
  ]);
  const of = (state: TestCase['state']): number => tests.filter((test) => test.state === state).length;
  const took = cassettes.reduce((sum, one) => sum + one.took, 0) / 1000;
  const numbers = { tests: tests.length, failures: of('failed'), errors: of('error'), skipped: of('skipped'), time: took.toFixed(3) };
  const head = xmlAttributes({ name: shorten(engineTitle(engine), LONGEST_TITLE), ...numbers });
  const said = lines([...engine.lacks.map((what) => `lacks ${what}`), ...engine.left.map((what) => `left behind: ${what}`)]);
  const output = said === '' ? '' : `    <system-out>${said}</system-out>\n`;
  return `  <testsuite${head}>\n${tests.map(({ xml }) => xml).join('')}${output}  </testsuite>\n`;
}

/** A part that was not merged has no engine in the report whose suite could say so. */
function missingSuite(missing: readonly string[]): string[] {
  if (missing.length === 0) return [];
  const head = xmlAttributes({ name: 'the merge', tests: missing.length, failures: 0, errors: missing.length, skipped: 0, time: '0.000' });
  const tests = missing.map((what) => {
    const name = xmlAttributes({ name: shorten(what, LONGEST_TITLE), classname: 'the merge' });
    const error = xmlAttributes({ message: shorten(`missing: ${what}`, LONGEST_TITLE), type: 'missing' });
    return `    <testcase${name}>\n      <error${error}/>\n    </testcase>\n`;
  });
  return [`  <testsuite${head}>\n${tests.join('')}  </testsuite>\n`];
}

function operationsOf({ engine, cassette, operations }: CheckedCassette, report: DriftReport): Map<string, Operation> {
  const found = new Map<string, Operation>();
  const of = (name: string): Operation => {
    const known = found.get(name) ?? { checked: 0, drift: [], accepted: [], unchecked: [] };
    found.set(name, known);
    return known;
  };
  const isHere = (one: Drift | Unchecked): boolean => one.engine === engine && one.cassette === cassette;
  for (const [name, checked] of Object.entries(operations)) of(name).checked = checked;
  for (const drift of report.drift.filter(isHere)) of(operationName(drift)).drift.push(drift);
  for (const { drift } of report.accepted.filter(({ drift }) => isHere(drift))) of(operationName(drift)).accepted.push(drift);
  for (const one of report.unchecked.filter(isHere)) of(operationName(one)).unchecked.push(one);
  return new Map([...found].sort(([a], [b]) => compareNames(a, b)));
}

function sessionCase({ cassette, path, state, detail, checked, interactions }: CheckedCassette): TestCase[] {
  if (state === 'whole') return [];
  const message = `${state === 'not-run' ? 'not run' : `broken off after ${checked} of ${interactions}`}: ${detail ?? 'nobody knows why'}`;
  const error = `      <error${xmlAttributes({ message: shorten(message, LONGEST_TITLE), type: state })}/>\n`;
  return [testCase('error', 'the session', { cassette, path }, error)];
}

function operationCase(cassette: CheckedCassette, name: string, operation: Operation, failOn: DriftGrade): TestCase {
  const { checked, drift, accepted, unchecked } = operation;
  const failing = drift.filter((one) => countsFrom(failOn, one));
  const others = [
    ...drift.filter((one) => !failing.includes(one)).map(driftLine),
    ...accepted.map((one) => `accepted: ${driftLine(one)}`),
    ...unchecked.map(({ interaction, verdict, reason }) => `${verdict} ${numberText(interaction)}: ${reason}`),
  ];
  const [first] = unchecked;
  const isSkipped = failing.length === 0 && checked === 0 && drift.length === 0 && first !== undefined;
  const parts = [
    failure(failing),
    isSkipped ? `      <skipped${xmlAttributes({ message: shorten(`${first.verdict}: ${first.reason}`, LONGEST_TITLE) })}/>\n` : '',
    others.length === 0 ? '' : `      <system-out>${lines(others)}</system-out>\n`,
  ].join('');
  return testCase(failing.length > 0 ? 'failed' : isSkipped ? 'skipped' : 'passed', name, cassette, parts);
}

function testCase(
  state: TestCase['state'],
  name: string,
  { cassette, path }: Pick<CheckedCassette, 'cassette' | 'path'>,
  parts: string,
): TestCase {
  const head = xmlAttributes({ name: shorten(name, LONGEST_TITLE), classname: cassette, file: `${path}/cassette.json` });
  return { state, xml: parts === '' ? `    <testcase${head}/>\n` : `    <testcase${head}>\n${parts}    </testcase>\n` };
}

function failure(failing: readonly Drift[]): string {
  const [first] = failing;
  if (first === undefined) return '';
  const more = failing.length === 1 ? '' : ` (and ${failing.length - 1} more)`;
  const head = xmlAttributes({ message: `${shorten(first.message, LONGEST_TITLE)}${more}`, type: first.grade });
  return `      <failure${head}>${lines(failing.map(driftLine))}</failure>\n`;
}

function driftLine(drift: Drift): string {
  const { grade, interaction, pointer, message, since } = drift;
  const where = [interaction === null ? '' : numberText(interaction), pointer].filter((text) => text !== '').join(' ');
  const version = since === null ? '' : `, since ${since}`;
  return `${grade} ${where}: ${message} (${valuesText(drift, LONGEST_VALUE)}${version})`;
}

const numberText = (interaction: number): string => String(interaction).padStart(6, '0');

function lines(all: readonly string[]): string {
  const shown = all.slice(0, MOST_LINES).map((line) => shorten(line, LONGEST_LINE));
  return [...shown, ...(all.length > MOST_LINES ? [`and ${all.length - MOST_LINES} more`] : [])].map(xmlText).join('\n');
}
