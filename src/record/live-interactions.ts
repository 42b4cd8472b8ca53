/** A stream of live events straight into Interactions, with no cassette between: for live validation, the upgrade check, and tests. */
import { createHash, type Hash } from 'node:crypto';
import type { BodyPart, Bytes, RecordedEvent } from '../cassette/exchange.ts';
import type { BodyFiles, FileBody, Interaction } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import { InteractionBuilder } from './build.ts';
import type { BodySink } from './collect-body.ts';

/** Where bodies above INLINE_LIMIT go, and from where they are read again. */
export interface LiveBodies extends BodyFiles {
  /** For the bodies of one exchange. */
  sink(): LiveSink;
}

export interface LiveSink extends BodySink {
  /** That part is whole: from now on it can be read. Gives its sha256, in hex. */
  keep(part: BodyPart): string;
}

export class LiveInteractions {
  readonly #deliver: (interaction: Interaction) => void;
  readonly #bodies: LiveBodies;
  readonly #open = new Map<number, { readonly builder: InteractionBuilder; readonly sink: LiveSink }>();
  #number = 0;

  /**
   * @param deliver called with each interaction as soon as its exchange ends
   * @param bodies in memory unless told otherwise
   */
  constructor(deliver: (interaction: Interaction) => void, bodies: LiveBodies = new MemoryBodies()) {
    this.#deliver = deliver;
    this.#bodies = bodies;
  }

  /** Bodies above INLINE_LIMIT of what was delivered so far. */
  get files(): BodyFiles {
    return this.#bodies;
  }

  event(event: RecordedEvent): void {
    const exchange = this.#open.get(event.exchange) ?? this.#start(event.exchange);
    exchange.builder.event(event);
    if (event.kind === 'end') this.#finish(event.exchange);
  }

  /** Ends what is still in flight as cut off. */
  close(at: number): void {
    for (const [id, { builder }] of this.#open) {
      builder.cutOff(at, 'the recording ended');
      this.#finish(id);
    }
  }

  #start(id: number): { builder: InteractionBuilder; sink: LiveSink } {
    const sink = this.#bodies.sink();
    const exchange = { builder: new InteractionBuilder(() => this.#number++, sink), sink };
    this.#open.set(id, exchange);
    return exchange;
  }

  #finish(id: number): void {
    const exchange = this.#open.get(id);
    if (exchange === undefined) return;
    this.#open.delete(id);
    this.#deliver(exchange.builder.interaction((part) => exchange.sink.keep(part)));
  }
}

/** The interactions of a finished list of events, in order of arrival; what did not end is cut off. */
export function interactionsOf(events: Iterable<RecordedEvent>): { interactions: Interaction[]; files: BodyFiles } {
  const interactions: Interaction[] = [];
  const live = new LiveInteractions((interaction) => interactions.push(interaction));
  let at = 0;
  for (const event of events) {
    at = event.at;
    live.event(event);
  }
  live.close(at);
  interactions.sort((a, b) => a.id - b.id);
  return { interactions, files: live.files };
}

interface MemoryBody {
  readonly hash: Hash;
  readonly pieces: Buffer[];
}

class MemorySink implements LiveSink {
  readonly #bodies = new Map<BodyPart, MemoryBody>();
  readonly #keep: (body: MemoryBody) => string;

  constructor(keep: (body: MemoryBody) => string) {
    this.#keep = keep;
  }

  append(part: BodyPart, _offset: number, bytes: Bytes): void {
    const piece = Buffer.from(bytes.subarray());
    const body = this.#body(part);
    body.hash.update(piece);
    body.pieces.push(piece);
  }

  keep(part: BodyPart): string {
    return this.#keep(this.#body(part));
  }

  #body(part: BodyPart): MemoryBody {
    const body = this.#bodies.get(part) ?? { hash: createHash('sha256'), pieces: [] };
    this.#bodies.set(part, body);
    return body;
  }
}

const STREAM_PIECE = 262_144;

class MemoryBodies implements LiveBodies {
  readonly #bodies = new Map<string, Buffer>();

  /** Keeps each body once. */
  sink(): LiveSink {
    return new MemorySink((body) => {
      const sha256 = body.hash.copy().digest('hex');
      if (!this.#bodies.has(sha256)) this.#bodies.set(sha256, Buffer.concat(body.pieces));
      return sha256;
    });
  }

  read(body: FileBody): Buffer {
    const bytes = this.#bodies.get(body.sha256)?.subarray(body.offset, body.offset + body.bytes);
    if (bytes?.length !== body.bytes) throw new TapedeckError('TD_CASSETTE_FORMAT', `no body ${body.sha256} of ${body.bytes} bytes here`);
    return bytes;
  }

  async *stream(body: FileBody): AsyncGenerator<Buffer, void, undefined> {
    const bytes = this.read(body);
    for (let at = 0; at < bytes.length; at += STREAM_PIECE) yield bytes.subarray(at, at + STREAM_PIECE);
  }
}
