/**
 * A miss: what was asked and not recorded, or did not come as recorded. It explains itself to the client (501 in Docker's
 * own shape), and to whoever reads the summary.
 */
import { interactionFileName } from '../cassette/format.ts';
import type { Interaction } from '../cassette/types.ts';
import type { Mismatch } from '../meaning/mismatch.ts';

export interface NearMiss {
  readonly cassette: string;
  readonly interaction: Interaction;
  /** Empty: the request is the same, but its answer was already given and may not be given again. */
  readonly mismatches: readonly Mismatch[];
}

export interface Miss {
  /** `request`: no answer to it. `stdin`: other input than recorded. `gate`: a stream waited for what never came. `cassette`: a file is broken. */
  readonly kind: 'request' | 'stdin' | 'gate' | 'cassette';
  /** `POST /v1.41/containers/create?name=web`. */
  readonly request: string;
  /** For people, of one or more lines; the first one says it all. */
  readonly message: string;
  /** Recorded requests that come closest, nearest first. */
  readonly nearest: readonly NearMiss[];
}

/** As many differences of one interaction are worth reading. */
const SHOWN_MISMATCHES = 8;

/** Nothing recorded answers this request. */
export function requestMiss(request: string, nearest: readonly NearMiss[], cassettes: readonly string[]): Miss {
  const lines = [`tapedeck: no recorded answer to ${request}`];
  for (const near of nearest) lines.push(...explain(near));
  if (nearest.length === 0) lines.push(`  nothing like it was recorded in ${cassettes.join(', ')}`);
  lines.push(advice(nearest, cassettes));
  return { kind: 'request', request, message: lines.join('\n'), nearest };
}

/** The stream of `interaction` came to an end of its own. */
export function streamMiss(kind: 'stdin' | 'gate', request: string, interaction: Interaction, reason: string): Miss {
  const message = `tapedeck: ${request}, played from ${fileOf(interaction)}: ${reason}`;
  return { kind, request, message, nearest: [] };
}

/** Nothing recorded answers this call on a BuildKit connection. */
export function callMiss(call: string, reason: string): Miss {
  return { kind: 'request', request: call, message: `tapedeck: no recorded answer to ${call}: ${reason}`, nearest: [] };
}

/** What tapedeck cannot play back (yet). */
export function unplayableMiss(request: string, reason: string): Miss {
  return { kind: 'request', request, message: `tapedeck: no answer to ${request}\n${reason}`, nearest: [] };
}

export function brokenCassette(request: string, error: unknown): Miss {
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: 'cassette', request, message: `tapedeck: cannot answer ${request}: ${reason}`, nearest: [] };
}

/** The answer a client gets: an error as Docker writes it. The connection stays in use. */
export function missAnswer(miss: Miss, method: string): Buffer {
  const body = Buffer.from(`${JSON.stringify({ message: miss.message })}\n`);
  const status = miss.kind === 'cassette' ? '500 Internal Server Error' : '501 Not Implemented';
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  return method === 'HEAD' ? Buffer.from(head) : Buffer.concat([Buffer.from(head), body]);
}

export function describeRequest({ method, target }: { readonly method: string; readonly target: string }): string {
  return `${method} ${target.length > 300 ? `${target.slice(0, 300)}…` : target}`;
}

export function fileOf(interaction: Interaction): string {
  return interactionFileName(interaction).replace(/\.json$/, '');
}

function explain({ interaction, mismatches }: NearMiss): string[] {
  const { request } = interaction;
  const title = `  nearest: ${fileOf(interaction)} (${describeRequest(request)})`;
  if (mismatches.length === 0) return [`${title}: the same request, but each recorded answer to a change is given once, and this one was`];
  const lines = mismatches.slice(0, SHOWN_MISMATCHES).map(({ place, live, recorded }) => {
    if (live === null) return `    ${place}: missing, recorded ${recorded}`;
    return recorded === null ? `    ${place}: ${live}, not in the recorded` : `    ${place}: ${live}, recorded ${recorded}`;
  });
  if (mismatches.length > SHOWN_MISMATCHES) lines.push(`    and ${mismatches.length - SHOWN_MISMATCHES} more`);
  return [title, ...lines];
}

function advice(nearest: readonly NearMiss[], cassettes: readonly string[]): string {
  const name = nearest[0]?.cassette ?? (cassettes.length === 1 ? cassettes[0] : 'CASSETTE');
  const onlyVersion = nearest.some(({ mismatches }) => mismatches.length === 1 && mismatches[0]?.place === 'API version');
  const other = onlyVersion ? 'let the version differ with --any-version, ' : '';
  return `  To answer it: ${other}record the session again, add to it with \`tapedeck record ${name} --append\`, or edit the cassette.`;
}
