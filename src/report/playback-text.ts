/** A playback for people: the last line but for what went wrong, which stands below it. Misses have been explained as they came. */
import type { PlaybackReport } from './playback-report.ts';
import { count } from './quantities.ts';
import { shorten, visibleText } from './visible.ts';

/** How many are named: a test suite may well ask for one interaction of a thousand. */
const NAMED = 20;
const LONGEST_LINE = 300;
const LONGEST_TARGET = 100;

export function playbackText(report: PlaybackReport): string {
  const { used, total, cassettes, misses, passedOn, rewinds, unused, requireAll } = report;
  // Where something was missed, what was not asked for may tell what came in its place.
  const left = requireAll || misses.length > 0 ? unused : [];
  const lines = [
    [
      `used ${used} of ${total}`,
      count(misses.length, 'miss', 'misses'),
      ...(passedOn === 0 ? [] : [`${passedOn} passed on`]),
      ...(rewinds === 0 ? [] : [`rewound ${count(rewinds, 'time')}`]),
    ].join(', '),
    ...(cassettes.length > 1 ? some(cassettes.map((one) => `${one.name}: ${one.used} of ${one.total}`)) : []),
    ...some(misses.map(({ message }) => `missed: ${message.split('\n', 1)[0]?.replace(/^tapedeck: /, '')}`)),
    ...some(
      left.map(
        ({ cassette, interaction: { id, request } }) =>
          `never asked for: ${cassette} ${id} ${request.method} ${shorten(request.target, LONGEST_TARGET)}`,
      ),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function some(lines: readonly string[]): string[] {
  const shown = lines.slice(0, NAMED).map((line) => `  ${shorten(visibleText(line), LONGEST_LINE)}`);
  return lines.length > NAMED ? [...shown, `  and ${lines.length - NAMED} more`] : shown;
}
