/**
 * What changes for a client that goes from one version of the Engine API to another, or with recordings: what changes for
 * the client that was recorded. It looks at the corrected descriptions, so a repair of their text is no change.
 *
 *   descriptions ─► compare each operation ─► grade ─► + what is written by hand ─► what recordings use
 */
import type { ApiVersion } from '../cassette/types.ts';
import { type ApiChange, type ApiDiff, GRADES, type WrittenChange } from '../docker/api-change.ts';
import type { ApiDescription } from '../docker/schema-types.ts';
import { compareVersions } from '../docker/versions.ts';
import { compareOperation } from './compare-operations.ts';
import { describeChange } from './describe-change.ts';
import { gradeOf } from './grade.ts';
import { findRefusals, minimumOf } from './refusals.ts';
import type { Usage } from './usage.ts';
import { isUsed } from './used-changes.ts';
import { addWrittenChanges } from './written-changes.ts';

export interface DiffOptions {
  /** schemas/changes.json */
  readonly written: readonly WrittenChange[];
  /** Only what these recordings use; null: everything. */
  readonly usage: Usage | null;
}

export function diffApis(from: ApiDescription, to: ApiDescription, { written, usage }: DiffOptions): ApiDiff {
  const ids = [...new Set([...Object.keys(from.operations), ...Object.keys(to.operations)])];
  const found = ids.flatMap((id) => compareOneOperation(id, from, to));
  const all = addWrittenChanges(found, written, [from.version, to.version]);
  const changes = usage === null ? all : all.filter((change) => isUsed(change, usage));
  const minimum = minimumOf(to.version);
  return {
    from: { api: from.version, derived: from.derived },
    to: { api: to.version, derived: to.derived },
    changes: changes.sort((a, b) => GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade)),
    minimum,
    used:
      usage === null
        ? null
        : {
            cassettes: usage.spoken.map(({ cassette }) => cassette),
            refusals: findRefusals(usage.spoken, minimum),
            named: namedVersions(usage),
            unnamed: usage.spoken.reduce((sum, { unnamed }) => sum + unnamed, 0),
          },
  };
}

function compareOneOperation(id: string, before: ApiDescription, after: ApiDescription): ApiChange[] {
  return compareOperation(id, { before, after }).map((difference) => {
    const { grade, why } = gradeOf(difference);
    const { kind, direction, part, status, path, pointer, before: was, after: is } = difference;
    const message = `${describeChange(difference, why)}.`;
    return { grade, operation: id, direction, part, status, path, pointer, kind, before: was ?? null, after: is ?? null, message };
  });
}

function namedVersions(usage: Usage): ApiVersion[] {
  return [...new Set(usage.spoken.flatMap(({ named }) => [...named.keys()]))].sort(compareVersions);
}
