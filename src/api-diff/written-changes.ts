/**
 * Changes that no description shows (schemas/changes.json): the same words with another meaning, what is said in the
 * history of the API alone. Where one is about what the descriptions show as well, it stands in its place: it knows
 * better how much that matters.
 */
import type { ApiVersion } from '../cassette/types.ts';
import type { ApiChange, WrittenChange } from '../docker/api-change.ts';
import { compareVersions } from '../docker/versions.ts';

/** Those that came between the two versions; on the way back they are undone. */
export function writtenChanges(changes: readonly WrittenChange[], from: ApiVersion, to: ApiVersion): ApiChange[] {
  const isForwards = compareVersions(from, to) < 0;
  const [older, newer] = isForwards ? [from, to] : [to, from];
  return changes
    .filter(({ version }) => compareVersions(older, version) < 0 && compareVersions(version, newer) <= 0)
    .map(({ version, operation, direction, part, status, path, kind, grade, message }) => ({
      grade,
      operation,
      direction,
      part,
      status: status ?? null,
      path,
      pointer: '',
      kind,
      before: null,
      after: null,
      message: isForwards ? message : `Undone below ${version}: ${message}`,
    }));
}

/** Both lists as one: what is written by hand replaces what was found at the same place. */
export function mergeChanges(found: readonly ApiChange[], written: readonly ApiChange[]): ApiChange[] {
  const known = new Set(written.map(placeOf));
  return [...found.filter((change) => !known.has(placeOf(change))), ...written];
}

function placeOf({ operation, direction, part, status, path }: ApiChange): string {
  return JSON.stringify([operation, direction, part, status, path]);
}
