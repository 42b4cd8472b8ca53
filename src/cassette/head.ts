/**
 * Heads of HTTP/1.x messages: start line and headers, read and written without losing a byte.
 *
 * Reading is strict where two readers could disagree (bare CR or LF, folded lines, a blank before the colon) and
 * tolerant where they cannot (no reason phrase, no blank behind the colon). What reads but would not be written the
 * same way again is found by comparing with `raw`; the format keeps such a head as it came (`rawHead`).
 */
import type { RequestHead, StatusHead } from './exchange.ts';
import type { RawHeaders } from './types.ts';

/** RFC 9110 §5.6.2: what methods and header names are made of. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-\xff]+) (HTTP\/1\.[0-9])$/;
const STATUS_LINE = /^(HTTP\/1\.[0-9]) ([1-9][0-9]{2})(?: (.*))?$/;
/** A line break that is not CRLF, or a NUL: readers disagree on what these mean, so nobody may guess. */
const AMBIGUOUS = /\r(?!\n)|(?<!\r)\n|\0/;

/**
 * Reads the head of a request. `raw` is all of it, up to and with the empty line; it is kept, not copied.
 * Throws SyntaxError where it is not an HTTP/1.x request head.
 */
export function parseRequestHead(raw: Buffer): RequestHead {
  const lines = headLines(raw);
  const [, method, target, version] = REQUEST_LINE.exec(lines[0] as string) ?? [];
  if (method === undefined || target === undefined || version === undefined) {
    throw new SyntaxError(`not a request line: ${quote(lines[0] as string)}`);
  }
  return { method, target, version, headers: parseHeaderLines(lines, 1), raw };
}

/** Reads the head of a response, interim or final. As parseRequestHead. */
export function parseStatusHead(raw: Buffer): StatusHead {
  const lines = headLines(raw);
  const [, version, status, reason] = STATUS_LINE.exec(lines[0] as string) ?? [];
  if (version === undefined || status === undefined) throw new SyntaxError(`not a status line: ${quote(lines[0] as string)}`);
  return { status: Number(status), reason: reason ?? '', version, headers: parseHeaderLines(lines, 1), raw };
}

/** Reads header lines that end with an empty line, as trailers do. An empty line alone gives []. */
export function parseTrailers(raw: Buffer): RawHeaders {
  if (raw.length === 2 && raw[0] === 13 && raw[1] === 10) return [];
  return parseHeaderLines(headLines(raw), 0);
}

export function writeRequestHead(head: Omit<RequestHead, 'raw'>): Buffer {
  return Buffer.from(`${head.method} ${head.target} ${head.version}\r\n${headerText(head.headers)}\r\n`, 'latin1');
}

/** The blank behind the status code is always written, also before an empty reason (RFC 9112 §4). */
export function writeStatusHead(head: Omit<StatusHead, 'raw'>): Buffer {
  return Buffer.from(`${head.version} ${head.status} ${head.reason}\r\n${headerText(head.headers)}\r\n`, 'latin1');
}

/** Header lines and the empty line: what parseTrailers reads. */
export function writeTrailers(trailers: RawHeaders): Buffer {
  return Buffer.from(`${headerText(trailers)}\r\n`, 'latin1');
}

/** The first value of a header, without the blanks around it; names in any case. */
export function headerValue(headers: RawHeaders, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of headers) {
    if (key.length === wanted.length && key.toLowerCase() === wanted) return trimBlanks(value);
  }
  return undefined;
}

/** The values of all headers of that name, in order. */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const wanted = name.toLowerCase();
  const values: string[] = [];
  for (const [key, value] of headers) {
    if (key.length === wanted.length && key.toLowerCase() === wanted) values.push(trimBlanks(value));
  }
  return values;
}

/** The members of a comma-separated list header (Connection, Transfer-Encoding), in lower case, over all its lines. */
export function headerTokens(headers: RawHeaders, name: string): string[] {
  const values = headerValues(headers, name);
  if (values.length === 0) return values;
  return values
    .join(',')
    .toLowerCase()
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}

/** Blank and tab only: String.trim also takes 0xA0, which is the last byte of an `à` in UTF-8. */
function trimBlanks(value: string): string {
  return value.replace(/^[ \t]+|[ \t]+$/g, '');
}

function headLines(raw: Buffer): string[] {
  const text = raw.toString('latin1');
  if (!text.endsWith('\r\n\r\n')) throw new SyntaxError('a head must end with an empty line');
  if (AMBIGUOUS.test(text)) throw new SyntaxError('a lone CR or LF, or a NUL, in a head');
  return text.slice(0, -4).split('\r\n');
}

function parseHeaderLines(lines: readonly string[], from: number): RawHeaders {
  const headers: [string, string][] = [];
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] as string;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0));
    if (!TOKEN.test(name)) throw new SyntaxError(`not a header line: ${quote(line)}`);
    headers.push([name, line.slice(line.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1)]);
  }
  return headers;
}

function headerText(headers: RawHeaders): string {
  let text = '';
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  return text;
}

function quote(line: string): string {
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}
