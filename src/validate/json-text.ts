/** The text of a JSON body, or what keeps it from being one. */
import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { headerValue } from '../cassette/head.ts';
import type { RawHeaders } from '../cassette/types.ts';

/** To be read after "The body". */
export type JsonText = { readonly text: string } | { readonly fault: string };

/** Above this nothing is unpacked: no engine has that much to say, and a small body could be blown up to any size. */
const MAX_UNPACKED = 256 * 1024 * 1024;

const UNPACK: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED }),
  'x-gzip': (bytes) => gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED }),
  deflate: (bytes) => inflateSync(bytes, { maxOutputLength: MAX_UNPACKED }),
  br: (bytes) => brotliDecompressSync(bytes, { maxOutputLength: MAX_UNPACKED }),
};

/** The name of the coding in which a body is packed; null where it is plain. */
export function codingOf(headers: RawHeaders): string | null {
  const coding = headerValue(headers, 'Content-Encoding')?.toLowerCase();
  return coding === undefined || coding === '' || coding === 'identity' ? null : coding;
}

/** Null where the bytes are not what their coding says, or nobody knows it. */
export function unpacked(bytes: Buffer, coding: string): Buffer | null {
  try {
    return UNPACK[coding]?.(bytes) ?? null;
  } catch {
    return null;
  }
}

export function jsonText(bytes: Buffer): JsonText {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { fault: 'starts with a byte order mark, which JSON may not' };
  if (!isUtf8(bytes)) return { fault: 'is no UTF-8, as JSON must be' };
  try {
    return { text: bytes.toString('utf8') };
  } catch {
    return { fault: 'is larger than what can be read at once' };
  }
}
