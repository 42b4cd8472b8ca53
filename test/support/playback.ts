/**
 * A player without sockets or real time: `aPlayer(interactions)` gives one, `ask(...)` sends it a request and keeps what
 * comes back. Time moves by `clock.advance(ms)` alone.
 */

import type { Clock } from '../../src/cassette/clock.ts';
import type { Reply, RequestSink } from '../../src/cassette/exchange.ts';
import { parseRequestHead } from '../../src/cassette/head.ts';
import type { Cassette, Interaction, RawHeaders } from '../../src/cassette/types.ts';
import { requestWire } from '../../src/cassette/wire.ts';
import type { Miss } from '../../src/replay/miss.ts';
import { Player, type PlayerOptions } from '../../src/replay/player.ts';
import { aCassette, aRequest, type RequestParts, someFiles } from './interactions.ts';

export class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly call: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, call: () => void): () => void {
    const timer = { at: this.#now + milliseconds, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  advance(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.call();
    }
    this.#now = until;
  }

  get pending(): number {
    return this.#timers.size;
  }
}

/** Real time, where sockets are real. */
export function realClock(): Clock {
  return {
    now: () => performance.now(),
    after: (milliseconds, call) => {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

export type Fate = 'open' | 'finished' | 'closed' | 'reset';

/** One request sent to the player, and what came of it. */
export class Asked implements Reply {
  readonly writes: Buffer[] = [];
  fate: Fate = 'open';
  hijacked = false;
  halfClosed = false;
  /** The client went while it was open. */
  left = false;
  /** Set it to make the next writes say that the client is slow; then call `drain`. */
  slow = false;
  #sink: RequestSink | null = null;
  #drains: (() => void)[] = [];

  begin(sink: RequestSink): void {
    this.#sink = sink;
  }

  /** What the client sends. */
  send(bytes: string | Buffer): this {
    if (this.fate === 'open') void this.#sink?.stream(Buffer.from(bytes));
    return this;
  }

  sendEnd(): this {
    if (this.fate === 'open') this.#sink?.streamEnd();
    return this;
  }

  leave(): void {
    if (this.fate !== 'open') return;
    this.left = true;
    this.#sink?.left();
  }

  get text(): string {
    return Buffer.concat(this.writes).toString('latin1');
  }

  get status(): number {
    return Number(this.text.slice(9, 12));
  }

  /** Behind the first head. */
  get body(): string {
    return this.text.slice(this.text.indexOf('\r\n\r\n') + 4);
  }

  get message(): string {
    return (JSON.parse(this.body) as { message: string }).message;
  }

  drain(): void {
    const drains = this.#drains;
    this.#drains = [];
    for (const drain of drains) drain();
  }

  write(bytes: Buffer): boolean {
    if (this.fate === 'open') this.writes.push(bytes);
    return !this.slow;
  }

  onDrain(listener: () => void): void {
    this.#drains.push(listener);
  }

  hijack(): void {
    this.hijacked = true;
  }

  finish(): void {
    this.#come('finished');
  }

  halfClose(): void {
    this.halfClosed = true;
  }

  close(): void {
    this.#come('closed');
  }

  reset(): void {
    this.#come('reset');
  }

  #come(fate: Fate): void {
    if (this.fate === 'open') this.fate = fate;
  }
}

export const UPGRADE: RawHeaders = [
  ['Connection', 'Upgrade'],
  ['Upgrade', 'tcp'],
];

export class TestPlayer {
  readonly clock = new ManualClock();
  readonly misses: Miss[] = [];
  readonly player: Player;
  #exchanges = 0;

  constructor(cassettes: readonly Cassette[], options: Partial<PlayerOptions> = {}) {
    this.player = new Player({ cassettes, clock: this.clock, onMiss: (miss) => this.misses.push(miss), ...options });
  }

  /** Sends a request whole; a plain answer to one without a body is there at once. */
  ask(parts: RequestParts | string): Asked {
    const request = aRequest(typeof parts === 'string' ? { target: parts } : parts);
    const { asked, sink, body } = this.begin(request);
    if (body.length > 0) void sink.data(body);
    sink.end();
    return asked;
  }

  /** Sends only the head. */
  begin(parts: RequestParts): { asked: Asked; sink: RequestSink; body: Buffer } {
    const request = aRequest(parts);
    const wire = requestWire(request, someFiles());
    const split = wire.indexOf('\r\n\r\n') + 4;
    const asked = new Asked();
    const exchange = this.#exchanges++;
    const sink = this.player.open({ connection: exchange, exchange, head: parseRequestHead(wire.subarray(0, split)) }, asked);
    asked.begin(sink);
    return { asked, sink, body: wire.subarray(split) };
  }
}

export function aPlayer(interactions: readonly Interaction[], options: Partial<PlayerOptions> = {}): TestPlayer {
  return new TestPlayer([aCassette({ interactions })], options);
}

/** Until what hangs on promises has come about. */
export async function settled(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
