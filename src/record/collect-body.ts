/** Bytes of one part of an exchange: in memory up to INLINE_LIMIT, in the sink from then on. */
import { encodeBody, INLINE_LIMIT } from '../cassette/body.ts';
import type { BodyPart, Bytes } from '../cassette/exchange.ts';
import type { Body, FileBody } from '../cassette/types.ts';

/** Takes the bytes of bodies above INLINE_LIMIT. */
export interface BodySink {
  /**
   * Bytes of a part, in order and without gaps from offset 0: what came before the part was known to be large comes first.
   * `bytes` are a Buffer, or what the caller itself handed to the builder.
   */
  append(part: BodyPart, offset: number, bytes: Bytes): void;
}

export class BodyCollector {
  readonly part: BodyPart;
  /** Bytes so far. */
  length = 0;
  /** More than INLINE_LIMIT: the bytes are in the sink. */
  large = false;
  #pieces: Buffer[] = [];
  readonly #sink: BodySink;

  constructor(part: BodyPart, sink: BodySink) {
    this.part = part;
    this.#sink = sink;
  }

  /** True where these bytes made the part large. */
  add(bytes: Bytes): boolean {
    const offset = this.length;
    this.length += bytes.length;
    const turns = !this.large && this.length > INLINE_LIMIT;
    if (turns) this.#moveToSink();
    if (this.large) this.#sink.append(this.part, offset, bytes);
    // A copy: the bytes are as a rule a slice of something large that would otherwise live as long as this exchange.
    else if (bytes.length > 0) this.#pieces.push(Buffer.from(bytes.subarray()));
    return turns;
  }

  #moveToSink(): void {
    this.large = true;
    let offset = 0;
    for (const piece of this.#pieces) {
      this.#sink.append(this.part, offset, piece);
      offset += piece.length;
    }
    this.#pieces = [];
  }

  /** What is in memory: everything, unless the part is large. */
  bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  body(file: Pick<FileBody, 'sha256' | 'extension'> | null): Body {
    return file === null ? encodeBody(this.bytes()) : { encoding: 'file', ...file, offset: 0, bytes: this.length };
  }
}
