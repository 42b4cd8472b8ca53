/**
 * The same drift in many places is one statement: a field that is gone is gone from every answer and every element of a
 * list. Same are drifts of one engine and operation that say the same but for the numbers of list elements.
 */
import type { Drift } from '../docker/drift.ts';
import { DRIFT_GRADES } from '../docker/drift.ts';

export interface DriftGroup {
  /** The first of them. */
  readonly example: Drift;
  /** In the order of the report. */
  readonly members: readonly Drift[];
}

/** Breaking first, then what is said most often, then as they came. */
export function groupDrift(drift: readonly Drift[]): DriftGroup[] {
  const groups = new Map<string, Drift[]>();
  for (const one of drift) {
    const key = sameness(one);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [one]);
    else members.push(one);
  }
  return [...groups.values()]
    .map((members) => ({ example: members[0] as Drift, members }))
    .sort((a, b) => gravity(a.example) - gravity(b.example) || b.members.length - a.members.length);
}

/** By operation, in the order of their names. */
export function byOperation<One extends Place>(list: readonly One[]): Map<string, One[]> {
  const found = new Map<string, One[]>();
  for (const one of list) {
    const name = operationName(one);
    const members = found.get(name);
    if (members === undefined) found.set(name, [one]);
    else members.push(one);
  }
  return new Map([...found].sort(([a], [b]) => compareNames(a, b)));
}

type Place = Pick<Drift, 'operation' | 'interaction'>;

/** What reports for people call it. */
export function operationName({ operation, interaction }: Place): string {
  return operation ?? (interaction === null ? 'all of the session' : 'unknown operation');
}

/** The message where the operation stands above it: without its name in front. */
export function messageBelow({ message, operation }: Drift): string {
  const before = `${operation}: `;
  return message.startsWith(before) ? message.slice(before.length) : message;
}

/** The gravest; undefined of none. */
export function worstGrade(drift: readonly Pick<Drift, 'grade'>[]): Drift['grade'] | undefined {
  return DRIFT_GRADES.find((grade) => drift.some((one) => one.grade === grade));
}

/** By UTF-16 units: the same on every machine. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sameness({ engine, operation, grade, kind, since, pointer, message }: Drift): string {
  return JSON.stringify([engine, operation, grade, kind, since, pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*'), withoutIndexes(message)]);
}

/** `[3].Id` and `/outcome/body/data/3/Id` in a sentence, and how often it is so in this one answer. */
function withoutIndexes(message: string): string {
  return message
    .replaceAll(/\[\d+\]/g, '[]')
    .replaceAll(/\/\d+(?=\/|\s|$)/g, '/*')
    .replace(/\(\d+ times; /, '(');
}

function gravity({ grade }: Drift): number {
  return DRIFT_GRADES.indexOf(grade);
}
