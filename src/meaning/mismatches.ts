/** Field by field, what tells a live request from a recorded one: the explanation of a miss. */
import type { Json } from '../cassette/json.ts';
import type { BodyMeaning } from './body.ts';
import { jsonMismatches } from './json-mismatch.ts';
import type { Mismatch } from './mismatch.ts';
import { queryDocument } from './query.ts';
import type { HeadMeaning, MatchOptions } from './request.ts';
import { showDifference } from './shown-values.ts';
import { tarMismatches } from './tar-mismatch.ts';

/** A request as far as it is known: the body is null while it has not come, or need not be looked at. */
export interface RequestMeaning {
  readonly head: HeadMeaning;
  readonly body: BodyMeaning | null;
}

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
    const [mine, theirs] = [a ?? null, b ?? null];
    if (mine === theirs) return;
    found.push({ place, ...showDifference(mine, theirs, place) });
  };
  compare('method', live.method, recorded.method);
  compare('path', live.path, recorded.path);
  if (!options.anyVersion) compare('API version', live.version, recorded.version);
  if (live.path === recorded.path) {
    for (const [name, value] of Object.entries(live.parameters)) compare(`path ${name}`, value, recorded.parameters[name]);
  }
  for (const name of new Set([...live.query.keys(), ...recorded.query.keys()])) {
    const [a, b] = [live.query.get(name), recorded.query.get(name)];
    const [mine, theirs] = [queryDocument(a), queryDocument(b)];
    if (mine !== null && theirs !== null) found.push(...jsonMismatches(mine, theirs, `query ${name}`));
    else compare(`query ${name}`, oneLine(a), oneLine(b));
  }
  compare('header Upgrade', live.upgrade || null, recorded.upgrade || null);
  return found;
}

/** Several values of one parameter are joined by line feeds. */
function oneLine(value: string | undefined): string | undefined {
  return value?.replaceAll('\n', ', ');
}

/** The same for bodies alone. */
export function bodyMismatches(live: BodyMeaning, recorded: BodyMeaning): Mismatch[] {
  if (live.kind === 'json' || recorded.kind === 'json') {
    const [a, b] = [dataOf(live), dataOf(recorded)];
    if (a !== undefined && b !== undefined) return jsonMismatches(a, b, 'body ');
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
