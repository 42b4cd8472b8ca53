/**
 * One client of the server. Requests are read one at a time: what a client sends behind a request waits (in the reader,
 * then in the paused socket) until its answer is finished, or turned the connection into a stream.
 *
 * A client's FIN: after a hijack it is the end of stdin. In the middle of a request, or while a streamed operation is
 * answered (logs, events, wait), the client has left. While another answer is due it may well read on: it gets it.
 */
import type { Socket } from 'node:net';
import type { Reply, RequestSink, Responder } from '../cassette/exchange.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import { dockerError } from './docker-error.ts';
import { requestHeads } from './parser/exchange-tap.ts';
import { type BodyPlan, NO_BODY, type RequestFacts } from './parser/facts.ts';
import { MessageReader } from './parser/message-reader.ts';

/** Bytes behind a request that is not answered yet: beyond this the socket pauses. */
const AHEAD_LIMIT = 64 * 1024;

const NOTHING = Buffer.alloc(0);

export interface ServerConnectionOptions {
  readonly number: number;
  /** What the client came by: unix sockets know no RST. */
  readonly listen: Endpoint['kind'];
  readonly responder: Responder;
  readonly nextExchange: () => number;
  readonly onError: (error: Error) => void;
  readonly onClose: () => void;
}

export class ServerConnection {
  readonly #options: ServerConnectionOptions;
  readonly #socket: Socket;
  #current: LiveExchange | null = null;
  #clientEnded = false;
  /** Pieces of a body that the responder has not worked off yet. */
  #behind = 0;
  /** FIN or RST is on its way: what the client still sends is dropped. */
  #closing = false;

  readonly #requests = new MessageReader<RequestFacts>(requestHeads, {
    head: (facts) => this.#head(facts),
    data: (data) => this.#current?.data(data),
    end: () => this.#end(),
    stream: (data) => this.#current?.stream(data),
    fault: (reason) => this.#fault(reason),
  });

  constructor(socket: Socket, options: ServerConnectionOptions) {
    this.#options = options;
    this.#socket = socket;
    // A reset says the same as the close that follows it.
    socket.on('error', () => {});
    socket.on('close', () => this.#onClose());
    socket.on('end', () => this.#onEnd());
    socket.on('data', (bytes: Buffer) => this.#onData(bytes));
  }

  drop(): void {
    if (this.#current === null) this.#socket.destroy();
    else this.reset();
  }

  // ---- for LiveExchange

  write(bytes: Buffer): boolean {
    return this.#closing || this.#socket.destroyed || this.#socket.write(bytes);
  }

  onDrain(listener: () => void): void {
    if (this.#socket.writableNeedDrain) this.#socket.once('drain', listener);
    else setImmediate(listener);
  }

  halfClose(): void {
    this.#socket.end();
  }

  /** FIN behind all that was written; the socket goes once the kernel has it. */
  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#requests.become('ignore');
    this.#socket.resume();
    this.#socket.end(() => this.#socket.destroy());
  }

  reset(): void {
    this.#closing = true;
    this.#requests.become('ignore');
    // What was written goes first, or the client would miss bytes that the recording had before its reset.
    if (this.#socket.writableLength === 0) this.#abort();
    else this.#socket.write(NOTHING, () => this.#abort());
  }

  /** The current exchange is answered and its request read: on to the next. */
  next(facts: RequestFacts): void {
    this.#current = null;
    if (facts.closes) this.close();
    else if (this.#requests.state === 'hold') this.#readOn();
    else if (this.#clientEnded) this.close();
  }

  /** The client's bytes behind the request are a stream. */
  openStream(exchange: LiveExchange): void {
    if (this.#requests.state !== 'hold') return;
    const waiting = this.#requests.takePending();
    this.#requests.become('stream');
    for (const piece of waiting) exchange.stream(piece);
    if (this.#clientEnded) exchange.streamEnd();
    this.#socket.resume();
  }

  /** The responder is slower than the client: nothing is read until it has caught up. */
  readAfter(taken: Promise<void>): void {
    this.#behind += 1;
    this.#socket.pause();
    const caughtUp = () => {
      this.#behind -= 1;
      if (this.#behind === 0 && this.#requests.heldBytes <= AHEAD_LIMIT) this.#socket.resume();
    };
    taken.then(caughtUp, caughtUp);
  }

  fail(error: unknown): void {
    this.#options.onError(error instanceof Error ? error : new Error(String(error)));
    this.#refuse(500, 'tapedeck failed to answer');
  }

  // ---- from the client

  #onData(bytes: Buffer): void {
    this.#requests.push(bytes);
    if (this.#requests.heldBytes > AHEAD_LIMIT) this.#socket.pause();
  }

  #readOn(): void {
    this.#requests.release();
    if (this.#requests.heldBytes > AHEAD_LIMIT) return;
    if (this.#behind === 0) this.#socket.resume();
    if (this.#clientEnded) this.#onEnd();
  }

  #head(facts: RequestFacts): BodyPlan {
    const exchange = new LiveExchange(this, facts);
    this.#current = exchange;
    exchange.open(this.#options.responder, this.#options.number, this.#options.nextExchange());
    return this.#closing ? NO_BODY : facts.body;
  }

  #end(): 'head' | 'hold' | 'stream' | 'ignore' {
    const next = this.#current === null ? 'head' : this.#current.end();
    return this.#closing ? 'ignore' : next;
  }

  #fault(reason: string): void {
    this.#current?.leave();
    this.#refuse(400, `not an HTTP request: ${reason}`);
  }

  #onEnd(): void {
    this.#clientEnded = true;
    const exchange = this.#current;
    if (exchange === null) this.close();
    else if (this.#requests.streaming) exchange.streamEnd();
    else if (this.#requests.state !== 'hold' || exchange.facts.streamed) {
      exchange.leave();
      this.close();
    }
  }

  #onClose(): void {
    this.#current?.leave();
    this.#requests.become('ignore');
    this.#options.onClose();
  }

  #refuse(status: 400 | 500, message: string): void {
    const exchange = this.#current;
    this.#current = null;
    if (exchange === null || !exchange.begun) this.write(dockerError(status, message, exchange?.facts.head.method ?? ''));
    this.close();
  }

  #abort(): void {
    if (this.#options.listen === 'tcp') this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }
}

/** One request and the Reply to it. After its end all calls are void: a responder may be late. */
class LiveExchange implements Reply {
  readonly facts: RequestFacts;
  readonly #connection: ServerConnection;
  #sink: RequestSink | null = null;
  /** Something was written. */
  begun = false;
  #requestWhole = false;
  #answerWhole = false;
  #hijacked = false;
  #over = false;

  constructor(connection: ServerConnection, facts: RequestFacts) {
    this.#connection = connection;
    this.facts = facts;
  }

  open(responder: Responder, connection: number, exchange: number): void {
    this.#ask(() => {
      this.#sink = responder.open({ connection, exchange, head: this.facts.head }, this);
    });
  }

  // ---- what the client sends, for the responder

  data(bytes: Buffer): void {
    if (this.#over || this.#answerWhole) return;
    this.#take((sink) => sink.data(bytes));
  }

  /** The request is whole. Says what the bytes behind it are. */
  end(): 'head' | 'hold' | 'stream' {
    this.#requestWhole = true;
    if (this.#answerWhole) this.#next();
    else if (!this.#over) this.#ask(() => this.#sink?.end());
    if (this.#hijacked) return 'stream';
    return this.#answerWhole ? 'head' : 'hold';
  }

  stream(bytes: Buffer): void {
    if (!this.#over) this.#take((sink) => sink.stream(bytes));
  }

  streamEnd(): void {
    if (!this.#over) this.#ask(() => this.#sink?.streamEnd());
  }

  leave(): void {
    if (this.#over) return;
    this.#over = true;
    if (!this.#answerWhole) this.#ask(() => this.#sink?.left());
  }

  // ---- Reply

  write(bytes: Buffer): boolean {
    if (this.#over || this.#answerWhole) return true;
    this.begun = true;
    return this.#connection.write(bytes);
  }

  onDrain(listener: () => void): void {
    if (!this.#over) this.#connection.onDrain(listener);
  }

  hijack(): void {
    if (this.#over || this.#hijacked) return;
    this.#hijacked = true;
    if (this.#requestWhole) this.#connection.openStream(this);
  }

  finish(): void {
    if (this.#over || this.#answerWhole) return;
    this.#answerWhole = true;
    if (this.#requestWhole) this.#next();
  }

  halfClose(): void {
    if (!this.#over) this.#connection.halfClose();
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#connection.close();
  }

  reset(): void {
    if (this.#over) return;
    this.#over = true;
    this.#connection.reset();
  }

  #next(): void {
    if (this.#over) return;
    this.#over = true;
    this.#connection.next(this.facts);
  }

  #take(hand: (sink: RequestSink) => void | Promise<void>): void {
    this.#ask(() => {
      const taken = this.#sink === null ? undefined : hand(this.#sink);
      if (taken instanceof Promise) this.#connection.readAfter(taken);
    });
  }

  /** A responder that throws costs its own client an answer, nobody else. */
  #ask(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#over = true;
      this.#connection.fail(error);
    }
  }
}
