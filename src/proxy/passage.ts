/**
 * One exchange that is passed on to a live engine: what the two ways there (forward.ts, tunnel.ts) have in common.
 *
 *   client ──► server ──► way ──► engine       a tap hears the wire bytes of both, so that what is passed on can be
 *   client ◄── Reply ◄── (observer releases) ◄── way       recorded as the relay records
 *
 * The way says what it sends and what it got; the passage writes to the client, and ends the answer where it ends.
 */
import type { ExchangeEvent, ExchangeObserver, LiveRequest, Reply } from '../cassette/exchange.ts';
import { headerTokens } from '../cassette/head.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import type { TapedeckError } from '../errors.ts';
import { dockerError } from './docker-error.ts';
import { HIGH_WATER_MARK } from './listen.ts';
import { ExchangeTap } from './parser/exchange-tap.ts';

export interface PassageOptions {
  readonly upstream: Endpoint;
  readonly observer: ExchangeObserver | undefined;
  /** Milliseconds since the passing on began. */
  readonly now: () => number;
  readonly nextExchange: () => number;
  readonly onError: (error: Error) => void;
  /** Nothing more will be passed either way. */
  readonly onOver: () => void;
}

/** Where the engine's bytes come from: it waits while the client is slow. */
export interface Source {
  pause(): void;
  resume(): void;
  /** Nobody wants the answer any more. `atOnce`: what is on its way to the engine is lost, too. */
  cancel(atOnce: boolean): void;
}

export class Passage {
  readonly live: LiveRequest;
  readonly #reply: Reply;
  readonly #options: PassageOptions;
  readonly #tap: ExchangeTap;
  #source: Source | null = null;
  /** Bytes that the observer has not released yet. */
  #unreleased = 0;
  #clientIsSlow = false;
  #hijacked = false;
  /** The engine closes behind its answer. */
  #closes = false;
  #answered = false;
  #over = false;

  constructor(live: LiveRequest, reply: Reply, options: PassageOptions) {
    this.live = live;
    this.#reply = reply;
    this.#options = options;
    this.#tap = new ExchangeTap(live.connection, options.nextExchange, (event) => {
      this.#note(event);
      options.observer?.event(event);
    });
  }

  get over(): boolean {
    return this.#over;
  }

  comesFrom(source: Source): void {
    this.#source = source;
  }

  // ---- from the client

  /** These wire bytes are on their way to the engine. */
  sent(bytes: Buffer): void {
    if (!this.#over) this.#tap.client(bytes, this.#options.now());
  }

  /** FIN of the client on a hijacked stream. */
  sentEnd(): void {
    if (!this.#over) this.#tap.clientEnd(this.#options.now());
  }

  left(): void {
    this.#lose('client', 'the client closed');
  }

  /** tapedeck ends. */
  drop(): void {
    this.#lose('relay', 'tapedeck stopped');
    this.#reply.reset();
  }

  // ---- from the engine

  /** Wire bytes of the answer. */
  got(bytes: Buffer): void {
    if (this.#over || this.#answered) return;
    const wasHijacked = this.#hijacked;
    this.#tap.engine(bytes, this.#options.now());
    this.#write(bytes);
    if (this.#hijacked && !wasHijacked) this.#whenSafe(() => this.#reply.hijack());
    if (!this.#hijacked && this.#tap.answered) this.#finish();
  }

  /** FIN of the engine. */
  gotEnd(): void {
    if (this.#over) return;
    this.#tap.engineEnd(this.#options.now());
    if (!this.#hijacked) this.gone(null);
    else this.#whenSafe(() => this.#reply.halfClose());
  }

  /** The engine's connection is no more. */
  gone(error: Error | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#tap.gone('engine', error?.message ?? 'the engine closed', this.#options.now());
    this.#whenSafe(() => (error === null ? this.#reply.close() : this.#reply.reset()));
    this.#options.onOver();
  }

  unreachable(error: TapedeckError): void {
    if (this.#over) return;
    this.#over = true;
    this.#tap.unreachable(error.message, this.#options.now());
    this.#options.onError(error);
    this.#whenSafe(() => {
      this.#reply.write(dockerError(502, error.message, this.live.head.method));
      this.#reply.close();
    });
    this.#options.onOver();
  }

  // ---- both

  #note(event: ExchangeEvent): void {
    if (event.kind !== 'response') return;
    this.#hijacked = event.framing === 'hijacked';
    this.#closes = headerTokens(event.head.headers, 'Connection').includes('close');
  }

  /** The engine has said all. What the client still uploads is read by the server, and dropped. */
  #finish(): void {
    this.#answered = true;
    this.#whenSafe(() => (this.#closes ? this.#reply.close() : this.#reply.finish()));
    this.#over = true;
    this.#tap.gone('engine', 'the answer was whole', this.#options.now());
    this.#options.onOver();
  }

  #lose(by: 'client' | 'relay', detail: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#tap.gone(by, detail, this.#options.now());
    this.#source?.cancel(by === 'relay');
    this.#options.onOver();
  }

  #write(bytes: Buffer): void {
    this.#unreleased += bytes.length;
    if (this.#unreleased > HIGH_WATER_MARK) this.#source?.pause();
    this.#whenSafe(() => {
      this.#unreleased -= bytes.length;
      if (this.#reply.write(bytes)) this.#goOn();
      else this.#waitForClient();
    });
  }

  #waitForClient(): void {
    this.#source?.pause();
    if (this.#clientIsSlow) return;
    this.#clientIsSlow = true;
    this.#reply.onDrain(() => {
      this.#clientIsSlow = false;
      this.#goOn();
    });
  }

  #goOn(): void {
    if (!this.#clientIsSlow && this.#unreleased <= HIGH_WATER_MARK) this.#source?.resume();
  }

  /** In order, once the observer has what it heard in safety. */
  #whenSafe(send: () => void): void {
    const { observer } = this.#options;
    if (observer?.beforeClient === undefined) send();
    else observer.beforeClient(send);
  }
}
