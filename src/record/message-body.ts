/** One body of an HTTP message: its bytes, decoded of transfer chunks, and how it was cut into them. */
import type { BodyPart, Bytes } from '../cassette/exchange.ts';
import { SizesBuilder } from '../cassette/sizes.ts';
import type { Chunked, RawHeaders } from '../cassette/types.ts';
import { BodyCollector, type BodySink } from './collect-body.ts';

/** What is odd about the chunks of a body; most have none of it. */
export class ChunkOddities {
  readonly #lines: [index: number, line: string][] = [];
  #trailers: RawHeaders = [];

  line(index: number, line: string | null): void {
    if (line !== null) this.#lines.push([index, line]);
  }

  trailers(trailers: RawHeaders): void {
    this.#trailers = trailers;
  }

  chunked(sizes: Chunked['sizes']): Chunked {
    return {
      sizes,
      ...(this.#lines.length > 0 && { lines: this.#lines }),
      ...(this.#trailers.length > 0 && { trailers: this.#trailers }),
    };
  }
}

export class MessageBody {
  readonly collector: BodyCollector;
  readonly #sizes = new SizesBuilder();
  readonly #oddities = new ChunkOddities();
  #chunks = 0;
  #length = 0;

  constructor(part: BodyPart, sink: BodySink) {
    this.collector = new BodyCollector(part, sink);
  }

  piece(bytes: Bytes, last: boolean, line: string | null): void {
    this.collector.add(bytes);
    this.#oddities.line(this.#chunks, line);
    this.#length += bytes.length;
    if (last) this.#endChunk();
  }

  end(trailers: RawHeaders, line: string | null): void {
    this.#oddities.line(this.#chunks, line);
    this.#oddities.trailers(trailers);
  }

  /** How it was cut. A chunk that never came to its end counts with what there is of it. */
  chunked(): Chunked {
    if (this.#length > 0) this.#endChunk();
    return this.#oddities.chunked(this.#sizes.sizes());
  }

  #endChunk(): void {
    this.#sizes.add(this.#length);
    this.#length = 0;
    this.#chunks++;
  }
}
