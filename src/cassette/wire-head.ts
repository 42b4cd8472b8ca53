/**
 * Heads as they went over the wire, save where the body was edited since: then Content-Length says the new length.
 * An answer of the wrong length would break its connection for every request behind it.
 */
import { headerTokens, headerValue, parseRequestHead, parseStatusHead, writeRequestHead, writeStatusHead } from './head.ts';
import type { RawHeaders, RecordedRequest, ResponseHead } from './types.ts';

/** What Content-Length must say; null: leave it alone. */
type Length = number | null;

export function requestHead(request: RecordedRequest, length: Length): Buffer {
  const headers = fitRequestLength(request, length);
  return rawHead(request, headers, parseRequestHead, partsOfRequest) ?? writeRequestHead({ ...request, headers });
}

export function statusHead(head: ResponseHead, length: Length): Buffer {
  const headers = length === null ? head.headers : fitLength(head.headers, length);
  return rawHead(head, headers, parseStatusHead, partsOfStatus) ?? writeStatusHead({ ...head, headers });
}

/** The headers with Content-Length made right; the very same list where it is. */
export function fitLength(headers: RawHeaders, length: number): RawHeaders {
  if (isChunked(headers)) return headers;
  if (headers.every(([name, value]) => !isContentLength(name) || Number(value) === length)) return headers;
  return headers.map((header) => (isContentLength(header[0]) ? [header[0], String(length)] : header));
}

/** A request with a body must say how long it is; one to which somebody gave a body may not do so yet. */
export function fitRequestLength(request: RecordedRequest, length: Length): RawHeaders {
  const { headers } = request;
  if (length === null) return headers;
  if (length > 0 && !isChunked(headers) && headerValue(headers, 'Content-Length') === undefined) {
    return [...headers, ['Content-Length', String(length)]];
  }
  return fitLength(headers, length);
}

export function isChunked(headers: RawHeaders): boolean {
  return headerTokens(headers, 'Transfer-Encoding').includes('chunked');
}

/** Answers that end with their head, whatever their headers say (RFC 9112 §6.3). */
export function hasNoBody(method: string, status: number): boolean {
  return method === 'HEAD' || status < 200 || status === 204 || status === 304;
}

function isContentLength(name: string): boolean {
  return name.toLowerCase() === 'content-length';
}

/** The head as it came, if there is one and nobody has edited its parts since; else null. */
function rawHead<Head extends { readonly rawHead?: string; readonly headers: RawHeaders }, Parsed>(
  head: Head,
  headers: RawHeaders,
  parse: (raw: Buffer) => Parsed,
  parts: (head: Head | Parsed) => readonly unknown[],
): Buffer | null {
  if (head.rawHead === undefined || headers !== head.headers) return null;
  const raw = Buffer.from(head.rawHead, 'base64');
  try {
    return JSON.stringify(parts(parse(raw))) === JSON.stringify(parts(head)) ? raw : null;
  } catch {
    return null;
  }
}

function partsOfRequest(head: Pick<RecordedRequest, 'method' | 'target' | 'version' | 'headers'>): readonly unknown[] {
  return [head.method, head.target, head.version, head.headers];
}

function partsOfStatus(head: Pick<ResponseHead, 'status' | 'reason' | 'version' | 'headers'>): readonly unknown[] {
  return [head.status, head.reason, head.version, head.headers];
}
