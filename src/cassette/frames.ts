/**
 * Docker's multiplexed streams (moby calls the format stdcopy): attach, exec and logs without a TTY carry stdout and
 * stderr in frames.
 *
 *   byte   0          1..3      4..7                   8..
 *          channel    0 0 0     length, big-endian     payload
 *
 * The content type does not say for sure whether a stream is framed (API < 1.42, exec without Upgrade), so the reader
 * looks: from the first header on that no engine would write, the rest of the stream is raw.
 * https://docs.docker.com/reference/api/engine/ (ContainerAttach, "Stream format")
 */
import type { Channel } from './types.ts';

export const FRAME_HEADER_LENGTH = 8;
const LENGTH_AT = 4;
/** Engines write frames of at most 32 KiB; what claims to be larger than this is no frame. */
const MAX_PAYLOAD = 1024 * 1024;
const CHANNELS: readonly Channel[] = ['stdin', 'stdout', 'stderr'];

/** A whole frame, or bytes of a stream that is not (or no longer) framed. */
export type Piece = { readonly channel: Channel; readonly payload: Buffer } | { readonly raw: Buffer };

/** Finds the frames of one direction of one stream, however its bytes are cut. */
export class FrameReader {
  #parts: Buffer[] = [];
  #held = 0;
  /** Bytes that make the next whole frame; its header alone while that is not whole. */
  #wanted = FRAME_HEADER_LENGTH;
  #raw = false;

  /** Bytes of the frame that is under way. */
  get held(): number {
    return this.#held;
  }

  /** Takes what was read and gives the frames it completes, in order. Payloads may share memory with `bytes`. */
  push(bytes: Buffer): Piece[] {
    if (bytes.length === 0) return [];
    if (this.#raw) return [{ raw: bytes }];
    this.#parts.push(bytes);
    this.#held += bytes.length;
    return this.#held < this.#wanted && this.#held >= FRAME_HEADER_LENGTH ? [] : this.#takeFrames();
  }

  /** What is held of a frame that is not complete: the end of a stream that was cut. It is taken out. */
  rest(): Buffer {
    const rest = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    this.#hold(Buffer.alloc(0), FRAME_HEADER_LENGTH);
    return rest;
  }

  #takeFrames(): Piece[] {
    const pieces: Piece[] = [];
    let bytes = this.rest();
    while (bytes.length > 0) {
      const channel = frameChannel(bytes);
      if (channel === null) {
        this.#raw = true;
        pieces.push({ raw: bytes });
        return pieces;
      }
      const end = FRAME_HEADER_LENGTH + (bytes.length < FRAME_HEADER_LENGTH ? 0 : bytes.readUInt32BE(LENGTH_AT));
      if (bytes.length < end) {
        this.#hold(bytes, end);
        return pieces;
      }
      pieces.push({ channel, payload: bytes.subarray(FRAME_HEADER_LENGTH, end) });
      bytes = bytes.subarray(end);
    }
    return pieces;
  }

  #hold(bytes: Buffer, wanted: number): void {
    this.#parts = bytes.length === 0 ? [] : [bytes];
    this.#held = bytes.length;
    this.#wanted = wanted;
  }
}

/** One frame with its header. */
export function writeFrame(channel: Channel, payload: Buffer): Buffer {
  return Buffer.concat([writeFrameHeader(channel, payload.length), payload]);
}

/** The header of a frame with so many bytes of payload. */
export function writeFrameHeader(channel: Channel, length: number): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_LENGTH);
  header[0] = CHANNELS.indexOf(channel);
  header.writeUInt32BE(length, LENGTH_AT);
  return header;
}

/**
 * The channel that a frame header names, as far as the bytes at hand tell; null as soon as they can be none. A prompt of
 * two characters is thus known as raw at once, and need not wait for eight.
 */
function frameChannel(bytes: Buffer): Channel | null {
  for (let index = 1; index < LENGTH_AT && index < bytes.length; index += 1) if (bytes[index] !== 0) return null;
  if (bytes.length >= FRAME_HEADER_LENGTH && bytes.readUInt32BE(LENGTH_AT) > MAX_PAYLOAD) return null;
  return CHANNELS[bytes[0] as number] ?? null;
}
