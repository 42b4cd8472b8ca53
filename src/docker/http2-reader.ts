/**
 * Reads one direction of an HTTP/2 connection: what is said on its streams, without what only the connection cares for
 * (settings, windows, pings). Frames are given as they come; nothing is held back but header blocks.
 */
import type { RawHeaders } from '../cassette/types.ts';
import { HpackDecoder } from './hpack.ts';
import { FLAG, FRAME, type FrameHeader, type FrameVisitor, FrameWalker } from './http2-frames.ts';
import { HeaderBlocks } from './http2-header-blocks.ts';

export type Http2Event =
  /** Request headers, response headers or trailers: which of them, the order tells. */
  | { readonly kind: 'headers'; readonly stream: number; readonly headers: RawHeaders; readonly end: boolean }
  /** Bytes of one DATA frame without padding. `end`: the last of this side on the stream. */
  | { readonly kind: 'data'; readonly stream: number; readonly bytes: Buffer; readonly end: boolean }
  | { readonly kind: 'reset'; readonly stream: number; readonly code: number }
  /** This cannot be read as HTTP/2 (any more). It is the last event. */
  | { readonly kind: 'lost' };

export class Http2Reader implements FrameVisitor {
  readonly #walker = new FrameWalker(this);
  readonly #decoder = new HpackDecoder();
  readonly #blocks = new HeaderBlocks();
  #events: Http2Event[] = [];
  #lost = false;
  /** END_STREAM stands on HEADERS, also where CONTINUATION frames follow. */
  #endsStream = false;
  /** Of the DATA frame at hand: padding behind its bytes, and where these end in the payload. */
  #dataStart = 0;
  #dataEnd = 0;
  #reset: Buffer[] = [];

  /** True once the direction has begun as a client's. */
  get isClient(): boolean {
    return this.#walker.isClient;
  }

  /** What these bytes say, in order. Never throws. */
  push(bytes: Buffer): Http2Event[] {
    this.#events = [];
    if (!this.#lost) this.#walker.push(bytes);
    return this.#events;
  }

  frame(header: FrameHeader): void {
    if (!this.#blocks.frame(header)) this.#giveUp();
    if (header.type === FRAME.headers) this.#endsStream = (header.flags & FLAG.endStream) !== 0;
    this.#reset = [];
    this.#dataStart = 0;
    this.#dataEnd = header.length;
  }

  payload(header: FrameHeader, bytes: Buffer, from: number, to: number, position: number): void {
    if (header.type === FRAME.data) this.#data(header, bytes.subarray(from, to), position);
    else if (header.type === FRAME.reset) this.#reset.push(Buffer.from(bytes.subarray(from, to)));
    else if (!this.#blocks.payload(header, bytes.subarray(from, to))) this.#giveUp();
  }

  frameEnd(header: FrameHeader): void {
    const { stream, type } = header;
    if (type === FRAME.data && header.flags & FLAG.endStream) this.#tell({ kind: 'data', stream, bytes: NOTHING, end: true });
    if (type === FRAME.reset) {
      const code = Buffer.concat(this.#reset);
      this.#tell({ kind: 'reset', stream, code: code.length < 4 ? 0 : code.readUInt32BE(0) });
    }
    const block = this.#blocks.frameEnd(header);
    if (block === null) return;
    const headers = this.#decoder.decode(block);
    if (headers === null) this.#giveUp();
    else this.#tell({ kind: 'headers', stream, headers, end: this.#endsStream });
  }

  lost(): void {
    this.#giveUp();
  }

  #data({ flags, stream, length }: FrameHeader, bytes: Buffer, position: number): void {
    if (position === 0 && flags & FLAG.padded) {
      this.#dataStart = 1;
      this.#dataEnd = length - (bytes[0] ?? 0);
    }
    const data = bytes.subarray(Math.max(0, this.#dataStart - position), Math.max(0, this.#dataEnd - position));
    if (data.length > 0) this.#tell({ kind: 'data', stream, bytes: data, end: false });
  }

  #tell(event: Http2Event): void {
    if (!this.#lost) this.#events.push(event);
  }

  #giveUp(): void {
    this.#tell({ kind: 'lost' });
    this.#lost = true;
  }
}

const NOTHING = Buffer.alloc(0);
