/**
 * A playback as test results: a suite is a cassette, a test an interaction, which passes where its answer was given. One
 * that was never asked for is skipped, or fails with --require-all. Misses belong to no interaction: they are failures in a
 * suite of their own.
 */
import { interactionFileName } from '../cassette/format.ts';
import type { PlaybackReport, ReportedInteraction, ReportedMiss } from './playback-report.ts';
import { shorten } from './visible.ts';
import { xmlAttributes, xmlText } from './xml.ts';

const LONGEST_TITLE = 300;
/** GitLab takes no report whose texts grow without bound; the JSON report has all of them. */
const LONGEST_TEXT = 10_000;
const NEVER_ASKED = 'never asked for';

export function playbackJunit({ answered, unused, misses, requireAll }: PlaybackReport): string {
  const never = new Set(unused.map(({ interaction }) => interaction));
  const byCassette = new Map<string, ReportedInteraction[]>();
  for (const one of [...answered, ...unused]) byCassette.set(one.cassette, [...(byCassette.get(one.cassette) ?? []), one]);
  const suites = [...byCassette].map(([name, members]) => {
    const ordered = members.sort((a, b) => a.interaction.id - b.interaction.id);
    const left = ordered.filter(({ interaction }) => never.has(interaction)).length;
    const tests = ordered.map((member) => testCase(member, never.has(member.interaction) ? (requireAll ? 'failed' : 'skipped') : 'passed'));
    return suite(name, tests, requireAll ? left : 0, requireAll ? 0 : left);
  });
  if (misses.length > 0) suites.push(suite('misses', misses.map(missedCase), misses.length, 0));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tapedeck replay">\n${suites.join('')}</testsuites>\n`;
}

function suite(name: string, tests: readonly string[], failures: number, skipped: number): string {
  return `  <testsuite${xmlAttributes({ name, tests: tests.length, failures, errors: 0, skipped })}>\n${tests.join('')}  </testsuite>\n`;
}

function testCase({ cassette, interaction }: ReportedInteraction, state: 'passed' | 'failed' | 'skipped'): string {
  const { method, target } = interaction.request;
  const name = `${interactionFileName(interaction)
    .replace(/\.json$/, '')
    .replace('-', ' ')} ${method} ${target}`;
  const head = `    <testcase${xmlAttributes({ name: shorten(name, LONGEST_TITLE), classname: cassette })}`;
  if (state === 'passed') return `${head}/>\n`;
  const inside = state === 'skipped' ? '<skipped/>' : `<failure${xmlAttributes({ message: NEVER_ASKED, type: 'unused' })}/>`;
  return `${head}>\n      ${inside}\n    </testcase>\n`;
}

function missedCase({ kind, request, about, message }: ReportedMiss): string {
  const name = about === null ? request : `${request} (${about})`;
  const first = message.split('\n', 1)[0] as string;
  const failure = xmlAttributes({ message: shorten(first, LONGEST_TITLE), type: `miss-${kind}` });
  const head = xmlAttributes({ name: shorten(name, LONGEST_TITLE), classname: 'misses' });
  return `    <testcase${head}>\n      <failure${failure}>${xmlText(shorten(message, LONGEST_TEXT))}</failure>\n    </testcase>\n`;
}
