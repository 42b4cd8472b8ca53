/**
 * Joins the header blocks of one direction of an HTTP/2 connection: HEADERS and the CONTINUATION frames behind it, without
 * padding and priority (RFC 9113, 6.2). A listener beside the stream hands it what a FrameWalker tells.
 */
import { FLAG, FRAME, type FrameHeader } from './http2-frames.ts';

/** More than any request of BuildKit's; Go's own limit is 1 MiB for the decoded list. */
const LONGEST_HEADER_BLOCK = 256 * 1024;

export class HeaderBlocks {
  /** Fragments of the block that is being sent, and of its present frame. */
  #block: Buffer[] = [];
  #length = 0;
  #fragment: Buffer[] = [];
  #open = false;

  /** A frame begins. False: it may not come here, in the middle of a block (RFC 9113, 4.3). */
  frame(header: FrameHeader): boolean {
    this.#fragment = [];
    return !this.#open || header.type === FRAME.continuation;
  }

  /** Bytes of a frame of any type. False: the block is longer than any honest one. */
  payload(header: FrameHeader, bytes: Buffer): boolean {
    if (!isPartOfBlock(header)) return true;
    this.#length += bytes.length;
    if (this.#length > LONGEST_HEADER_BLOCK) return false;
    this.#fragment.push(Buffer.from(bytes));
    return true;
  }

  /** A frame has ended. The block that it completes; null where it completes none. */
  frameEnd(header: FrameHeader): Buffer | null {
    if (!isPartOfBlock(header)) return null;
    this.#block.push(blockFragment(header, Buffer.concat(this.#fragment)));
    this.#fragment = [];
    this.#open = (header.flags & FLAG.endHeaders) === 0;
    if (this.#open) return null;
    const block = Buffer.concat(this.#block);
    this.#block = [];
    this.#length = 0;
    return block;
  }
}

function isPartOfBlock({ type }: FrameHeader): boolean {
  return type === FRAME.headers || type === FRAME.continuation;
}

function blockFragment({ type, flags }: FrameHeader, payload: Buffer): Buffer {
  if (type !== FRAME.headers) return payload;
  const padded = (flags & FLAG.padded) !== 0;
  const start = (padded ? 1 : 0) + (flags & FLAG.priority ? 5 : 0);
  return payload.subarray(start, payload.length - (padded ? (payload[0] ?? 0) : 0));
}
