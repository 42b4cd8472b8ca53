/**
 * A miss: what was asked and not recorded, or did not come as recorded. It explains itself to the client (501 in Docker's
 * own shape), and to whoever reads the summary.
 */
import { interactionFileName } from '../cassette/format.ts';
import type { Interaction } from '../cassette/types.ts';
import { isOfAnother, type Mismatch } from '../meaning/mismatch.ts';

export interface NearMiss {
  readonly cassette: string;
  readonly interaction: Interaction;
  /** What it is about in the client's own words, as of `Miss`. */
  readonly about: string | null;
  /** Its answer was given already. */
  readonly used: boolean;
  /** Its answer was given to a request that differs from this one only by what clients make up. */
  readonly renamed: boolean;
  /** Empty: the request is the same, but its answer was already given and may not be given again. */
  readonly mismatches: readonly Mismatch[];
  /** Rules with which it would answer the request, in the words of `--bind`; empty where none do. */
  readonly rules: readonly string[];
}

export interface Miss {
  /** `request`: no answer to it. `stdin`: other input than recorded. `gate`: a stream waited for what never came. `cassette`: a file is broken. */
  readonly kind: 'request' | 'stdin' | 'gate' | 'cassette';
  /** `POST /v1.41/containers/create?name=web`. */
  readonly request: string;
  /** What it is about where the client's own words for it are known (`compose service web`), else null. */
  readonly about: string | null;
  /** For people, of one or more lines; the first one says it all. */
  readonly message: string;
  /** Recorded requests that come closest, nearest first. */
  readonly nearest: readonly NearMiss[];
  /** What its reader can do, one thing each. */
  readonly advice: readonly string[];
}

/** As many differences of one interaction are worth reading. */
const SHOWN_MISMATCHES = 8;

/** What is known of a request that nothing recorded answers. */
export interface Unanswered {
  readonly request: string;
  readonly about: string | null;
  readonly nearest: readonly NearMiss[];
  /** Why no live engine was asked where one could be; null: there is none. */
  readonly notPassedOn: string | null;
  /** Names of those that were looked through. */
  readonly cassettes: readonly string[];
  /** Where other things can be done than about most requests. */
  readonly advice?: readonly string[];
}

/** Nothing recorded answers this request. */
export function requestMiss(unanswered: Unanswered): Miss {
  const { request, about, nearest, notPassedOn } = unanswered;
  const advice = unanswered.advice ?? adviceFor(unanswered);
  const lines = [`tapedeck: no recorded answer to ${request}${about === null ? '' : ` (${about})`}: ${inShort(unanswered)}`];
  for (const near of nearest) lines.push(...explainNear(near));
  if (notPassedOn !== null) lines.push(`  not passed on: ${notPassedOn}, the engine does not have it`);
  lines.push(...whatCanBeDone(advice));
  return { kind: 'request', request, about, message: lines.join('\n'), nearest, advice };
}

/** The last lines of an explanation. */
export function whatCanBeDone(advice: readonly string[]): string[] {
  return ['  What you can do:', ...advice.map((one) => `    ${one}`)];
}

/** An interaction that is being played. */
export interface Playing {
  /** Name of its cassette. */
  readonly cassette: string;
  readonly interaction: Interaction;
}

/** Its stream came to an end of its own. */
export function streamMiss(kind: 'stdin' | 'gate', request: string, { cassette, interaction }: Playing, reason: string): Miss {
  const message = playedOtherwise(request, interaction, reason);
  return { kind, request, about: null, message, nearest: [], advice: [recordAgain(cassette), ...STREAM_ADVICE[kind]] };
}

/** The first line of it. */
export function playedOtherwise(request: string, interaction: Interaction, reason: string): string {
  return `tapedeck: ${request}, played from ${fileOf(interaction)}: ${reason}`;
}

/** @param cassette its name */
export function recordAgain(cassette: string): string {
  return `- record the session again: tapedeck record ${cassette} -- COMMAND`;
}

export const STREAM_ADVICE = {
  stdin: ['- give the input that was recorded'],
  gate: ['- ask for what the stream waits for', '- let it wait longer: --gate-timeout 30s'],
} as const;

/** What tapedeck cannot play back (yet). */
export function unplayableMiss(request: string, reason: string): Miss {
  return { kind: 'request', request, about: null, message: `tapedeck: no answer to ${request}\n${reason}`, nearest: [], advice: [] };
}

export function brokenCassette(request: string, error: unknown): Miss {
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: 'cassette', request, about: null, message: `tapedeck: cannot answer ${request}: ${reason}`, nearest: [], advice: [] };
}

/** Where the answer to a HEAD, which has no body, says what is missing. */
const MISS_HEADER = 'Tapedeck-Miss';

/** The answer a client gets: an error as Docker writes it. The connection stays in use. */
export function missAnswer(miss: Miss, method: string): Buffer {
  const body = Buffer.from(`${JSON.stringify({ message: miss.message })}\n`);
  const status = miss.kind === 'cassette' ? '500 Internal Server Error' : '501 Not Implemented';
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
  if (method !== 'HEAD') return Buffer.concat([Buffer.from(`${head}\r\n`), body]);
  return Buffer.from(`${head}${MISS_HEADER}: ${headline(miss).replaceAll(/[^\x20-\x7e]/g, '?')}\r\n\r\n`);
}

/** The first line, which says it all. */
export function headline({ message }: Miss): string {
  return message.split('\n', 1)[0] as string;
}

/** Longer targets say nothing more to people: dockerode repeats whole bodies in them. */
const SHOWN_TARGET = 160;
/** Ids of the engine, of which twelve digits are as good as all. */
const ENGINE_ID = /(?<![0-9a-f])([0-9a-f]{12})[0-9a-f]{52}(?![0-9a-f])/g;

export function describeRequest({ method, target }: { readonly method: string; readonly target: string }): string {
  const short = target.replaceAll(ENGINE_ID, '$1');
  return `${method} ${short.length > SHOWN_TARGET ? `${short.slice(0, SHOWN_TARGET)}…` : short}`;
}

export function fileOf(interaction: Interaction): string {
  return interactionFileName(interaction).replace(/\.json$/, '');
}

const GIVEN = 'the same request, but each recorded answer to a change is given once, and this one was';

/** What makes it a miss, in the words of the nearest interaction. */
function inShort({ nearest: [near], cassettes }: Unanswered): string {
  if (near === undefined) return `nothing like it was recorded in ${cassettes.join(', ')}`;
  const [first, ...more] = near.mismatches;
  if (first === undefined) return `its answer was given before (${fileOf(near.interaction)})`;
  if (isSameOfAnother(near)) return `it was recorded of ${near.about ?? first.recorded}, not of this one`;
  return `${describeMismatch(first)}${more.length === 0 ? '' : ` (and ${more.length} more)`}`;
}

/** The same, asked of another object. */
function isSameOfAnother({ mismatches }: NearMiss): boolean {
  return mismatches.length === 1 && mismatches.every(isOfAnother);
}

/** What tells that interaction from the request, a line each. */
export function explainNear({ interaction, mismatches, cassette, about }: NearMiss): string[] {
  const asked = describeRequest(interaction.request);
  const title = `  nearest: ${fileOf(interaction)} of ${cassette} (${about === null ? asked : `${asked}, ${about}`})`;
  if (mismatches.length === 0) return [`${title}: ${GIVEN}`];
  const lines = mismatches.slice(0, SHOWN_MISMATCHES).map((mismatch) => `    ${describeMismatch(mismatch)}`);
  if (mismatches.length > SHOWN_MISMATCHES) lines.push(`    and ${mismatches.length - SHOWN_MISMATCHES} more`);
  return [title, ...lines];
}

function describeMismatch({ place, live, recorded }: Mismatch): string {
  if (live === null) return `${place} is missing, recorded ${recorded}`;
  return recorded === null ? `${place} is ${live}, not in the recorded` : `${place} is ${live}, recorded ${recorded}`;
}

function adviceFor({ nearest, notPassedOn, cassettes }: Unanswered): string[] {
  const [near] = nearest;
  const name = cassetteMeant(near, cassettes);
  return [
    recordAgain(name),
    ...(notPassedOn === null ? [`- keep the recording, and add what is missing: tapedeck run ${name} --mode new-episodes -- COMMAND`] : []),
    `- ${lastWay(near)}`,
  ];
}

/** Which of them to record again: that of the nearest; where nothing is near the only one. */
export function cassetteMeant(near: NearMiss | undefined, cassettes: readonly string[]): string {
  return near?.cassette ?? (cassettes.length === 1 ? (cassettes[0] as string) : 'CASSETTE');
}

function lastWay(near: NearMiss | undefined): string {
  if (near === undefined || isSameOfAnother(near)) return 'leave the request out, if it is not meant to be asked';
  return near.renamed ? 'play the cassette again from each round on, if this is where one begins: --rewind auto' : letItBe(near);
}

/** How the request can be answered from what was recorded all the same. */
function letItBe({ interaction, mismatches, rules }: NearMiss): string {
  const edit = `edit ${interactionFileName(interaction)}`;
  if (mismatches.length === 0) return 'let changes be asked for again: --allow-repeats';
  if (mismatches.every(({ place }) => place === 'API version')) return 'let the API version differ: --any-version';
  if (rules.length === 0 || rules.length > SHOWN_MISMATCHES) return edit;
  return `${letVary(rules)}; or ${edit}`;
}

/** @param more there are others beside these rules */
export function letVary(rules: readonly string[], more = false): string {
  return `let it vary: ${rules.map((rule) => `--bind ${shellWord(rule)}`).join(' ')}${more ? ' …' : ''}`;
}

/** As one word of a shell. */
function shellWord(text: string): string {
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`;
}
