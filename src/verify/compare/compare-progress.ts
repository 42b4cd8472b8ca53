/**
 * Progress as it is told to people while an image is pulled, pushed, loaded or built: one JSON message a line. How far a
 * layer was at some moment says nothing; which layers there were and how each of them ended does, and what was said last.
 *
 *   {"status":"Downloading","progressDetail":{…},"id":"1f2a…"}   left out
 *   {"status":"Pull complete","id":"1f2a…"}                      the last word on that layer
 *   {"stream":" ---> Running in 4f66ad9a…\n"}                    text, in its order
 *   {"aux":{"ID":"sha256:…"}}, {"error":…,"errorDetail":…}       results
 */
import { isJsonObject, type Json, type JsonObject } from '../../cassette/json.ts';
import { compareJson } from './compare-json.ts';
import { shown, shownBoth } from './differences.ts';
import { noteGone, noteNew, type Walk } from './json-values.ts';
import type { Place } from './place.ts';
import { sayTheSame } from './texts.ts';

/** What is on the way; another engine, or another disk, has other steps. */
const ON_THE_WAY =
  /^(?:Pulling fs layer|Waiting|Downloading|Verifying Checksum|Download complete|Extracting|Preparing|Pushing|Loading layer|Buffering|Mounted from .*)\b/;
/** It is there now, whether it was before or not. Two recordings with one registry, Docker 20.10.24. */
const THE_SAME_END: ReadonlyMap<string, string> = new Map([
  ['Layer already exists', 'Pushed'],
  ['Already exists', 'Pull complete'],
]);
const BUILDKIT = 'moby.buildkit.trace';

interface Summary {
  /** What was said without a layer, in order. */
  readonly lines: string;
  /** The last word on each layer. */
  readonly layers: Map<string, string>;
  readonly results: JsonObject[];
  readonly error: Json;
}

export function compareProgress(recorded: readonly Json[], live: readonly Json[], place: Place, walk: Walk): void {
  const [was, is] = [summaryOf(recorded), summaryOf(live)];
  compareErrors(was.error, is.error, place, walk);
  if (was.error !== null || is.error !== null) return;
  compareTexts(was.lines, is.lines, place.member('stream'), walk);
  compareLayers(was.layers, is.layers, place.member('status'), walk);
  for (const [index, result] of was.results.entries()) {
    const [at, other] = [place.member('aux'), is.results[index]];
    if (other === undefined) noteGone(result, at, walk);
    else compareJson(result, other, at, null, walk);
  }
  for (const result of is.results.slice(was.results.length)) noteNew(result, place.member('aux'), walk);
}

function summaryOf(messages: readonly Json[]): Summary {
  const lines: string[] = [];
  const layers = new Map<string, string>();
  const results: JsonObject[] = [];
  let error: Json = null;
  for (const message of messages) {
    if (!isJsonObject(message) || message.id === BUILDKIT) continue;
    const { status, id, stream, aux } = message;
    error = typeof message.error === 'string' ? message.error : error;
    if (typeof stream === 'string') lines.push(stream);
    if (isJsonObject(aux)) results.push(aux);
    if (typeof status !== 'string' || ON_THE_WAY.test(status)) continue;
    if (typeof id === 'string' && id !== '') layers.set(id, THE_SAME_END.get(status) ?? status);
    else lines.push(`${status}\n`);
  }
  return { lines: lines.join(''), layers, results, error };
}

function compareErrors(recorded: Json, live: Json, place: Place, walk: Walk): void {
  const at = place.member('error');
  if (recorded === null && live === null) return;
  if (recorded === null) {
    walk.found.add('breaking', 'new', at, { recorded, live }, () => `fails: ${shown(live)}`);
  } else if (live === null) {
    walk.found.add('changed', 'gone', at, { recorded, live }, () => `succeeds, it failed: ${shown(recorded)}`);
  } else if (!sayTheSame(String(recorded), String(live), 'engine', walk.identities)) {
    const [was, is] = shownBoth(recorded, live);
    walk.found.add('changed', 'text', at, { recorded, live }, () => `the error is ${is}, it was ${was}`);
  }
}

/** Line by line, so that one step that is told otherwise is one difference. */
function compareTexts(recorded: string, live: string, place: Place, walk: Walk): void {
  const [was, is] = [recorded.split('\n'), live.split('\n')];
  if (was.length !== is.length) {
    const [gone, fresh] = [linesBeyond(was, is, walk), linesBeyond(is, was, walk)];
    const values = { recorded: gone.join('\n'), live: fresh.join('\n') };
    if (gone.length > 0 || fresh.length > 0) {
      const [before, now] = shownBoth(gone, fresh);
      walk.found.add('changed', 'content', place, values, () => `the text has ${now} where it had ${before}`);
    }
    return;
  }
  for (const [index, line] of was.entries()) {
    const other = is[index] as string;
    if (sayTheSame(line, other, 'engine', walk.identities)) continue;
    const [before, now] = shownBoth(line, other);
    walk.found.add('changed', 'text', place, { recorded: line, live: other }, () => `the text has ${now} where it had ${before}`);
  }
}

function linesBeyond(lines: readonly string[], others: readonly string[], walk: Walk): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const index = left.findIndex((other) => other === line || sayTheSame(line, other, 'engine', walk.identities));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** Layers have ids that may be others: what counts is how they ended. */
function compareLayers(recorded: ReadonlyMap<string, string>, live: ReadonlyMap<string, string>, place: Place, walk: Walk): void {
  const left = [...live];
  const gone: string[] = [];
  for (const [id, status] of recorded) {
    const own = walk.identities.liveOf(id) ?? id;
    const index = [
      left.findIndex(([other, said]) => other === own && said === status),
      left.findIndex(([, said]) => said === status || sayTheSame(status, said, 'engine', walk.identities)),
    ].find((candidate) => candidate >= 0);
    if (index === undefined) gone.push(status);
    else left.splice(index, 1);
  }
  for (const status of new Set(gone)) noteGone(status, place, walk);
  for (const status of new Set(left.map(([, said]) => said))) noteNew(status, place, walk);
}
