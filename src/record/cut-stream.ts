/**
 * Cuts one direction of a stream into pieces as the protocol frames them, whatever the reads were:
 *
 *   HTTP chunks     each is a piece; one that is exactly one stdcopy frame (logs) is that frame
 *   stdcopy frames  each is a piece, once it is whole
 *   nothing         each read is a piece
 */
import type { BodyPart, Bytes } from '../cassette/exchange.ts';
import { FRAME_HEADER_LENGTH, FrameReader } from '../cassette/frames.ts';
import type { Channel, Side } from '../cassette/types.ts';
import type { ChunkList } from './chunk-list.ts';
import type { BodyCollector } from './collect-body.ts';

/** Gives the next sequence number. */
export type NextNumber = () => number;

export class StreamCutter {
  readonly #list: ChunkList;
  readonly #collector: BodyCollector;
  readonly #from: Side;
  readonly #next: NextNumber;
  readonly #frames: FrameReader | null;
  /** The HTTP chunk that is under way: its bytes (none where they are in a file), its first bytes, its length. */
  #pieces: Buffer[] = [];
  #start: Buffer = Buffer.alloc(0);
  #length = 0;
  /** HTTP chunks begun so far. */
  #chunks = 0;

  /** @param framed the direction is expected to be stdcopy frames */
  constructor(collector: BodyCollector, from: Side, list: ChunkList, next: NextNumber, framed: boolean) {
    this.#collector = collector;
    this.#from = from;
    this.#list = list;
    this.#next = next;
    this.#frames = framed ? new FrameReader() : null;
  }

  get part(): BodyPart {
    return this.#collector.part;
  }

  /** How many HTTP chunks came before the one that is under way. */
  get chunkIndex(): number {
    return this.#chunks;
  }

  /** One read of a direction without HTTP chunks. */
  read(bytes: Bytes, at: number): void {
    this.#collect(bytes);
    if (this.#frames === null) {
      this.#addRaw(bytes, at);
      return;
    }
    for (const piece of this.#frames.push(bytes.subarray())) {
      if ('raw' in piece) this.#addRaw(piece.raw, at);
      else this.#add(piece.channel, piece.payload, FRAME_HEADER_LENGTH + piece.payload.length, at);
    }
  }

  /** A piece of an HTTP chunk. */
  chunkPiece(bytes: Bytes, last: boolean, at: number): void {
    this.#collect(bytes);
    if (this.#start.length < FRAME_HEADER_LENGTH) {
      this.#start = Buffer.concat([this.#start, bytes.subarray(0, FRAME_HEADER_LENGTH - this.#start.length)]);
    }
    if (!this.#collector.large) this.#pieces.push(Buffer.from(bytes.subarray()));
    this.#length += bytes.length;
    if (!last) return;
    const channel = soleFrame(this.#start, this.#length);
    this.#endChunk(channel, at);
    this.#chunks++;
  }

  /** What is left of a frame or HTTP chunk that never became whole is a piece too. */
  flush(at: number): void {
    const rest = this.#frames?.rest();
    if (rest !== undefined && rest.length > 0) this.#addRaw(rest, at);
    if (this.#length > 0) this.#endChunk(null, at);
  }

  #collect(bytes: Bytes): void {
    if (!this.#collector.add(bytes)) return;
    this.#list.moveToFile(this.part);
    this.#pieces = [];
  }

  #endChunk(channel: Channel | null, at: number): void {
    const whole = this.#collector.large ? null : Buffer.concat(this.#pieces);
    const payload = channel === null ? whole : (whole?.subarray(FRAME_HEADER_LENGTH) ?? null);
    this.#add(channel, payload, this.#length, at);
    this.#pieces = [];
    this.#start = Buffer.alloc(0);
    this.#length = 0;
  }

  #addRaw(bytes: Bytes, at: number): void {
    if (bytes.length > 0) this.#add(null, this.#collector.large ? null : bytes.subarray(), bytes.length, at);
  }

  #add(channel: Channel | null, payload: Buffer | null, wireLength: number, at: number): void {
    const kept = this.#collector.large || payload === null ? null : Buffer.from(payload);
    this.#list.add({ kind: 'piece', part: this.part, from: this.#from, channel, seq: this.#next(), at, wireLength, payload: kept });
  }
}

/** The channel of an HTTP chunk that is exactly one frame; null for any other. */
function soleFrame(start: Buffer, length: number): Channel | null {
  if (start.length < FRAME_HEADER_LENGTH || start.readUInt32BE(4) !== length - FRAME_HEADER_LENGTH) return null;
  const [piece] = new FrameReader().push(Buffer.concat([start.subarray(0, 4), Buffer.alloc(4)]));
  return piece !== undefined && 'channel' in piece ? piece.channel : null;
}
