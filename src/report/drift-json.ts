/**
 * Drift for programs, as schemas/drift-v1.json describes it: a line for each drift, so that text tools can count and
 * compare them. `verify --merge` reads it again, so numbers keep their text.
 */
import { type Json, writeJson } from '../cassette/json.ts';
import type { Drift, DriftReport } from '../docker/drift.ts';
import { driftSummary } from './drift-summary.ts';
import { JsonList } from './json-list.ts';

export function driftJson(report: DriftReport): string {
  const { command, engines, cassettes, unchecked, accepted, idleAcceptances, notes, missing } = report;
  return [
    list('{"drift": ', report.drift.map(ordered)),
    `,\n"command": ${JSON.stringify(command)}`,
    list(',\n"engines": ', engines),
    list(',\n"cassettes": ', cassettes),
    list(',\n"unchecked": ', unchecked),
    list(
      ',\n"accepted": ',
      accepted.map(({ drift, reason, expires }) => ({ drift: ordered(drift), reason, expires })),
    ),
    list(',\n"idleAcceptances": ', idleAcceptances),
    list(',\n"notes": ', notes),
    list(',\n"missing": ', missing),
    `,\n"summary": ${JSON.stringify(driftSummary(report))}}\n`,
  ].join('');
}

function list(before: string, items: readonly unknown[]): string {
  const written = new JsonList(before);
  return items.map((item) => written.itemText(writeJson(item as Json, 'js'))).join('') + written.end();
}

/** All members, in one order, whatever made the drift. */
function ordered({ grade, cassette, interaction, operation, pointer, recorded, live, since, message, kind, engine }: Drift): Drift {
  return { grade, cassette, interaction, operation, pointer, recorded, live, since, message, kind, engine };
}
