/**
 * How much a change matters to a client that goes from one version to the other. The rules are a table, each with its
 * reason, so that they can be read and argued with; what they get wrong of one change, schemas/changes.json puts right.
 */
import type { ChangeKind, Grade } from '../docker/api-change.ts';
import type { Difference } from './compare-operations.ts';

interface Rule {
  readonly grade: Grade;
  readonly why: string;
}

const IGNORED = 'engines ignore it without an error, so what it asked for does not happen';

/** Of a value that clients send: a body, a parameter, a header. */
const REQUEST: Readonly<Record<ChangeKind, Rule>> = {
  added: { grade: 'compatible', why: 'clients that do not send it lose nothing' },
  'added-required': { grade: 'breaking', why: 'requests without it are refused' },
  removed: { grade: 'breaking', why: IGNORED },
  required: { grade: 'breaking', why: 'requests without it are refused' },
  optional: { grade: 'compatible', why: 'requests that have it are still fine' },
  'type-changed': { grade: 'breaking', why: 'values of the old type are refused' },
  'type-narrowed': { grade: 'breaking', why: 'values of a type that is gone are refused' },
  'type-widened': { grade: 'compatible', why: 'values of the old types are still fine' },
  'format-changed': { grade: 'risky', why: 'values that were fine may be refused' },
  'values-added': { grade: 'compatible', why: 'the old values are still fine' },
  'values-removed': { grade: 'breaking', why: 'values that are gone are refused' },
  nullable: { grade: 'compatible', why: 'values are still fine' },
  'never-null': { grade: 'compatible', why: 'null means "not set" in every request' },
  behaviour: { grade: 'risky', why: 'the same request does something else' },
};

/** Of a value that engines answer. */
const RESPONSE: Readonly<Record<ChangeKind, Rule>> = {
  added: { grade: 'compatible', why: 'clients ignore what they do not know' },
  'added-required': { grade: 'compatible', why: 'clients ignore what they do not know' },
  removed: { grade: 'breaking', why: 'clients that read it find nothing' },
  required: { grade: 'compatible', why: 'clients had to expect that it is missing before' },
  optional: { grade: 'risky', why: 'clients that rely on it may find nothing' },
  'type-changed': { grade: 'breaking', why: 'clients that read it find another type' },
  'type-narrowed': { grade: 'compatible', why: 'clients had to expect this type before' },
  'type-widened': { grade: 'breaking', why: 'clients may find a type that they do not expect' },
  'format-changed': { grade: 'risky', why: 'the value may be written in another way' },
  'values-added': { grade: 'risky', why: 'clients may meet a value that they do not know' },
  'values-removed': { grade: 'compatible', why: 'clients had to expect the others before' },
  nullable: { grade: 'risky', why: 'clients that expect a value may find none' },
  'never-null': { grade: 'compatible', why: 'clients had to expect null before' },
  behaviour: { grade: 'risky', why: 'the same answer means something else' },
};

const OPERATION: Partial<Readonly<Record<ChangeKind, Rule>>> = {
  added: { grade: 'compatible', why: 'clients that do not call it lose nothing' },
  removed: { grade: 'breaking', why: 'calls are answered 404' },
};

const STATUS: Partial<Readonly<Record<ChangeKind, Rule>>> = {
  added: { grade: 'risky', why: 'clients may not take it for a success' },
  removed: { grade: 'risky', why: 'clients that wait for it wait in vain' },
};

const MEDIA_TYPE: Partial<Readonly<Record<ChangeKind, Rule>>> = {
  added: { grade: 'risky', why: 'clients may not know the type' },
  removed: { grade: 'breaking', why: 'clients that expect the type get another' },
};

/** The rule for a difference: its grade, and why. */
export function gradeOf({ part, direction, kind, before }: Pick<Difference, 'part' | 'direction' | 'kind' | 'before'>): Rule {
  // A value that is now said to be a time was one before: only the text has become more exact.
  if (kind === 'format-changed' && direction === 'response' && before === null) {
    return { grade: 'compatible', why: 'clients had to expect any text before' };
  }
  const special = part === 'operation' ? OPERATION : part === 'status' ? STATUS : part === 'media-type' ? MEDIA_TYPE : {};
  return special[kind] ?? (direction === 'request' ? REQUEST : RESPONSE)[kind];
}
