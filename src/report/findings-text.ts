/**
 * Findings as people read them at a shell.
 *
 *   error    hello 000012 ContainerList  In the answer [0].Id is a number, not a string.
 *            response-body-type  /outcome/body/data/0/Id  API 1.41
 *
 * What says the same of many interactions (a field that a newer engine sends everywhere) stands there once, with how often.
 */
import type { Finding } from '../docker/finding.ts';
import { type Colours, coloursIf } from './colours.ts';
import { count } from './quantities.ts';

export interface FindingsTextOptions {
  readonly colour: boolean;
}

const SEVERITIES = ['error', 'warning', 'note'] as const;

/** Errors first, then warnings, then notes; ends with a line that counts them. */
export function findingsText(findings: readonly Finding[], { colour }: FindingsTextOptions): string {
  const colours = coloursIf(colour);
  const blocks = SEVERITIES.flatMap((severity) =>
    grouped(findings.filter((one) => one.severity === severity)).map((group) => block(group, colours)),
  );
  return [...blocks, `${summary(findings)}\n`].join('');
}

/** Findings that differ only in the interaction, and in the list index of the place. */
function grouped(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const one of findings) {
    const key = [one.code, one.cassette, one.operation, one.apiVersion, one.schemaPointer, one.message.replaceAll(/\[\d+\]/g, '[]')].join(
      '\n',
    );
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function block(group: readonly Finding[], colours: Colours): string {
  const first = group[0] as Finding;
  const where = `${first.cassette} ${String(first.interaction).padStart(6, '0')} ${first.operation ?? 'unknown'}`;
  const rest = group.length === 1 ? '' : colours.dim(` (${group.length} times)`);
  const facts = [first.code, first.pointer, `API ${first.apiVersion}`].join('  ');
  return `${severityWord(first.severity, colours)} ${where}  ${first.message}${rest}\n${INDENT}${colours.dim(facts)}\n`;
}

const WORD_WIDTH = Math.max(...SEVERITIES.map((severity) => severity.length));
const INDENT = ' '.repeat(WORD_WIDTH + 1);

function severityWord(severity: Finding['severity'], colours: Colours): string {
  const word = severity.padEnd(WORD_WIDTH);
  switch (severity) {
    case 'error':
      return colours.red(word);
    case 'warning':
      return colours.yellow(word);
    case 'note':
      return colours.blue(word);
    default:
      return severity satisfies never;
  }
}

function summary(findings: readonly Finding[]): string {
  const counted = SEVERITIES.map((severity) => count(findings.filter((one) => one.severity === severity).length, severity));
  return findings.length === 0 ? 'no findings' : counted.filter((text) => !text.startsWith('0 ')).join(', ');
}
