/** Drift in the reader's words. */
import type { FindingCode } from '../docker/finding-codes.ts';
import type { Drift } from './drift.ts';
import { readablePath } from './pointer.ts';

export const DRIFT_CODES = {
  unknown: 'response-property-unknown',
  renamed: 'response-property-renamed',
  absent: 'response-field-absent',
  null: 'response-field-null',
} as const satisfies Record<Drift['kind'], FindingCode>;

/** So many names of missing properties stand in a message. */
const NAMED = 3;

/** One sentence. */
export function driftMessage(drift: Drift, version: string): string {
  const place = readablePath(drift.pointer);
  switch (drift.kind) {
    case 'unknown':
      return `API ${version} does not describe ${place} in this answer.`;
    case 'renamed':
      return `API ${version} does not describe ${place} in this answer, which lacks ${some(drift.missing)} beside it.`;
    case 'absent':
      return `In the answer ${place} lacks ${some(drift.missing)}, which every engine we know sends there.`;
    case 'null':
      return `In the answer ${place} is null; every engine we know sends an empty one there.`;
    default:
      return drift satisfies never;
  }
}

function some(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return rest > 0 ? `${names.slice(0, NAMED).join(', ')} and ${rest} more` : names.join(', ');
}
