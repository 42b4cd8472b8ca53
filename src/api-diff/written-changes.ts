/**
 * Changes that no description shows (schemas/changes.json): the same words with another meaning, what is said in the
 * history of the API alone. Where one is about what the descriptions show as well, it stands in its place: it knows
 * better how much that matters.
 */
import type { ApiVersion } from '../cassette/types.ts';
import type { ApiChange, ChangeKind, WrittenChange } from '../docker/api-change.ts';
import { compareVersions } from '../docker/versions.ts';

/** What a change is on the way back. */
const UNDONE: Partial<Readonly<Record<ChangeKind, ChangeKind>>> = {
  added: 'removed',
  removed: 'added',
  required: 'optional',
  optional: 'required',
  'type-narrowed': 'type-widened',
  'type-widened': 'type-narrowed',
};

/** The changes found, with those written by hand for what came between the two versions; on the way back they are undone. */
export function addWrittenChanges(
  found: readonly ApiChange[],
  changes: readonly WrittenChange[],
  [from, to]: readonly [from: ApiVersion, to: ApiVersion],
): ApiChange[] {
  const isForwards = compareVersions(from, to) < 0;
  const [older, newer] = isForwards ? [from, to] : [to, from];
  const between = changes.filter(({ version }) => compareVersions(older, version) < 0 && compareVersions(version, newer) <= 0);
  const turned = (kind: ChangeKind) => (isForwards ? kind : (UNDONE[kind] ?? kind));
  const replaced = new Set(between.map((change) => keyOf(change, turned(change.insteadOf ?? change.kind))));
  const written = between.map((change) => asChange(change, turned(change.kind), isForwards));
  return [...found.filter((change) => !replaced.has(keyOf(change, change.kind))), ...written];
}

function asChange(
  { version, operation, direction, part, status, path, grade, message }: WrittenChange,
  kind: ChangeKind,
  isForwards: boolean,
): ApiChange {
  return {
    grade: !isForwards && kind === 'added' ? 'compatible' : grade,
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
  };
}

function keyOf({ operation, direction, part, status, path }: WrittenChange | ApiChange, kind: ChangeKind): string {
  return JSON.stringify([operation, direction, part, status ?? null, path, kind]);
}
