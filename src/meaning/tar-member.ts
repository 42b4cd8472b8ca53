/**
 * One file out of a recorded tar, without reading the rest: headers are walked from block to block
 * (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html, "ustar Interchange Format"). For small, named
 * members only: a Dockerfile, the manifest of a saved image. What tars mean as a whole is in tar.ts.
 */
import { gunzipSync } from 'node:zlib';
import { bodyLength, inlineBytes } from '../cassette/body.ts';
import type { Body, BodyFiles } from '../cassette/types.ts';

const BLOCK = 512;
/** Of a member that is looked for, and of a packed tar. */
const LARGEST_MEMBER = 1024 * 1024;
const LARGEST_PACKED = 64 * 1024 * 1024;
const REGULAR = new Set(['0', '\0', '7']);

/** Gives `length` bytes from `offset`, fewer at the end. */
type Slice = (offset: number, length: number) => Buffer;

/** The content of the first member of that path (without a leading `./`); null where the body has none, or is no tar that can be read. */
export function tarMember(body: Body, files: BodyFiles, path: string): Buffer | null {
  const slice = slicesOf(body, files);
  if (slice === null) return null;
  for (let at = 0; ; ) {
    const header = slice(at, BLOCK);
    if (header.length < BLOCK || header[0] === 0) return null;
    const size = Number.parseInt(textOf(header, 124, 12).trim() || '0', 8);
    if (!Number.isSafeInteger(size) || size < 0) return null;
    if (REGULAR.has(String.fromCharCode(header[156] as number)) && pathOf(header) === path) {
      return size > LARGEST_MEMBER ? null : slice(at + BLOCK, size);
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

function slicesOf(body: Body, files: BodyFiles): Slice | null {
  const start = body.encoding === 'file' ? files.read({ ...body, bytes: Math.min(2, body.bytes) }) : inlineBytes(body);
  const isPacked = start[0] === 0x1f && start[1] === 0x8b;
  if (isPacked && bodyLength(body) > LARGEST_PACKED) return null;
  if (body.encoding === 'file' && !isPacked) {
    return (offset, length) => {
      const bytes = Math.max(0, Math.min(length, body.bytes - offset));
      return bytes === 0 ? Buffer.alloc(0) : files.read({ ...body, offset: body.offset + offset, bytes });
    };
  }
  const whole = isPacked ? unpack(body.encoding === 'file' ? files.read(body) : start) : start;
  return whole === null ? null : (offset, length) => whole.subarray(offset, offset + length);
}

function unpack(bytes: Buffer): Buffer | null {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_PACKED });
  } catch {
    return null;
  }
}

function pathOf(header: Buffer): string {
  const isUstar = textOf(header, 257, 5) === 'ustar';
  const prefix = isUstar ? textOf(header, 345, 155) : '';
  const path = prefix === '' ? textOf(header, 0, 100) : `${prefix}/${textOf(header, 0, 100)}`;
  return path.replace(/^(?:\.?\/)+/, '');
}

function textOf(header: Buffer, from: number, length: number): string {
  const text = header.toString('utf8', from, from + length);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
