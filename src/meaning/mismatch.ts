/** Field by field, what tells a live request from a recorded one: the explanation of a miss. */
import { isJsonObject, type Json } from '../cassette/json.ts';
import type { BodyMeaning } from './body.ts';
import { textOf } from './json.ts';
import type { HeadMeaning, MatchOptions } from './request.ts';
import type { TarEntry } from './tar.ts';

export interface Mismatch {
  /** What differs, in words and names of the API: `query all`, `path id`, `body /HostConfig/Memory`, `body file app/main.js`. */
  readonly place: string;
  /** As short text; null: absent. */
  readonly live: string | null;
  readonly recorded: string | null;
}

/** A request as far as it is known: the body is null while it has not come, or need not be looked at. */
export interface RequestMeaning {
  readonly head: HeadMeaning;
  readonly body: BodyMeaning | null;
}

/** Values in an explanation are cut to this length. */
const SHOWN = 80;

/** Everything in which the two differ; empty where they mean the same. */
export function mismatches(live: RequestMeaning, recorded: RequestMeaning, options: MatchOptions): Mismatch[] {
  return [
    ...headMismatches(live.head, recorded.head, options),
    ...(live.body === null || recorded.body === null ? [] : bodyMismatches(live.body, recorded.body)),
  ];
}

function headMismatches(live: HeadMeaning, recorded: HeadMeaning, options: MatchOptions): Mismatch[] {
  const found: Mismatch[] = [];
  const compare = (place: string, a: string | null | undefined, b: string | null | undefined) => {
    if ((a ?? null) !== (b ?? null)) found.push({ place, live: a ?? null, recorded: b ?? null });
  };
  compare('method', live.method, recorded.method);
  compare('path', live.path, recorded.path);
  if (!options.anyVersion) compare('API version', live.version, recorded.version);
  if (live.path === recorded.path) {
    for (const name of Object.keys(live.parameters)) compare(`path ${name}`, live.parameters[name], recorded.parameters[name]);
  }
  for (const name of new Set([...live.query.keys(), ...recorded.query.keys()])) {
    compare(`query ${name}`, live.query.get(name), recorded.query.get(name));
  }
  compare('header Upgrade', live.upgrade || null, recorded.upgrade || null);
  return found;
}

function bodyMismatches(live: BodyMeaning, recorded: BodyMeaning): Mismatch[] {
  if (live.kind === 'json' || recorded.kind === 'json') {
    const [a, b] = [dataOf(live), dataOf(recorded)];
    if (a !== undefined && b !== undefined) return [...jsonMismatches(a, b, '')];
  }
  if (live.kind === 'tar' && recorded.kind === 'tar') return tarMismatches(live.entries, recorded.entries);
  const [a, b] = [describeBody(live), describeBody(recorded)];
  return a === b ? [] : [{ place: 'body', live: a, recorded: b }];
}

/** A body that says nothing is an empty document when it is held against one. */
function dataOf(meaning: BodyMeaning): Json | undefined {
  return meaning.kind === 'json' ? meaning.data : meaning.kind === 'none' ? {} : undefined;
}

function describeBody(meaning: BodyMeaning): string | null {
  switch (meaning.kind) {
    case 'none':
      return null;
    case 'json':
      return 'JSON';
    case 'tar':
      return `a tar of ${meaning.entries.length} entries`;
    case 'bytes':
      return `${meaning.length} bytes, sha256 ${meaning.sha256.slice(0, 12)}`;
    default:
      return meaning satisfies never;
  }
}

function* jsonMismatches(live: Json | undefined, recorded: Json | undefined, pointer: string): Generator<Mismatch> {
  if (isJsonObject(live) && isJsonObject(recorded)) {
    for (const key of new Set([...Object.keys(live), ...Object.keys(recorded)])) {
      yield* jsonMismatches(live[key], recorded[key], `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    }
    return;
  }
  const [a, b] = [live === undefined ? null : textOf(live), recorded === undefined ? null : textOf(recorded)];
  if (a !== b) yield { place: `body ${pointer}`.trimEnd(), live: shorten(a), recorded: shorten(b) };
}

function tarMismatches(live: readonly TarEntry[], recorded: readonly TarEntry[]): Mismatch[] {
  const [a, b] = [byPath(live), byPath(recorded)];
  const found: Mismatch[] = [];
  for (const path of new Set([...a.keys(), ...b.keys()])) {
    const [mine, theirs] = [a.get(path) ?? null, b.get(path) ?? null];
    if (mine !== theirs) found.push({ place: `body file ${path}`, live: mine, recorded: theirs });
  }
  return found;
}

function byPath(entries: readonly TarEntry[]): Map<string, string> {
  const described = entries.map(({ path, type, digest, executable, link }): [string, string] => {
    const parts = [type, executable ? 'executable' : '', link && `to ${link}`, digest && `sha256 ${digest.slice(0, 12)}`];
    return [path, parts.filter((part) => part !== '').join(', ')];
  });
  return new Map(described);
}

function shorten(text: string | null): string | null {
  return text !== null && text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
