/**
 * Drift as people read it at a shell: by engine and operation, the same drift of many places once, with how often.
 *
 *   Docker 28.5.2 at unix:///run/docker.sock, API 1.51
 *
 *     ContainerInspect
 *       breaking  2×  HostConfig.KernelMemory is gone.  since 1.42
 *                     0 → nothing
 *                     hello 000004 /outcome/body/data/HostConfig/KernelMemory
 *                     hello 000009 /outcome/body/data/HostConfig/KernelMemory
 *   …
 *   2 breaking in 14 interactions of 1 cassette, asked of Docker 28.5.2 at unix:///run/docker.sock
 */
import type { AcceptedDrift, CheckedEngine, Drift, DriftGrade, DriftReport } from '../docker/drift.ts';
import { idleAcceptanceText } from './accept-drift.ts';
import type { Colours } from './colours.ts';
import { byOperation, type DriftGroup, groupDrift, messageBelow, operationName, worstGrade } from './drift-groups.ts';
import { comparedNothing, driftSummaryLine, engineTitle } from './drift-summary.ts';
import { count } from './quantities.ts';
import { saysValues, valuesText } from './value-text.ts';
import { shorten, visibleLine } from './visible.ts';

/** Places that are named of each statement; the others are only counted. */
const PLACES: Readonly<Record<DriftGrade, number>> = { breaking: 3, changed: 2, added: 1 };
const LONGEST = 400;
const LONGEST_VALUE = 60;
/** Behind the widest grade and a number of times. */
const INDENT = ' '.repeat(20);

export function driftText(report: DriftReport, colours: Colours): string {
  const { engines, notes, missing, accepted, idleAcceptances } = report;
  const sections = [
    ...engines.map((engine) => engineSection(engine, report, colours)),
    bullets('accepted', acceptedLines(accepted), colours.dim),
    bullets('missing', missing, colours.red),
    bullets('notes', [...notes, ...idleAcceptances.map(idleAcceptanceText)], colours.yellow),
  ].filter((section) => section !== '');
  return [...sections, `${lastLine(report, colours)}\n`].join('\n');
}

function lastLine(report: DriftReport, { bold, green, yellow, red }: Colours): string {
  const line = visibleLine(driftSummaryLine(report));
  const unfinished = report.missing.length > 0 || report.cassettes.some(({ state }) => state !== 'whole');
  switch (worstGrade(report.drift)) {
    case undefined:
      if (unfinished) return bold(red(line));
      return comparedNothing(report) ? bold(yellow(line)) : green(line);
    case 'breaking':
      return bold(red(line));
    default:
      return bold(yellow(line));
  }
}

/** Empty where there is nothing to say of it. */
function engineSection(engine: CheckedEngine, report: DriftReport, colours: Colours): string {
  const isHere = (one: { readonly engine: string }): boolean => one.engine === engine.engine;
  const body = [
    ...facts(engine, report.cassettes.filter(isHere), colours),
    ...driftLines(report.drift.filter(isHere), colours),
    ...uncheckedLines(report.unchecked.filter(isHere), colours),
  ].join('');
  if (body === '') return '';
  const api = engine.info === null ? '' : `, API ${engine.info.apiVersion}`;
  return `${colours.bold(visibleLine(`${engineTitle(engine)}${api}`))}\n${body}`;
}

/** What the engine lacks, what stayed on it, and which cassettes were not asked to their end. */
function facts({ lacks, left }: CheckedEngine, cassettes: DriftReport['cassettes'], { red, yellow }: Colours): string[] {
  return [
    ...lacks.map((what) => `  ${red('lacks')}  ${oneLine(what)}\n`),
    ...left.map((what) => `  ${yellow('left behind')}  ${oneLine(what)}\n`),
    ...cassettes
      .filter(({ state }) => state !== 'whole')
      .map(({ cassette, state, checked, interactions, detail }) => {
        const how = state === 'not-run' ? 'not run' : `broken off, ${checked} of ${count(interactions, 'interaction')} checked`;
        return `  ${red(how)}  ${oneLine(detail === null ? cassette : `${cassette}: ${detail}`)}\n`;
      }),
  ];
}

function driftLines(drift: readonly Drift[], colours: Colours): string[] {
  return [...byOperation(drift)].map(([operation, members]) => {
    return `\n  ${colours.cyan(oneLine(operation))}\n${groupDrift(members)
      .map((group) => statement(group, colours))
      .join('')}`;
  });
}

function statement({ example, members }: DriftGroup, { red, yellow, blue, dim }: Colours): string {
  const { grade, since } = example;
  const paint = { breaking: red, changed: yellow, added: blue }[grade];
  const head = `    ${paint(grade.padEnd(8))} ${dim(`${members.length}×`.padStart(5))}  ${oneLine(messageBelow(example))}`;
  const values = valuesText(example, LONGEST_VALUE);
  const others = members.some((member) => valuesText(member, LONGEST_VALUE) !== values) ? ', and others' : '';
  const lines = [
    ...(saysValues(example) ? [] : [`${values}${others}`]),
    ...members.slice(0, PLACES[grade]).map(placeText),
    ...(members.length > PLACES[grade] ? [`and ${members.length - PLACES[grade]} more`] : []),
  ];
  return `${head}${since === null ? '' : `  ${dim(`since ${since}`)}`}\n${lines.map((line) => `${INDENT}${dim(oneLine(line))}\n`).join('')}`;
}

function placeText({ cassette, interaction, pointer }: Drift): string {
  return [cassette, interaction === null ? '' : String(interaction).padStart(6, '0'), pointer].filter((text) => text !== '').join(' ');
}

/** The same reason for many interactions is said once. */
function uncheckedLines(unchecked: DriftReport['unchecked'], { yellow, dim }: Colours): string[] {
  const groups = new Map<string, (typeof unchecked)[number][]>();
  for (const one of unchecked) {
    const key = JSON.stringify([one.verdict, one.operation, one.reason]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const lines = [...groups.values()].map((members) => {
    const { verdict, operation, interaction, reason } = members[0] as (typeof unchecked)[number];
    const places = members
      .slice(0, PLACES.breaking)
      .map(({ cassette, interaction }) => `${cassette} ${String(interaction).padStart(6, '0')}`);
    const more = members.length > places.length ? ` and ${members.length - places.length} more` : '';
    const head = `    ${yellow(verdict.padEnd(8))} ${dim(`${members.length}×`.padStart(5))}`;
    return `${head}  ${oneLine(`${operationName({ operation, interaction })}: ${reason}`)}\n${INDENT}${dim(oneLine(`${places.join(', ')}${more}`))}\n`;
  });
  return lines.length === 0 ? [] : ['\n  not checked\n', ...lines];
}

function acceptedLines(accepted: readonly AcceptedDrift[]): string[] {
  const reasons = new Map(accepted.map(({ drift, reason, expires }) => [drift, `${reason} (until ${expires})`]));
  return groupDrift(accepted.map(({ drift }) => drift)).map(
    ({ example, members }) => `${members.length}× ${operationName(example)}: ${messageBelow(example)} ${reasons.get(example)}`,
  );
}

function bullets(title: string, lines: readonly string[], paint: (text: string) => string): string {
  return lines.length === 0 ? '' : `${paint(title)}\n${lines.map((line) => `  ${oneLine(line)}\n`).join('')}`;
}

function oneLine(text: string): string {
  return shorten(visibleLine(text), LONGEST);
}
