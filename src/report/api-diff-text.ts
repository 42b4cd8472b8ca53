/**
 * The difference of two API versions as people read it. What is said of a shared definition stands there once, with the
 * operations that use it; what happens to many fields of one place stands in one sentence.
 *
 *   breaking  VirtualSize is gone from the answer: clients that read it find nothing.
 *             ImageInspect · ImageList [] · SystemDataUsage Images[]
 */
import { type ApiChange, type ApiDiff, GRADES, type Grade } from '../docker/api-change.ts';
import { compareVersions } from '../docker/versions.ts';
import { type Colours, coloursIf } from './colours.ts';
import { count } from './quantities.ts';

export interface ApiDiffTextOptions {
  readonly colour: boolean;
  /** Changes of this grade and the graver ones are shown; all are counted. */
  readonly grade: Grade;
}

/** Places of one sentence, each with what changes there. */
interface Group {
  readonly first: ApiChange;
  readonly names: Set<string>;
  readonly places: Set<string>;
}

export function apiDiffText(diff: ApiDiff, { colour, grade }: ApiDiffTextOptions): string {
  const colours = coloursIf(colour);
  const shown = GRADES.slice(0, GRADES.indexOf(grade) + 1);
  const groups = grouped(diff.changes.filter((change) => shown.includes(change.grade)));
  const refusals = (diff.used?.refusals ?? []).map(
    ({ cassette, requests, message }) =>
      `${gradeWord('breaking', colours)} ${cassette} ${message}.\n${INDENT}${colours.dim(`in ${count(requests, 'request')}`)}\n`,
  );
  return [heading(diff), ...refusals, ...groups.map((group) => block(group, colours)), `${ending(diff, grade)}\n`].join('');
}

function heading({ from, to, minimum, used }: ApiDiff): string {
  const order = compareVersions(from.api, to.api);
  const name = ({ api, derived }: ApiDiff['from']) => (derived ? `${api} (derived)` : api);
  const what = order > 0 ? ', a step back' : '';
  const uses = used === null ? '' : `, as ${used.cassettes.join(', ')} ${used.cassettes.length === 1 ? 'uses' : 'use'} it`;
  return `API ${name(from)} → ${name(to)}${what}${uses}\n${minimum.message}\n${namedNote({ from, to, used })}\n`;
}

/** An engine answers as the version that the path names, so a client that goes on naming its own sees no change. */
function namedNote({ to, used }: Pick<ApiDiff, 'from' | 'to' | 'used'>): string {
  if (used === null) return '';
  const others = used.named.filter((version) => version !== to.api && !used.refusals.some(({ speaks }) => speaks === version));
  const named =
    others.length === 0
      ? ''
      : `Requests that name ${others.join(', ')} are answered as before: what follows counts once they name ${to.api}.\n`;
  if (used.unnamed === 0) return named;
  return `${named}${count(used.unnamed, 'request')} without a version: what follows counts as soon as the engine is one of ${to.api}.\n`;
}

/** First what says the same of one definition in many operations, then what says the same of many fields at the same places. */
function grouped(changes: readonly ApiChange[]): Group[] {
  const sentences = new Map<string, Group>();
  for (const change of changes) {
    const { grade, kind, direction, part, pointer, before, after, message } = change;
    const shared = part === 'body' && pointer !== '' ? [grade, kind, direction, pointer, before, after] : [grade, direction, part, message];
    const key = JSON.stringify(shared);
    const group = sentences.get(key) ?? { first: change, names: new Set([lastName(change)]), places: new Set() };
    sentences.set(key, group);
    group.places.add(placeOf(change));
  }
  const merged = new Map<string, Group>();
  for (const group of sentences.values()) {
    const { grade, kind, direction, part, message } = group.first;
    const places = [...group.places].join(' ');
    const canShare = SHAREABLE.has(kind) && startsWithSubject(group.first);
    const key = JSON.stringify([grade, kind, direction, part, places, canShare ? predicateOf(group.first) : message]);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, group);
    else for (const name of group.names) known.names.add(name);
  }
  return byName([...merged.values()]);
}

/** The same names with the same said of them, in definitions that have nothing else in common. */
function byName(groups: readonly Group[]): Group[] {
  const merged = new Map<string, Group>();
  for (const group of groups) {
    const { grade, kind, direction, part, message } = group.first;
    const said = startsWithSubject(group.first) ? predicateOf(group.first) : message;
    const key = JSON.stringify([grade, kind, direction, part, said, [...group.names]]);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, group);
    else for (const place of group.places) known.places.add(place);
  }
  return [...merged.values()];
}

/** Kinds whose sentence does not tell of values. */
const SHAREABLE: ReadonlySet<string> = new Set(['added', 'removed', 'required', 'optional', 'nullable', 'never-null', 'behaviour']);

const SUBJECTS: Readonly<Record<ApiChange['part'], readonly [one: string, many: string]>> = {
  operation: ['The operation', 'The operations'],
  query: ['The query parameter ', 'The query parameters '],
  header: ['The header ', 'The headers '],
  status: ['The status ', 'The statuses '],
  'media-type': ['The type ', 'The types '],
  body: ['', ''],
};

/** What a message starts with: the place, in full. */
function subjectOf({ part, path, status }: ApiChange): string {
  if (part === 'operation') return 'The operation';
  if (part === 'status') return `The status ${status}`;
  return part === 'body' ? readable(segments(path)) : `${SUBJECTS[part][0]}${segments(path).join('/')}`;
}

const startsWithSubject = (change: ApiChange): boolean => change.path !== '' && change.message.startsWith(subjectOf(change));

const predicateOf = (change: ApiChange): string => change.message.slice(subjectOf(change).length);

function lastName({ part, path, status }: ApiChange): string {
  if (part === 'operation') return '';
  if (part === 'status') return status ?? '';
  if (part === 'media-type') return segments(path).join('/');
  return readable(segments(path).slice(parentLength(segments(path))));
}

/** Where in which operation: `SystemDataUsage Images[]`. */
function placeOf({ operation, part, path }: ApiChange): string {
  const parts = segments(path);
  const inside = part === 'body' ? readable(parts.slice(0, parentLength(parts))) : '';
  return `${operation ?? 'every operation'}${inside === '' ? '' : ` ${inside}`}`;
}

/** The last name of a path, with the `*` behind it, is what changes; what stands before is where. */
function parentLength(parts: readonly string[]): number {
  return Math.max(
    0,
    parts.findLastIndex((one) => one !== '*'),
  );
}

function block({ first, names, places }: Group, colours: Colours): string {
  const sentence = startsWithSubject(first) ? together(first, [...names]) : first.message;
  return `${gradeWord(first.grade, colours)} ${sentence}\n${INDENT}${colours.dim([...places].join(' · '))}\n`;
}

/** `Gateway, IPAddress are gone from the answer: clients that read them find nothing.` */
function together(change: ApiChange, names: readonly string[]): string {
  const predicate = predicateOf(change);
  const [one, many] = SUBJECTS[change.part];
  if (names.length === 1) return `${one}${names[0]}${predicate}`;
  const plural = predicate
    .replace(/^ is /, ' are ')
    .replace(/that read it /, 'that read them ')
    .replace(/engines ignore it without an error, so what it asked for/, 'engines ignore them without an error, so what they asked for')
    .replace(/: it is /, ': they are ')
    .replace(/where it is /, 'where they are ')
    .replace(/: it may /, ': they may ')
    .replace(/without it are/, 'without them are')
    .replace(/do not send it /, 'do not send them ');
  return `${many}${names.join(', ')}${plural}`;
}

function ending({ changes, used }: ApiDiff, grade: Grade): string {
  const counted = GRADES.map((one) => `${changes.filter((change) => change.grade === one).length} ${one}`);
  const hidden = changes.filter((change) => GRADES.indexOf(change.grade) > GRADES.indexOf(grade)).length;
  const more = hidden === 0 ? '' : ` (${hidden} not shown: --grade compatible shows all)`;
  if (changes.length === 0) return used === null ? 'no changes' : 'no changes in what is used';
  return `${counted.join(', ')}${more}`;
}

const WORD_WIDTH = Math.max(...GRADES.map((grade) => grade.length));
const INDENT = ' '.repeat(WORD_WIDTH + 1);

function gradeWord(grade: Grade, colours: Colours): string {
  const word = grade.padEnd(WORD_WIDTH);
  switch (grade) {
    case 'breaking':
      return colours.red(word);
    case 'risky':
      return colours.yellow(word);
    case 'compatible':
      return colours.green(word);
    default:
      return grade satisfies never;
  }
}

function readable(parts: readonly string[]): string {
  return parts.reduce((so, one) => (one === '*' ? `${so}[]` : so === '' ? one : `${so}.${one}`), '');
}

function segments(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'));
}
