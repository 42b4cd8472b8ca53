/**
 * One client and its connection to the engine.
 *
 *   client ──data──► tap ──► to the engine          FIN goes on as FIN, a reset as a reset, each behind the bytes
 *   client ◄─(observer releases)── tap ◄──data── engine    before it; a side that is slow makes the other pause
 *
 * The tap hears bytes before they go on, and what it makes of them changes nothing: a fault in it (or in the observer)
 * costs this connection's events, never a byte.
 */
import type { Socket } from 'node:net';
import type { ExchangeObserver, RequestGuard } from '../cassette/exchange.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import type { TapedeckError } from '../errors.ts';
import { dial, noEngine } from './dial.ts';
import { dockerError } from './docker-error.ts';
import { GuardedClient } from './guarded-client.ts';
import { HIGH_WATER_MARK } from './listen.ts';
import { Outlet } from './outlet.ts';
import { ExchangeTap } from './parser/exchange-tap.ts';

/** Milliseconds that an engine gets to take a connection over before the client's first bytes follow. It takes 1 or 2. */
const HEAD_START = 20;

export interface RelayConnectionOptions {
  readonly number: number;
  /** What the client came by. */
  readonly listen: Endpoint['kind'];
  readonly upstream: Endpoint;
  readonly observer: ExchangeObserver | undefined;
  /** Without one nothing is ever kept back. */
  readonly guard: RequestGuard | undefined;
  readonly now: () => number;
  readonly nextExchange: () => number;
  readonly onError: (error: Error) => void;
  /** Both sides are closed. */
  readonly onClose: () => void;
}

export class RelayConnection {
  readonly #options: RelayConnectionOptions;
  readonly #client: Socket;
  readonly #engine: Socket;
  readonly #toClient: Outlet;
  readonly #toEngine: Outlet;
  readonly #tap: ExchangeTap;
  readonly #guarded: GuardedClient | null;
  /** Bytes that the observer has not released yet. */
  #unreleased = 0;
  #tapFailed = false;
  #connected = false;
  #unreachable: TapedeckError | null = null;
  #refused = false;
  /** The client was told why its request is refused; the engine has no more to say. */
  #turnedAway = false;
  #clientError: NodeJS.ErrnoException | null = null;
  #engineError: NodeJS.ErrnoException | null = null;
  #clientClosed = false;
  /** Bytes that wait for the engine to answer the request before them. */
  #early: Buffer | null = null;
  #headStart: NodeJS.Timeout | undefined;
  #engineClosed = false;

  constructor(client: Socket, options: RelayConnectionOptions) {
    this.#options = options;
    this.#client = client;
    // Dialled at once, as without us: an engine sees the connections that its clients make.
    this.#engine = dial(options.upstream);
    this.#listenToClient();
    this.#listenToEngine();
    this.#toClient = new Outlet(client, options.listen, (error) => this.#clientTakesNoMore(error));
    this.#toEngine = new Outlet(this.#engine, options.upstream.kind, () => this.#engineTakesNoMore());
    this.#tap = new ExchangeTap(options.number, options.nextExchange, (event) => options.observer?.event(event));
    this.#guarded = options.guard === undefined ? null : this.#guardWith(options.guard);
  }

  /** Cuts both sides off, because tapedeck ends. */
  drop(): void {
    clearTimeout(this.#headStart);
    const busy = this.#tap.busy;
    this.#hear((at) => this.#tap.gone('relay', 'tapedeck stopped', at));
    if (busy) this.#toClient.abort();
    else this.#client.destroy();
    this.#engine.destroy();
  }

  #listenToClient(): void {
    const client = this.#client;
    client.on('error', (error) => {
      this.#clientError = error;
    });
    client.on('close', () => this.#onClientClose());
    client.on('data', (bytes: Buffer) => this.#onClientData(bytes));
    client.on('end', () => this.#onClientEnd());
    client.on('drain', () => this.#resumeEngine());
  }

  #listenToEngine(): void {
    const engine = this.#engine;
    engine.on('error', (error) => {
      this.#engineError = error;
    });
    engine.on('close', () => this.#onEngineClose());
    engine.on('connect', () => {
      this.#connected = true;
    });
    engine.on('data', (bytes: Buffer) => this.#onEngineData(bytes));
    engine.on('end', () => this.#onEngineEnd());
    engine.on('drain', () => {
      if (!this.#toEngine.broken && this.#early === null) this.#client.resume();
    });
  }

  // ---- from the client

  #onClientData(bytes: Buffer): void {
    if (this.#refused) return;
    if (this.#guarded === null) {
      this.#forward(bytes);
      return;
    }
    this.#guarded.take(bytes);
    if (!this.#guarded.wantsMore) this.#client.pause();
  }

  #forward(bytes: Buffer): void {
    let early = 0;
    this.#hear((at) => {
      early = this.#tap.client(bytes, at);
    });
    if (this.#unreachable !== null) this.#refuse(this.#unreachable);
    else if (early > 0) this.#sendApart(bytes, bytes.length - early);
    else if (!this.#toEngine.write(bytes)) this.#client.pause();
  }

  /**
   * dockerd loses stdin that reaches it before it took the connection over from its HTTP server. Such a client leaves a
   * little time between the two; a relay that was scheduled late would read both at once and close that gap. So what
   * stands behind an attach or upgrade goes on when the engine has answered, or after HEAD_START. All bytes, the same
   * order; only the gap is kept.
   */
  #sendApart(bytes: Buffer, from: number): void {
    if (from > 0) this.#toEngine.write(bytes.subarray(0, from));
    this.#early = bytes.subarray(from);
    this.#client.pause();
    this.#headStart = setTimeout(() => this.#sendEarly(), HEAD_START);
  }

  #sendEarly(): void {
    if (this.#early === null) return;
    clearTimeout(this.#headStart);
    const bytes = this.#early;
    this.#early = null;
    if (this.#toEngine.write(bytes) && !this.#toEngine.broken) this.#client.resume();
    // A paused socket that has nothing buffered still tells its end.
    if (this.#client.readableEnded) this.#onClientEnd();
  }

  #onClientEnd(): void {
    if (this.#early !== null) return;
    if (this.#toClient.wasReset()) {
      this.#client.destroy(new Error('read ECONNRESET'));
      return;
    }
    if (this.#guarded?.end() === false) {
      if (this.#turnedAway) this.#toClient.close();
      return;
    }
    this.#hear((at) => this.#tap.clientEnd(at));
    if (this.#unreachable !== null) this.#toClient.close();
    // It had closed altogether, not only its sending half.
    else if (this.#toClient.broken) this.#toEngine.close();
    else this.#toEngine.end();
    if (this.#toClient.broken) this.#client.destroy();
  }

  #onClientClose(): void {
    this.#clientClosed = true;
    this.#sendEarly();
    this.#hear((at) => this.#tap.gone('client', this.#clientError?.message ?? 'the client closed', at));
    if (this.#clientError === null) this.#toEngine.close();
    else this.#toEngine.reset();
    this.#closed();
  }

  /** The client is gone as far as answers go; what it sent before is still on its way. */
  #clientTakesNoMore(error: Error): void {
    this.#hear((at) => this.#tap.gone('client', error.message, at));
    this.#engine.resume();
    if (this.#client.readableEnded) this.#client.destroy();
  }

  // ---- from the engine

  #onEngineData(bytes: Buffer): void {
    this.#sendEarly();
    if (this.#toClient.broken) return;
    if (this.#tap.deliverFirst) {
      this.#toClientWhenSafe(bytes.length, () => this.#toClient.write(bytes, () => this.#hear((at) => this.#tap.engine(bytes, at))));
      return;
    }
    this.#hear((at) => this.#tap.engine(bytes, at));
    this.#toClientWhenSafe(bytes.length, () => this.#toClient.write(bytes));
    if (this.#guarded !== null) this.#settle(this.#guarded);
  }

  #onEngineEnd(): void {
    if (this.#toEngine.wasReset()) {
      this.#engine.destroy(new Error('read ECONNRESET'));
      return;
    }
    if (this.#tap.deliverFirst) {
      this.#toClientWhenSafe(0, () => {
        this.#toClient.end(() => this.#hear((at) => this.#tap.engineEnd(at)));
        return true;
      });
    } else {
      this.#hear((at) => this.#tap.engineEnd(at));
      this.#toClientWhenSafe(0, () => {
        this.#toClient.end();
        return true;
      });
    }
    if (this.#toEngine.broken) this.#engine.destroy();
  }

  #onEngineClose(): void {
    this.#engineClosed = true;
    if (!this.#connected && !this.#clientClosed) {
      this.#noEngine();
      return;
    }
    if (this.#turnedAway) {
      this.#closed();
      return;
    }
    const error = this.#engineError;
    if (error !== null) this.#hear((at) => this.#tap.gone('engine', error.message, at));
    this.#toClientWhenSafe(0, () => {
      if (error === null) this.#toClient.close();
      else this.#toClient.reset();
      return true;
    });
    this.#closed();
  }

  /** The engine reads no more (it answers early and closes). Direct, the client's writes would fail now; here they wait for its answer's end. */
  #engineTakesNoMore(): void {
    this.#client.pause();
    if (this.#engine.readableEnded) this.#engine.destroy();
  }

  // ---- no engine

  #noEngine(): void {
    this.#unreachable = noEngine(this.#options.upstream, this.#engineError);
    this.#options.onError(this.#unreachable);
    this.#client.resume();
    if (this.#client.readableEnded) this.#toClient.close();
    this.#refuse(this.#unreachable);
    this.#closed();
  }

  /** Answers the request that came, if one did. What the client still sends is read and dropped, so that it gets to read the answer. */
  #refuse(error: TapedeckError): void {
    const request = this.#tap.waiting;
    if (request === null) {
      if (this.#tap.streaming) this.#toClient.close();
      return;
    }
    this.#refused = true;
    this.#hear((at) => this.#tap.unreachable(error.message, at));
    this.#toClientWhenSafe(0, () => {
      this.#toClient.write(dockerError(502, error.message, request.head.method));
      this.#toClient.end();
      return true;
    });
  }

  // ---- with a guard

  #guardWith(guard: RequestGuard): GuardedClient {
    return new GuardedClient(guard, this.#options.number, {
      course: this.#tap,
      forward: (bytes) => this.#forward(bytes),
      forwardEnd: () => this.#toEngine.end(),
      say: (bytes) => this.#toClientWhenSafe(0, () => this.#toClient.write(bytes)),
      sayLast: (bytes) => this.#turnAway(bytes),
    });
  }

  #turnAway(answer: Buffer): void {
    this.#turnedAway = true;
    this.#client.resume();
    this.#toClientWhenSafe(0, () => {
      this.#toClient.write(answer);
      this.#toClient.end();
      if (this.#client.readableEnded) this.#toClient.close();
      return true;
    });
  }

  /** The engine has spoken: what waited for that may go on. */
  #settle(guarded: GuardedClient): void {
    // Nobody could say any more what the client's bytes are.
    if (this.#tapFailed) {
      this.drop();
      return;
    }
    const endIsDue = guarded.settle();
    if (guarded.wantsMore && !this.#engine.writableNeedDrain && !this.#toEngine.broken) this.#client.resume();
    if (endIsDue) this.#onClientEnd();
  }

  // ---- both

  /** Passes on to the client in order, once the observer has what it heard in safety. */
  #toClientWhenSafe(size: number, send: () => boolean): void {
    const { observer } = this.#options;
    if (observer?.beforeClient === undefined) {
      if (!send()) this.#engine.pause();
      return;
    }
    this.#unreleased += size;
    if (this.#unreleased > HIGH_WATER_MARK) this.#engine.pause();
    observer.beforeClient(() => {
      this.#unreleased -= size;
      if (send()) this.#resumeEngine();
      else this.#engine.pause();
    });
  }

  #resumeEngine(): void {
    if (this.#unreleased <= HIGH_WATER_MARK && !this.#client.writableNeedDrain) this.#engine.resume();
  }

  #hear(tell: (at: number) => void): void {
    if (this.#tapFailed) return;
    try {
      tell(this.#options.now());
    } catch (error) {
      this.#tapFailed = true;
      this.#options.onError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #closed(): void {
    if (this.#clientClosed && this.#engineClosed) this.#options.onClose();
  }
}
