/** One exchange with the live engine while it lasts: what has come of it so far, and the client's hand on it. */
import { bodyLength, bodyStream } from '../../cassette/body.ts';
import type { ExchangeEvent } from '../../cassette/exchange.ts';
import { headerTokens } from '../../cassette/head.ts';
import { ChunkWriter } from '../../cassette/transfer-chunks.ts';
import type { BodyFiles, Interaction, RecordedRequest } from '../../cassette/types.ts';
import { requestChunks, requestWire } from '../../cassette/wire.ts';
import { requestHead } from '../../cassette/wire-head.ts';
import type { Door, LiveLine, LiveTold } from './door.ts';
import { Talk } from './talk.ts';

/**
 * Bytes of a body that goes out with its head, as clients send it. dockerd takes the body of an attach for stdin where it
 * comes by itself; dockerode has one (seen on Docker 28.5.2).
 */
const ONE_WRITE = 16 * 1024;

export interface ExchangeOptions {
  readonly interaction: Interaction;
  /** The recorded request in live words. */
  readonly request: RecordedRequest;
  /** Where its body lies. */
  readonly files: BodyFiles;
  /** What it says is counted (`talk`). */
  readonly measured: boolean;
  /** Something has come. */
  readonly onChange: () => void;
}

export class LiveExchange {
  readonly interaction: Interaction;
  readonly talk = new Talk();
  /** Rejects where the recorded body cannot be read. */
  readonly told: Promise<LiveTold>;
  /** The head of its answer has come. */
  answered = false;
  /** Raw bytes both ways from there on. */
  hijacked = false;
  /** The engine sends no more. */
  engineEnded = false;
  /** Nothing more will come. */
  over = false;
  /** It came to its end by the protocol. */
  hasFinished = false;
  readonly #options: ExchangeOptions;
  readonly #line: LiveLine;
  /** An interim answer, a head, or the end: what a client waits for that asked for `100-continue`. */
  readonly #firstWord: Promise<void>;
  #onFirstWord: () => void = () => {};
  #onStream: ((bytes: Buffer | null) => void) | null = null;
  #early: (Buffer | null)[] = [];
  #queue: Promise<void> = Promise.resolve();

  constructor(door: Door, options: ExchangeOptions) {
    this.interaction = options.interaction;
    this.#options = options;
    this.#firstWord = new Promise((resolve) => {
      this.#onFirstWord = resolve;
    });
    let told: (told: LiveTold) => void = () => {};
    let failed: (error: unknown) => void = () => {};
    this.told = new Promise((resolve, reject) => {
      told = resolve;
      failed = reject;
    });
    this.told.catch(() => {}); // who drives a stream may not ask for it
    this.#line = door.open({ event: (event) => this.#hear(event), told });
    this.#sendRequest().catch((error: unknown) => {
      failed(error);
      this.leave();
    });
  }

  async send(bytes: Buffer): Promise<void> {
    if (!this.over) await this.#line.send(bytes);
  }

  /** Sends behind all that was queued before, as the engine takes it: a client whose container does not read yet goes on all the same. */
  queue(bytes: () => Buffer): void {
    this.#queue = this.#queue.then(() => (this.over ? undefined : this.send(bytes())));
  }

  /** FIN behind all that was queued. */
  end(): void {
    this.#queue = this.#queue.then(() => {
      if (!this.over) this.#line.end();
    });
  }

  leave(): void {
    if (!this.over) this.#line.leave();
  }

  /** The engine's bytes of a hijacked stream, from the first. To be read once. */
  async *stream(): AsyncGenerator<Buffer, void, undefined> {
    const queue = this.#early;
    let wake: () => void = () => {};
    this.#onStream = (bytes) => {
      queue.push(bytes);
      wake();
    };
    for (;;) {
      const bytes = queue.shift();
      if (bytes === null) return;
      if (bytes !== undefined) yield bytes;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }

  async #sendRequest(): Promise<void> {
    const { request, files } = this.#options;
    const whole = request.end === 'whole';
    const length = bodyLength(request.body);
    const waits = headerTokens(request.headers, 'Expect').includes('100-continue');
    if (length <= ONE_WRITE && !waits) {
      await this.send(requestWire(request, files));
      return;
    }
    await this.send(requestHead(request, whole ? length : null));
    if (waits) await this.#firstWord;
    const chunked = requestChunks(request);
    const writer = chunked === null ? null : new ChunkWriter(chunked, length);
    for await (const bytes of bodyStream(request.body, files)) {
      if (this.over) return;
      await this.send(writer === null ? bytes : writer.push(bytes));
    }
    if (writer !== null && whole) await this.send(writer.end());
  }

  #hear(event: ExchangeEvent): void {
    switch (event.kind) {
      case 'interim':
        this.#onFirstWord();
        break;
      case 'response':
        this.answered = true;
        this.hijacked = event.framing === 'hijacked';
        this.#onFirstWord();
        break;
      case 'response-data':
        if (this.#options.measured) this.talk.add(event.data);
        break;
      case 'stream-data':
        if (event.from === 'engine') this.#streamed(event.data);
        break;
      case 'half-close':
        if (event.from === 'engine') this.#endStream();
        break;
      case 'fault':
        // Nobody can say any more where its answer ends.
        this.leave();
        break;
      case 'end':
        this.over = true;
        this.hasFinished = event.how === 'finished';
        this.#endStream();
        this.#onFirstWord();
        break;
      case 'request':
      case 'request-data':
      case 'request-end':
      case 'response-end':
        return;
      default:
        event satisfies never;
    }
    this.#options.onChange();
  }

  #streamed(bytes: Buffer): void {
    if (this.#options.measured) this.talk.add(bytes);
    else this.#toReader(Buffer.from(bytes));
  }

  #endStream(): void {
    if (this.engineEnded) return;
    this.engineEnded = true;
    this.#toReader(null);
  }

  #toReader(bytes: Buffer | null): void {
    if (this.#onStream === null) this.#early.push(bytes);
    else this.#onStream(bytes);
  }
}
