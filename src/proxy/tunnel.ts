/**
 * The way to a live engine for what http-proxy cannot carry: hijacks and upgrades, uploads, heads that Node would write
 * otherwise. A connection of its own, raw bytes both ways, half-closes and all; a client that leaves cuts it off.
 */
import type { Socket } from 'node:net';
import type { RequestSink } from '../cassette/exchange.ts';
import { headerTokens } from '../cassette/head.ts';
import { lastChunk, wrapChunk } from '../cassette/transfer-chunks.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import { dial, noEngine } from './dial.ts';
import { Outlet } from './outlet.ts';
import type { Passage } from './passage.ts';

/** Chunks of our own: which ones the client made nobody knows any more. */
const CHUNKED = { sizes: [] };

export class Tunnel implements RequestSink {
  readonly #passage: Passage;
  readonly #engine: Socket;
  readonly #toEngine: Outlet;
  readonly #chunked: boolean;
  #connected = false;
  #error: Error | null = null;

  constructor(passage: Passage, upstream: Endpoint) {
    this.#passage = passage;
    const { raw, headers } = passage.live.head;
    this.#chunked = headerTokens(headers, 'Transfer-Encoding').length > 0;
    this.#engine = dial(upstream);
    // Its answer may come and be whole all the same: see Outlet.
    this.#toEngine = new Outlet(this.#engine, upstream.kind, () => {
      if (this.#engine.readableEnded) this.#engine.destroy();
    });
    this.#listen(upstream);
    passage.comesFrom({
      pause: () => this.#engine.pause(),
      resume: () => this.#engine.resume(),
      cancel: (atOnce) => this.#cancel(atOnce),
    });
    void this.#send(raw);
  }

  data(bytes: Buffer): void | Promise<void> {
    return this.#send(this.#chunked ? wrapChunk(CHUNKED, 0, bytes) : bytes);
  }

  end(): void {
    if (this.#chunked) void this.#send(lastChunk(CHUNKED));
  }

  stream(bytes: Buffer): void | Promise<void> {
    return this.#send(bytes);
  }

  streamEnd(): void {
    this.#passage.sentEnd();
    this.#toEngine.end();
  }

  left(): void {
    this.#passage.left();
  }

  #listen(upstream: Endpoint): void {
    const [engine, passage] = [this.#engine, this.#passage];
    engine.on('connect', () => {
      this.#connected = true;
    });
    engine.on('error', (error) => {
      this.#error = error;
    });
    engine.on('data', (bytes: Buffer) => {
      passage.got(bytes);
      if (passage.over) this.#toEngine.close();
    });
    engine.on('end', () => {
      passage.gotEnd();
      if (passage.over || this.#toEngine.broken) this.#toEngine.close();
    });
    engine.on('close', () => {
      if (this.#connected) passage.gone(this.#error);
      else passage.unreachable(noEngine(upstream, this.#error));
    });
  }

  #send(bytes: Buffer): void | Promise<void> {
    if (this.#passage.over || bytes.length === 0) return;
    this.#passage.sent(bytes);
    return this.#toEngine.push(bytes);
  }

  /** What a client had sent before it left is still on its way: it may have been a change. */
  #cancel(atOnce: boolean): void {
    if (atOnce) this.#engine.destroy();
    else this.#toEngine.close();
    // Nobody reads the answer any more; a socket that is not read would not tell its end.
    this.#engine.resume();
  }
}
