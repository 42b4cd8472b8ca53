/**
 * A client's connection to the engine that carries one exchange, with a parser beside it: what is sent and what comes
 * back become the same events as of a client that went through the relay.
 */
import type { Socket } from 'node:net';
import type { ExchangeEvent } from '../cassette/exchange.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import { dial, noEngine } from './dial.ts';
import { Outlet } from './outlet.ts';
import { ExchangeTap } from './parser/exchange-tap.ts';

export interface EngineClientOptions {
  readonly upstream: Endpoint;
  /** Number of the connection and of its exchange in the events. */
  readonly number: number;
  /** Milliseconds. */
  readonly now: () => number;
  /** Hears what happens, in order; `end` is the last. May send at once. */
  readonly hear: (event: ExchangeEvent) => void;
}

export class EngineClient {
  readonly #options: EngineClientOptions;
  readonly #engine: Socket;
  readonly #toEngine: Outlet;
  readonly #tap: ExchangeTap;
  #connected = false;
  #over = false;
  #error: Error | null = null;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#engine = dial(options.upstream);
    // Its answer may come and be whole all the same: see Outlet.
    this.#toEngine = new Outlet(this.#engine, options.upstream.kind, () => {
      if (this.#engine.readableEnded) this.#engine.destroy();
    });
    this.#tap = new ExchangeTap(
      options.number,
      () => options.number,
      (event) => this.#tell(event),
    );
    this.#listen();
  }

  /** Sends bytes as they are. Resolves as soon as more should be sent; at once where nobody takes them any more. */
  async send(bytes: Buffer): Promise<void> {
    if (this.#over || bytes.length === 0) return;
    this.#tap.client(bytes, this.#options.now());
    await this.#toEngine.push(bytes);
  }

  /** FIN behind all that was sent; what the engine says is still heard. */
  end(): void {
    if (this.#over) return;
    this.#toEngine.end();
    this.#tap.clientEnd(this.#options.now());
  }

  /** Closes the connection, behind what was sent: nothing more is heard but the end. */
  leave(): void {
    if (this.#over) return;
    this.#tap.gone('client', 'the client closed', this.#options.now());
    this.#close();
  }

  #listen(): void {
    const engine = this.#engine;
    const { now, upstream } = this.#options;
    engine.on('connect', () => {
      this.#connected = true;
    });
    engine.on('error', (error) => {
      this.#error = error;
    });
    engine.on('data', (bytes: Buffer) => {
      if (!this.#over) this.#tap.engine(bytes, now());
    });
    engine.on('end', () => {
      if (this.#toEngine.wasReset()) {
        engine.destroy(new Error('read ECONNRESET'));
        return;
      }
      if (!this.#over) this.#tap.engineEnd(now());
      if (this.#toEngine.broken) engine.destroy();
    });
    engine.on('close', () => {
      if (this.#over) return;
      if (this.#connected) this.#tap.gone('engine', this.#error?.message ?? 'the engine closed the connection', now());
      else this.#tap.unreachable(noEngine(upstream, this.#error).message, now());
    });
  }

  #tell(event: ExchangeEvent): void {
    if (this.#over) return;
    this.#over = event.kind === 'end';
    if (this.#over) this.#close();
    this.#options.hear(event);
  }

  #close(): void {
    this.#toEngine.close();
    // Nobody reads any more; a socket that is not read would not tell its end.
    this.#engine.resume();
  }
}
