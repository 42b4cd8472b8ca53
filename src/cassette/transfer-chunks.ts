/**
 * HTTP's chunked transfer coding (RFC 9112 §7.1), written as it was recorded:
 *
 *   size line CRLF  data CRLF  …  0 CRLF  trailers CRLF
 */
import { writeTrailers } from './head.ts';
import { unpackSizes } from './sizes.ts';
import type { Chunked, Sizes } from './types.ts';

const CRLF = Buffer.from('\r\n');
const NOTHING = Buffer.alloc(0);

/** Cuts a body into chunks while it comes, whatever the pieces are in which it does. */
export class ChunkWriter {
  readonly #chunked: Chunked;
  readonly #sizes: Iterator<number, unknown>;
  #index = -1;
  #size = 0;
  /** Bytes of the present chunk that are yet to come. */
  #left = 0;

  /** @param length bytes of the whole body; where the recorded sizes do not come to it, they are made to (fitSizes) */
  constructor(chunked: Chunked, length: number) {
    this.#chunked = chunked;
    this.#sizes = fitSizes(chunked.sizes, length);
  }

  push(bytes: Buffer): Buffer {
    const out: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      if (this.#left === 0) this.#begin(out);
      const piece = bytes.subarray(at, at + this.#left);
      out.push(piece);
      at += piece.length;
      this.#left -= piece.length;
      if (this.#left === 0) out.push(CRLF);
    }
    return Buffer.concat(out);
  }

  /** The last chunk and the trailers. */
  end(): Buffer {
    return lastChunk(this.#chunked);
  }

  #begin(out: Buffer[]): void {
    this.#index += 1;
    this.#size = this.#sizes.next().value as number;
    this.#left = this.#size;
    out.push(sizeLine(this.#chunked, this.#index, this.#size));
  }
}

/** One chunk on its own; of no bytes: nothing, since an empty chunk would end the body. */
export function wrapChunk(chunked: Chunked, index: number, data: Buffer): Buffer {
  return data.length === 0 ? NOTHING : Buffer.concat([sizeLine(chunked, index, data.length), data, CRLF]);
}

/** The line before a chunk of `size` bytes. A recorded line counts only as long as it says the same size. */
export function sizeLine(chunked: Chunked, index: number, size: number): Buffer {
  const recorded = chunked.lines?.find(([at, line]) => at === index && sizeOf(line) === size);
  return Buffer.from(`${recorded?.[1] ?? size.toString(16)}\r\n`, 'latin1');
}

/** The last (zero) chunk with the trailers behind it. */
export function lastChunk(chunked: Chunked): Buffer {
  const recorded = chunked.lines?.find(([, line]) => sizeOf(line) === 0);
  return Buffer.concat([Buffer.from(`${recorded?.[1] ?? '0'}\r\n`, 'latin1'), writeTrailers(chunked.trailers ?? [])]);
}

/**
 * The recorded sizes as far as they go into `length`; the last chunk takes what is over. So a body of one chunk stays
 * one when somebody edits it.
 */
export function* fitSizes(sizes: Sizes, length: number): Generator<number, void, undefined> {
  let left = length;
  let held = 0;
  for (const size of unpackSizes(sizes)) {
    if (size === 0) continue;
    if (held > 0) yield held;
    left -= held;
    if (left === 0) return;
    held = Math.min(size, left);
  }
  if (left > 0) yield left;
}

/** What a size line says; chunk extensions (`;name=value`) may follow. NaN where it says nothing. */
function sizeOf(line: string): number {
  return Number.parseInt(/^\s*([0-9a-fA-F]+)/.exec(line)?.[1] ?? '', 16);
}
