/**
 * Which bytes of a request or an answer are secret, and what stands in the cassette instead.
 *
 * A placeholder is a function of the place alone (`{redacted:X-Registry-Auth}`), never of the secret: equal sessions
 * give equal cassettes whoever recorded them, and nothing can be guessed back from it. A live request is redacted by
 * the same rules before it is compared with a recorded one, so a password never decides a match.
 *
 * What carries no secret stays as it is, because which of the two a client sent is worth knowing: an empty value, and
 * the base64 of `{}` that the docker CLI sends as X-Registry-Auth and X-Registry-Config whenever nobody is logged in.
 *
 * Editing a body changes its length. The head keeps the Content-Length that went over the wire, an edited chunked body
 * becomes one chunk, and rendering (wire.ts) computes both anew: a replayed `/auth` answer is well-formed HTTP with the
 * placeholder as its IdentityToken. A client that stores that token has stored no secret.
 */
import type { RequestHead } from './exchange.ts';
import type { RawHeaders } from './types.ts';

/** One thing that was replaced: where in the value it stood (JSON pointer), and by which rule. */
export interface Place {
  readonly pointer: string;
  readonly rule: string;
}

/** `value` without its secrets: the very same object where it held none. */
export interface Redacted<T> {
  readonly value: T;
  readonly places: readonly Place[];
}

const SECRET_HEADERS: ReadonlyMap<string, string> = new Map(
  ['X-Registry-Auth', 'X-Registry-Config', 'Authorization', 'Proxy-Authorization'].map((name) => [name.toLowerCase(), name]),
);
/** Header names of these lengths are worth a second look: on the hot path nearly all names end at this test. */
const SECRET_NAME_LENGTHS: ReadonlySet<number> = new Set([...SECRET_HEADERS.keys()].map((name) => name.length));

/** `{}`, `{}\n` and `null` in base64, with and without padding; an empty value says nothing either. */
const HARMLESS_HEADER_VALUES: ReadonlySet<string> = new Set(['', 'e30=', 'e30', 'e30K', 'bnVsbA==', 'bnVsbA', 'bnVsbAo=', 'bnVsbAo']);

/** Fields of registry.AuthConfig and of the answer to `POST /auth` that let one in. `auth` is base64 of `user:password`. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(['PASSWORD', 'AUTH', 'IDENTITYTOKEN', 'REGISTRYTOKEN']);

/** Rule of a secret found in the body of `POST /auth` or its answer. */
export const AUTH_BODY_RULE = 'auth-body';

const NOTHING: readonly Place[] = [];

/** What a parser says of bytes that it could not read, without the line that it quotes: who knows what stands in it. */
export function withoutQuotes(reason: string): string {
  return reason.replaceAll(/"(?:[^"\\]|\\.)*"?/g, '"…"');
}

/** What stands in a cassette where a secret was. `place` is a header or field name, never a value. */
export function placeholder(place: string): string {
  return `{redacted:${place}}`;
}

/** In lower case: header names, and field names of login bodies, whose values are secret. */
export const SECRET_NAMES: { readonly headers: readonly string[]; readonly fields: readonly string[] } = {
  headers: [...SECRET_HEADERS.keys()],
  fields: [...SECRET_FIELDS].map((field) => field.toLowerCase()),
};

/** The rule that replaces a header: `x-registry-auth-header`. */
export function headerRule(name: string): string {
  return `${name.toLowerCase()}-header`;
}

/** A request head without registry credentials, in its parsed headers and in its raw bytes. Pointers are `/headers/N`. */
export function redactHead(head: RequestHead): Redacted<RequestHead> {
  const headers = redactHeaders(head.headers);
  if (headers.places.length === 0) return { value: head, places: NOTHING };
  return {
    value: { ...head, headers: headers.value, raw: redactHeaderLines(head.raw) },
    places: headers.places.map(({ pointer, rule }) => ({ pointer: `/headers${pointer}`, rule })),
  };
}

/** The same for header pairs alone (trailers, recorded heads). Pointers are `/N`. */
export function redactHeaders(headers: RawHeaders): Redacted<RawHeaders> {
  let places: Place[] | undefined;
  let edited: (readonly [string, string])[] | undefined;
  for (let i = 0; i < headers.length; i++) {
    const [name, value] = headers[i] as readonly [string, string];
    if (!SECRET_NAME_LENGTHS.has(name.length)) continue;
    const known = SECRET_HEADERS.get(name.toLowerCase());
    if (known === undefined || isHarmless(value) || value === placeholder(known)) continue;
    edited ??= [...headers];
    edited[i] = [name, placeholder(known)];
    places ??= [];
    places.push({ pointer: `/${i}`, rule: headerRule(known) });
  }
  return edited === undefined ? { value: headers, places: NOTHING } : { value: edited, places: places ?? NOTHING };
}

/** A secret header's line up to its value, and the value with the lines that continue it (RFC 9112, 5.2). */
const SECRET_LINE = new RegExp(`^(${[...SECRET_HEADERS.keys()].join('|')})([ \\t]*:[ \\t]*)([^\\n]*(?:\\n[ \\t][^\\n]*)*)`, 'gim');

function redactHeaderLines(raw: Buffer): Buffer {
  const text = raw.toString('latin1').replace(SECRET_LINE, (line: string, name: string, colon: string, value: string) => {
    const known = SECRET_HEADERS.get(name.toLowerCase()) as string;
    if (isHarmless(value)) return line;
    return `${name}${colon}${placeholder(known)}${value.endsWith('\r') ? '\r' : ''}`;
  });
  return Buffer.from(text, 'latin1');
}

function isHarmless(value: string): boolean {
  return HARMLESS_HEADER_VALUES.has(value.trim());
}

const LOGIN_PATH = /\/auth\/*(?:[?#]|$)/;
const BUILDKIT_PATH = /\/(?:session|grpc)\/*(?:[?#]|$)/;

/**
 * True for what an engine could take for `POST /auth`: any version prefix (one it refuses too: the body was sent all
 * the same), doubled slashes, percent-encoding.
 */
export function isAuthRequest(method: string, target: string): boolean {
  return method === 'POST' && leadsTo(LOGIN_PATH, target);
}

/** True for `POST /session` and `POST /grpc`, where HTTP/2 goes on after the 101 and may carry credentials. */
export function isBuildKitRequest(method: string, target: string): boolean {
  return method === 'POST' && leadsTo(BUILDKIT_PATH, target);
}

function leadsTo(path: RegExp, target: string): boolean {
  if (path.test(target)) return true;
  return (
    target.includes('%') &&
    path.test(target.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))))
  );
}

/**
 * The body of `POST /auth`, or of its answer, without what lets one in; every other byte stays. Field names count as
 * Go reads them: in any case, with escapes. What is not a JSON object or array is replaced whole.
 * Pointers are into the document (`/password`); '' where the whole body was replaced.
 */
export function redactAuthBody(bytes: Buffer): Redacted<Buffer> {
  const text = bytes.toString('latin1');
  if (text.trim() === '') return { value: bytes, places: NOTHING };
  if (!isJsonContainer(bytes)) {
    const whole = Buffer.from(placeholder('auth-body'));
    return { value: whole, places: bytes.equals(whole) ? NOTHING : [{ pointer: '', rule: AUTH_BODY_RULE }] };
  }
  const spans = secretSpans(text);
  if (spans.length === 0) return { value: bytes, places: NOTHING };
  let edited = '';
  let done = 0;
  for (const { start, end, field } of spans) {
    edited += text.slice(done, start) + JSON.stringify(placeholder(field));
    done = end;
  }
  return {
    value: Buffer.from(edited + text.slice(done), 'latin1'),
    places: spans.map(({ pointer }) => ({ pointer, rule: AUTH_BODY_RULE })),
  };
}

function isJsonContainer(bytes: Buffer): boolean {
  try {
    const data: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof data === 'object' && data !== null;
  } catch {
    return false;
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly field: string;
  readonly pointer: string;
}

/**
 * Where the values of secret fields stand in `text`, which is valid JSON read as latin1, so that indexes are byte
 * offsets. A value that is an object or array is one span; empty ones, `""` and null carry nothing and are left.
 */
function secretSpans(text: string): Span[] {
  const spans: Span[] = [];
  const path: (string | number)[] = []; // the key or index at each depth
  let awaiting: 'key' | 'value' | null = null; // in an object
  for (let at = 0; at < text.length; ) {
    const char = text[at] as string;
    if (' \t\r\n:'.includes(char)) {
      at++;
      continue;
    }
    if (awaiting === 'value') {
      awaiting = null;
      const field = secretField(path.at(-1) as string);
      const end = field === null ? at : valueEnd(text, at);
      if (field !== null && carriesSecret(text.slice(at, end), field)) {
        spans.push({ start: at, end, field, pointer: path.map(pointerSegment).join('') });
        at = end;
        continue;
      }
    }
    const inObject = typeof path.at(-1) === 'string';
    if (char === '"') {
      const end = stringEnd(text, at);
      if (awaiting === 'key') {
        path[path.length - 1] = JSON.parse(Buffer.from(text.slice(at, end), 'latin1').toString('utf8')) as string;
        awaiting = 'value';
      }
      at = end;
      continue;
    }
    if (char === '{') path.push('');
    else if (char === '[') path.push(0);
    else if (char === '}' || char === ']') path.pop();
    else if (char === ',' && !inObject) path[path.length - 1] = (path.at(-1) as number) + 1;
    awaiting = char === '{' || (char === ',' && inObject) ? 'key' : null;
    at++;
  }
  return spans;
}

/** The field as AuthConfig spells it, or null. Go folds case, the long s and the Kelvin sign included. */
function secretField(key: string): string | null {
  const folded = key.toLowerCase().toUpperCase();
  return SECRET_FIELDS.has(folded) ? folded.toLowerCase() : null;
}

function carriesSecret(value: string, field: string): boolean {
  return !/^(?:""|null|\{\s*\}|\[\s*\])$/.test(value) && value !== JSON.stringify(placeholder(field));
}

function pointerSegment(segment: string | number): string {
  return `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Behind the string that starts at `start`. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Behind the value that starts at `start`. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const char = text[at] as string;
    if (depth === 0 && at > start && ' \t\r\n,]}'.includes(char)) return at;
    if (char === '"') at = stringEnd(text, at);
    else {
      if (char === '{' || char === '[') depth++;
      if (char === '}' || char === ']') depth--;
      at++;
    }
    if (depth === 0 && (char === '"' || char === '}' || char === ']')) return at;
  }
  return text.length;
}
