/**
 * Listens beside one connection and tells its exchanges as events (src/cassette/exchange.ts).
 *
 *   client's bytes ─► request reader ─┐                    ┌─ a queue of open exchanges: answers belong
 *                                     ├─► ExchangeEvents ◄─┤  to the oldest one
 *   engine's bytes ─► answer reader ──┘                    └─ or one exchange that owns the raw stream
 *
 * When a client's FIN means that it left. FIN says only "I send no more", and a client may well read on (`nc -N`).
 * - Streamed operations (logs, events, pull, wait …): it left. dockerd takes it so too: it cancels the request and
 *   writes a clean end, which no client waited for. Replaying that end would be wrong (logs -f would end by itself).
 * - In the middle of its own request: it left.
 * - Any other answer: decided by what happens. From the FIN on, `deliverFirst` asks the relay to tell engine bytes only
 *   once the client's socket took them. A client that got its whole answer finished; one whose socket refused it left.
 * - Hijacked: a half-close, the end of stdin.
 */
import type { ExchangeEvent } from '../../cassette/exchange.ts';
import type { End, RawHeaders, Side } from '../../cassette/types.ts';
import { type AnswerFacts, type BodyPlan, planAnswer, type RequestFacts, readAnswerFacts, readRequestFacts } from './facts.ts';
import { HeadMemo } from './head-memo.ts';
import { MessageReader } from './message-reader.ts';

interface Exchange {
  readonly number: number;
  /** Null for the exchange that a fault opened. */
  readonly request: RequestFacts | null;
  requestWhole: boolean;
  answer: 'due' | 'begun' | 'whole';
  /** Its answer comes in HTTP chunks. */
  chunked: boolean;
  /** `end` was told; what still comes for it is nobody's business. */
  over: boolean;
}

/** Shared by all connections of the process: clients and engines repeat themselves over connections. */
export const requestHeads = new HeadMemo<RequestFacts>(readRequestFacts);
const answerHeads = new HeadMemo<AnswerFacts>(readAnswerFacts);

export class ExchangeTap {
  readonly #connection: number;
  readonly #nextExchange: () => number;
  readonly #tell: (event: ExchangeEvent) => void;
  /** Time of the bytes at hand. */
  #at = 0;
  readonly #open: Exchange[] = [];
  /** Whose request is being read. */
  #reading: Exchange | null = null;
  /** Whose answer decides what the client's bytes behind its request are. */
  #undecided: Exchange | null = null;
  /** Who owns the raw bytes: a hijack, or what came behind a fault. */
  #stream: Exchange | null = null;
  #clientEnded = false;
  #engineEnded = false;
  #deliverFirst = false;

  readonly #requests = new MessageReader<RequestFacts>(requestHeads, {
    head: (facts) => this.#requestHead(facts),
    data: (data, last, line) => this.#requestData(data, last, line),
    end: (trailers, line) => this.#requestEnd(trailers, line),
    stream: (data) => this.#streamData('client', data),
    fault: (reason, rest) => this.#requestFault(reason, rest),
  });

  readonly #answers = new MessageReader<AnswerFacts>(answerHeads, {
    head: (facts) => this.#answerHead(facts),
    data: (data, last, line) => this.#answerData(data, last, line),
    end: (trailers, line) => this.#answerEnd(trailers, line),
    stream: (data) => this.#streamData('engine', data),
    fault: (reason, rest) => this.#answerFault(reason, rest),
  });

  /**
   * @param connection its number, 0-based
   * @param nextExchange counts exchanges over all connections
   */
  constructor(connection: number, nextExchange: () => number, tell: (event: ExchangeEvent) => void) {
    this.#connection = connection;
    this.#nextExchange = nextExchange;
    this.#tell = tell;
  }

  /** True from a client's FIN on that may or may not mean that it left: tell engine bytes after the client took them. */
  get deliverFirst(): boolean {
    return this.#deliverFirst;
  }

  /** The oldest request that waits for its answer. */
  get waiting(): RequestFacts | null {
    const oldest = this.#open[0];
    return oldest === undefined || oldest.over || oldest.answer !== 'due' ? null : oldest.request;
  }

  /** The client's bytes are raw: a hijack, or what came behind a fault. */
  get streaming(): boolean {
    return this.#requests.streaming;
  }

  /** What the client's bytes are is for an answer to say that has not come yet. */
  get undecided(): boolean {
    return this.#undecided !== null;
  }

  /** Every request so far has its whole answer, though one of them may be coming still. */
  get answered(): boolean {
    return this.#open.every(({ answer }) => answer === 'whole');
  }

  /** True while an exchange is under way, or bytes of one came. */
  get busy(): boolean {
    return this.#open.length > 0 || this.#requests.tail !== null;
  }

  /** Returns how many bytes at the end of these stand behind a request whose answer is to say what they are: first stdin, perhaps. */
  client(bytes: Buffer, at: number): number {
    this.#at = at;
    const before = this.#requests.heldBytes;
    this.#requests.push(bytes);
    return Math.max(0, this.#requests.heldBytes - before);
  }

  engine(bytes: Buffer, at: number): void {
    this.#at = at;
    this.#answers.push(bytes);
  }

  /** The client's FIN. */
  clientEnd(at: number): void {
    this.#at = at;
    if (this.#clientEnded) return;
    this.#clientEnded = true;
    const { tail } = this.#requests;
    if (tail !== null && this.#requests.state === 'head') {
      this.#requests.takePending();
      this.#requestFault('the client closed in the middle of a request head', tail);
    }
    if (this.#requests.streaming) {
      this.#halfClose('client');
      return;
    }
    for (const exchange of this.#open) {
      const left = exchange === this.#reading ? exchange.answer !== 'whole' : exchange.request?.streamed === true;
      if (left) this.#end(exchange, 'client-left', 'the client closed before the end');
    }
    this.#deliverFirst = this.#open.some((exchange) => !exchange.over);
  }

  /** The engine's FIN. */
  engineEnd(at: number): void {
    this.#at = at;
    if (this.#engineEnded) return;
    this.#engineEnded = true;
    if (this.#answers.streaming) {
      this.#halfClose('engine');
      return;
    }
    const oldest = this.#open[0];
    if (this.#answers.state === 'eof' && oldest !== undefined) {
      oldest.answer = 'whole';
      if (oldest.requestWhole) this.#finish(oldest);
    }
    this.#lose('engine', 'the engine closed before the end of its answer');
    if (oldest === undefined && this.#answers.tail !== null) {
      const [unasked] = this.#answers.takePending();
      this.#answerFault('an answer that nobody asked for', unasked as Buffer);
    } else if (this.#stream !== null && this.#stream === this.#open[0]) this.#streamAnswers();
    if (this.#answers.streaming) this.#halfClose('engine');
  }

  /** No engine: the requests that came will not be answered by one. Nothing more is told of this connection but their ends. */
  unreachable(detail: string, at: number): void {
    this.#at = at;
    for (const exchange of [...this.#open]) this.#end(exchange, 'engine-died', detail, 'upstream-unreachable');
    this.#ignore();
  }

  /** The connection is over for good, by a reset, a close, or the end of tapedeck. Told once; what was open ends here. */
  gone(by: Side | 'relay', detail: string, at: number): void {
    this.#at = at;
    const { tail } = this.#requests;
    if (tail !== null && this.#requests.state === 'head') {
      this.#requests.takePending();
      this.#requestFault('the connection broke in the middle of a request head', tail);
    }
    this.#lose(by, detail);
    for (const exchange of [...this.#open]) {
      // Its answer was whole, only its own body was not: the engine had answered early.
      if (exchange.answer === 'whole') this.#end(exchange, 'finished', '');
      else this.#end(exchange, howLost(by), detail);
    }
    this.#ignore();
  }

  // ---- the client's side

  #requestHead(facts: RequestFacts): BodyPlan {
    const exchange = this.#openExchange(facts);
    this.#reading = exchange;
    this.#tell({ kind: 'request', ...this.#base(exchange), head: facts.head });
    return facts.body;
  }

  #requestData(data: Buffer, last: boolean, line: string | null): void {
    const exchange = this.#reading as Exchange;
    if (!exchange.over) this.#tell({ kind: 'request-data', ...this.#base(exchange), data, last, line });
  }

  #requestEnd(trailers: RawHeaders, line: string | null): 'head' | 'hold' | 'stream' {
    const exchange = this.#reading as Exchange;
    this.#reading = null;
    exchange.requestWhole = true;
    if (!exchange.over) this.#tell({ kind: 'request-end', ...this.#base(exchange), trailers, line });
    if (exchange === this.#stream) return 'stream';
    if (exchange.answer === 'whole') this.#finish(exchange);
    else if (exchange.answer === 'due' && exchange.request?.maySwitch === true) {
      this.#undecided = exchange;
      return 'hold';
    }
    return 'head';
  }

  #requestFault(reason: string, rest: Buffer): void {
    const exchange = this.#reading ?? this.#undecided ?? this.#openExchange(null);
    this.#reading = null;
    this.#undecided = null;
    const held = this.#requests.takePending();
    this.#requests.become('stream');
    if (exchange.over) {
      this.#ignore();
      return;
    }
    this.#tell({ kind: 'fault', ...this.#base(exchange), reason });
    this.#stream = exchange;
    for (const piece of held) this.#streamData('client', piece);
    this.#streamData('client', rest);
    // Older answers are still read as answers; after them the engine's bytes belong to the fault as well.
    if (this.#open[0] === exchange) this.#streamAnswers();
  }

  // ---- the engine's side

  #answerHead(facts: AnswerFacts): BodyPlan | null {
    const exchange = this.#open[0];
    const request = exchange?.request;
    if (exchange === undefined || request == null || exchange.answer === 'whole') throw new SyntaxError('an answer that nobody asked for');
    if (facts.interim) {
      if (!exchange.over) this.#tell({ kind: 'interim', ...this.#base(exchange), head: facts.head });
      return null;
    }
    exchange.answer = 'begun';
    const plan = planAnswer(request, facts);
    exchange.chunked = plan.framing === 'chunked';
    if (!exchange.over) this.#tell({ kind: 'response', ...this.#base(exchange), head: facts.head, framing: plan.framing });
    if (plan.framing === 'hijacked') this.#hijack(exchange);
    else if (this.#undecided === exchange) {
      this.#undecided = null;
      this.#requests.release();
    }
    return plan;
  }

  #answerData(data: Buffer, last: boolean, line: string | null): void {
    const exchange = this.#open[0] as Exchange;
    if (!exchange.over) this.#tell({ kind: 'response-data', ...this.#base(exchange), data, last, line });
  }

  #answerEnd(trailers: RawHeaders, line: string | null): 'head' | 'stream' {
    const exchange = this.#open[0] as Exchange;
    exchange.answer = 'whole';
    if (exchange.chunked && !exchange.over) this.#tell({ kind: 'response-end', ...this.#base(exchange), trailers, line });
    if (exchange.requestWhole || exchange.over) this.#finish(exchange);
    return this.#open[0] !== undefined && this.#open[0] === this.#stream ? 'stream' : 'head';
  }

  #answerFault(reason: string, rest: Buffer): void {
    const exchange = this.#open[0] ?? this.#openExchange(null);
    if (exchange.over) {
      this.#ignore();
      return;
    }
    this.#tell({ kind: 'fault', ...this.#base(exchange), reason });
    this.#takeOver(exchange);
    this.#answers.become('stream');
    this.#streamData('engine', rest);
  }

  // ---- streams

  #hijack(exchange: Exchange): void {
    if (exchange === this.#reading) {
      // Rare: an answer before the end of the request body. The rest of the body is read as such, then it is a stream.
      this.#stream = exchange;
      return;
    }
    this.#takeOver(exchange);
  }

  /** The client's bytes that wait, and all that come, are raw bytes of this exchange; no other one can go on. */
  #takeOver(exchange: Exchange): void {
    this.#stream = exchange;
    this.#reading = null;
    this.#undecided = null;
    const pending = this.#requests.takePending();
    this.#requests.become('stream');
    for (const piece of pending) this.#streamData('client', piece);
    for (const other of [...this.#open]) {
      if (other !== exchange) this.#end(other, 'cut-off', 'the connection became a stream before it was answered');
    }
    if (this.#clientEnded) this.#halfClose('client');
  }

  #streamAnswers(): void {
    const pending = this.#answers.takePending();
    this.#answers.become('stream');
    for (const piece of pending) this.#streamData('engine', piece);
  }

  #streamData(from: Side, data: Buffer): void {
    const exchange = this.#stream as Exchange;
    if (data.length > 0 && !exchange.over) this.#tell({ kind: 'stream-data', ...this.#base(exchange), from, data });
  }

  #halfClose(from: Side): void {
    const exchange = this.#stream as Exchange;
    if (exchange.over) return;
    if (this.#clientEnded && this.#engineEnded) this.#end(exchange, 'finished', '');
    else this.#tell({ kind: 'half-close', ...this.#base(exchange), from });
  }

  // ---- ends

  #openExchange(request: RequestFacts | null): Exchange {
    const exchange: Exchange = { number: this.#nextExchange(), request, requestWhole: false, answer: 'due', chunked: false, over: false };
    this.#open.push(exchange);
    return exchange;
  }

  /** Request and answer are whole. */
  #finish(exchange: Exchange): void {
    if (exchange.over) this.#drop(exchange);
    else this.#end(exchange, 'finished', '');
  }

  /** Answers that were due or under way will not come. */
  #lose(by: Side | 'relay', detail: string): void {
    for (const exchange of [...this.#open]) {
      if (exchange.over || exchange.request === null || exchange.answer === 'whole' || exchange === this.#stream) continue;
      if (exchange === this.#undecided) this.#tellUndecided(exchange);
      this.#end(exchange, howLost(by), detail);
    }
  }

  /** The client's bytes behind an upgrade request that will never be answered: raw bytes are all that can be said. */
  #tellUndecided(exchange: Exchange): void {
    const held = this.#requests.takePending();
    if (held.length === 0) return;
    this.#tell({ kind: 'fault', ...this.#base(exchange), reason: 'nobody said whether these bytes are a stream' });
    this.#stream = exchange;
    for (const piece of held) this.#streamData('client', piece);
  }

  #end(exchange: Exchange, how: End, detail: string, unreachable: 'upstream-unreachable' | null = null): void {
    if (exchange.over) return;
    const unanswered = exchange.answer === 'due' && exchange.request !== null && exchange !== this.#stream;
    const failure = unanswered ? (unreachable ?? failureOf(how)) : null;
    const partial = unanswered && this.#open[0] === exchange ? this.#answers.tail : null;
    exchange.over = true;
    // One that its client left stays in the queue: its answer may come and must not be taken for the next one's.
    if (how !== 'client-left') this.#drop(exchange);
    this.#tell({ kind: 'end', ...this.#base(exchange), how, detail, failure, partial });
  }

  #drop(exchange: Exchange): void {
    const index = this.#open.indexOf(exchange);
    if (index >= 0) this.#open.splice(index, 1);
    if (this.#undecided === exchange) this.#undecided = null;
  }

  #ignore(): void {
    this.#requests.become('ignore');
    this.#answers.become('ignore');
  }

  #base(exchange: Exchange) {
    return { at: this.#at, connection: this.#connection, exchange: exchange.number };
  }
}

function howLost(by: Side | 'relay'): End {
  return by === 'client' ? 'client-left' : by === 'engine' ? 'engine-died' : 'cut-off';
}

/** Null where tapedeck itself stopped listening: then nobody failed. */
function failureOf(how: End): 'upstream-closed' | 'client-left' | null {
  return how === 'client-left' ? 'client-left' : how === 'engine-died' ? 'upstream-closed' : null;
}
