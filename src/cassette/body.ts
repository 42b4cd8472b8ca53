/** Bodies: runs of bytes in the form in which a cassette keeps them, and back. */
import { isUtf8 } from 'node:buffer';
import { detectJson, writeJson } from './json.ts';
import type { Body, BodyFiles } from './types.ts';

/** Bytes that an interaction may hold in its own file, all its bodies together; what is above lies beside it. */
export const INLINE_LIMIT = 65536;

export const EMPTY_BODY: Body = { encoding: 'text', data: '' };

/**
 * The most readable form that gives the same bytes back: `json`, else `text`, else `base64`; never `file`.
 * A lone string, number or boolean is text (what a container prints is rarely meant as JSON), and what holds a NUL is
 * base64: git and grep take it for binary too, and a tar would be one escape after another.
 */
export function encodeBody(bytes: Buffer): Body {
  if (bytes.length === 0) return EMPTY_BODY;
  const json = detectJson(bytes);
  if (json !== null && typeof json.data === 'object') return { encoding: 'json', style: json.style, end: json.end, data: json.data };
  if (!bytes.includes(0) && isUtf8(bytes)) return { encoding: 'text', data: bytes.toString('utf8') };
  return { encoding: 'base64', data: bytes.toString('base64') };
}

/** The bytes, all in memory. Throws what `files.read` throws. */
export function bodyBytes(body: Body, files: BodyFiles): Buffer {
  return body.encoding === 'file' ? files.read(body) : inlineBytes(body);
}

/** The bytes in pieces, for bodies of any size. Throws what `files.stream` throws. */
export async function* bodyStream(body: Body, files: BodyFiles): AsyncGenerator<Buffer, void, undefined> {
  if (body.encoding === 'file') yield* files.stream(body);
  else if (!isEmptyBody(body)) yield inlineBytes(body);
}

/** Its first bytes, at most `length`, without reading the rest. Throws what `files.read` throws. */
export function bodyStart(body: Body, length: number, files: BodyFiles): Buffer {
  if (body.encoding === 'file') return files.read({ ...body, bytes: Math.min(length, body.bytes) });
  return inlineBytes(body).subarray(0, length);
}

/** How many bytes the body has. */
export function bodyLength(body: Body): number {
  switch (body.encoding) {
    case 'json':
      return Buffer.byteLength(writeJson(body.data, body.style)) + body.end.length;
    case 'text':
      return Buffer.byteLength(body.data);
    case 'base64':
      return Buffer.byteLength(body.data, 'base64');
    case 'file':
      return body.bytes;
    default:
      return body satisfies never;
  }
}

export function isEmptyBody(body: Body): boolean {
  return body.encoding === 'file' ? body.bytes === 0 : body.encoding !== 'json' && body.data === '';
}

/** The bytes of a body that stands in its interaction. */
export function inlineBytes(body: Exclude<Body, { encoding: 'file' }>): Buffer {
  switch (body.encoding) {
    case 'json':
      return Buffer.from(writeJson(body.data, body.style) + body.end);
    case 'text':
      return Buffer.from(body.data);
    case 'base64':
      return Buffer.from(body.data, 'base64');
    default:
      return body satisfies never;
  }
}
