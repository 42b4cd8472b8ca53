/**
 * Walks over the HTTP/2 frames (RFC 9113) of one direction of a connection, however its bytes are cut. Nothing is held
 * back or copied: a listener beside the stream is told which bytes of each piece belong to which frame.
 */

export const FRAME = { data: 0, headers: 1, reset: 3, settings: 4, pushPromise: 5, goaway: 7, continuation: 9 } as const;
export const FLAG = { endStream: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

/** What a client says before its first frame, after `h2c` by prior knowledge too (RFC 9113, 3.4). */
export const CLIENT_PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

const HEADER_LENGTH = 9;

export interface FrameHeader {
  /** Bytes of the payload. */
  readonly length: number;
  readonly type: number;
  readonly flags: number;
  /** 0 is the connection itself. */
  readonly stream: number;
}

/** What a walk meets. */
export interface FrameVisitor {
  /** The header of the next frame is whole. */
  frame(header: FrameHeader): void;
  /** `bytes[from, to)` belongs to its payload, `position` bytes into it. Not called for an empty payload. */
  payload(header: FrameHeader, bytes: Buffer, from: number, to: number, position: number): void;
  /** The payload is whole. */
  frameEnd(header: FrameHeader): void;
  /** This is no HTTP/2: `bytes[from, …)` and all that comes after. The walk is over. */
  lost(bytes: Buffer, from: number): void;
}

/** One direction. `push` never throws. */
export class FrameWalker {
  readonly #visitor: FrameVisitor;
  /** A direction starts with the preface or with a SETTINGS frame; anything else is no HTTP/2. */
  #state: 'start' | 'preface' | 'header' | 'payload' | 'lost' = 'start';
  #first = true;
  /** Bytes of the preface, the header or the payload that have been seen. */
  #seen = 0;
  readonly #headerBytes = Buffer.alloc(HEADER_LENGTH);
  #header: FrameHeader = { length: 0, type: 0, flags: 0, stream: 0 };
  #client = false;

  constructor(visitor: FrameVisitor) {
    this.#visitor = visitor;
  }

  /** True once the direction has begun as a client's. */
  get isClient(): boolean {
    return this.#client;
  }

  push(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      switch (this.#state) {
        case 'start':
          // SETTINGS are short: the first byte of their length is zero.
          this.#state = bytes[at] === CLIENT_PREFACE[0] ? 'preface' : bytes[at] === 0 ? 'header' : 'lost';
          break;
        case 'preface':
          at = this.#preface(bytes, at);
          break;
        case 'header':
          at = this.#frameHeader(bytes, at);
          break;
        case 'payload':
          at = this.#payload(bytes, at);
          break;
        case 'lost':
          this.#visitor.lost(bytes, at);
          return;
        default:
          this.#state satisfies never;
      }
    }
  }

  #preface(bytes: Buffer, at: number): number {
    const to = Math.min(bytes.length, at + CLIENT_PREFACE.length - this.#seen);
    if (bytes.compare(CLIENT_PREFACE, this.#seen, this.#seen + to - at, at, to) !== 0) {
      this.#state = 'lost';
      return at;
    }
    this.#seen += to - at;
    if (this.#seen === CLIENT_PREFACE.length) {
      this.#client = true;
      this.#next();
    }
    return to;
  }

  #frameHeader(bytes: Buffer, at: number): number {
    const to = Math.min(bytes.length, at + HEADER_LENGTH - this.#seen);
    bytes.copy(this.#headerBytes, this.#seen, at, to);
    this.#seen += to - at;
    if (this.#seen < HEADER_LENGTH) return to;
    const header = this.#headerBytes;
    this.#header = {
      length: header.readUIntBE(0, 3),
      type: header.readUInt8(3),
      flags: header.readUInt8(4),
      stream: header.readUInt32BE(5) & 0x7fffffff,
    };
    if (this.#first && (this.#header.type !== FRAME.settings || this.#header.stream !== 0)) {
      this.#state = 'lost';
      return at;
    }
    this.#first = false;
    this.#visitor.frame(this.#header);
    if (this.#header.length === 0) this.#endFrame();
    else {
      this.#state = 'payload';
      this.#seen = 0;
    }
    return to;
  }

  #payload(bytes: Buffer, at: number): number {
    const to = Math.min(bytes.length, at + this.#header.length - this.#seen);
    this.#visitor.payload(this.#header, bytes, at, to, this.#seen);
    this.#seen += to - at;
    if (this.#seen === this.#header.length) this.#endFrame();
    return to;
  }

  #endFrame(): void {
    this.#visitor.frameEnd(this.#header);
    this.#next();
  }

  #next(): void {
    this.#state = 'header';
    this.#seen = 0;
  }
}
