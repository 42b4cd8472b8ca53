/** Heads of answers: the status, what the body is, and the headers that clients act on. The engine's own marks and framing say nothing. */
import { headerValue } from '../../cassette/head.ts';
import { isJsonObject, type Json, parseJson } from '../../cassette/json.ts';
import type { ResponseHead } from '../../cassette/types.ts';
import { compareJson } from './compare-json.ts';
import { shown, shownBoth } from './differences.ts';
import type { Walk } from './json-values.ts';
import { isMadeFile } from './made-files.ts';
import { Place } from './place.ts';
import { sayTheSame } from './texts.ts';

const HEAD = '/outcome/head';
export const PATH_STAT = 'X-Docker-Container-Path-Stat';

/**
 * What clients act on. Not here: the engine's marks (Api-Version, Server, Ostype, Docker-Experimental, Libpod-…), Date,
 * caching, and how a body is framed (Content-Length, Transfer-Encoding, Connection).
 */
const HEADERS: readonly string[] = ['Location', 'Upgrade', 'Builder-Version', 'Swarm', 'Www-Authenticate', 'Warning', PATH_STAT];
/** Says how the host is: that it is said counts, what is said does not. */
const OF_THE_HOST: ReadonlySet<string> = new Set(['Swarm']);

export function compareHeaders(recorded: ResponseHead, live: ResponseHead, walk: Walk): void {
  compareMediaTypes(recorded, live, walk);
  for (const name of HEADERS) {
    const [was, is] = [headerValue(recorded.headers, name), headerValue(live.headers, name)];
    if (was === is || (was !== undefined && is !== undefined && OF_THE_HOST.has(name))) continue;
    const place = new Place(`${HEAD}/headers/${name}`, `/${name}`, `header ${name}`, name);
    if (was === undefined || is === undefined) noteLost(was ?? null, is ?? null, place, walk);
    else if (name === PATH_STAT && statOf(was) !== null && statOf(is) !== null) {
      compareJson(statOf(was), statOf(is), place, null, walk);
    } else if (!sayTheSame(was, is, 'engine', walk.identities)) {
      const [before, now] = shownBoth(was, is);
      walk.found.add('changed', 'header', place, { recorded: was, live: is }, (what) => `${what} is ${now}, it was ${before}`);
    }
  }
}

function noteLost(recorded: string | null, live: string | null, place: Place, walk: Walk): void {
  const say = (what: string) => (live === null ? `${what} is gone, it was ${shown(recorded)}` : `${what} is new: ${shown(live)}`);
  // Few clients look for one; those that do can tell.
  walk.found.add(live === null ? 'changed' : 'added', 'header', place, { recorded, live }, say);
}

function compareMediaTypes(recorded: ResponseHead, live: ResponseHead, walk: Walk): void {
  const [was, is] = [mediaType(recorded), mediaType(live)];
  if (was === is) return;
  const place = new Place(`${HEAD}/headers/Content-Type`, '/Content-Type', 'the media type', 'Content-Type');
  const say = (what: string) => `${what} is ${is ?? 'not said'}, it was ${was ?? 'not said'}`;
  walk.found.add(was === null ? 'added' : 'changed', 'media-type', place, { recorded: was, live: is }, say);
}

/** Without its parameters; null where none is said. */
export function mediaType(head: ResponseHead): string | null {
  return headerValue(head.headers, 'Content-Type')?.split(';', 1)[0]?.trim().toLowerCase() || null;
}

/** JSON in base64; null where it is none. */
function statOf(value: string): Json {
  try {
    return lastingStat(parseJson(Buffer.from(value, 'base64').toString('utf8')));
  } catch {
    return null;
  }
}

/** What the engine writes is as long as the address in it. */
function lastingStat(stat: Json): Json {
  if (!isJsonObject(stat) || typeof stat.name !== 'string' || !isMadeFile(stat.name)) return stat;
  const { size, ...rest } = stat;
  return rest;
}
