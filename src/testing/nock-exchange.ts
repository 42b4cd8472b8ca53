/**
 * One request that nock caught. The player is asked as the server asks it, and the bytes that it writes are read as an
 * answer again: so nock gets a status, headers and a body that streams.
 */
import type { Readable } from 'node:stream';
import type { Reply, RequestSink, Responder } from '../cassette/exchange.ts';
import { parseRequestHead, writeRequestHead } from '../cassette/head.ts';
import type { RawHeaders } from '../cassette/types.ts';
import { type AnswerFacts, planAnswer, type RequestFacts, readAnswerFacts, readRequestFacts } from '../proxy/parser/facts.ts';
import { HeadMemo } from '../proxy/parser/head-memo.ts';
import { MessageReader } from '../proxy/parser/message-reader.ts';
import { AnswerBody } from './answer-body.ts';

/** What nock tells of a request. */
export interface CaughtRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, number | string | readonly string[] | undefined>>;
  /** As text; in hexadecimal where it is none. */
  readonly body: string;
}

/** What an exchange tells, and whom. */
export interface NockParts {
  readonly responder: Responder;
  /** Called with what the responder is not asked, because nock could not give the answer. */
  readonly onRefused: (message: string) => void;
}

export type NockAnswer = readonly [status: number, body: Readable, headers: string[]];
type Done = (error: Error | null, answer: NockAnswer) => void;

const answerHeads = new HeadMemo<AnswerFacts>(readAnswerFacts);

export class NockExchange implements Reply {
  readonly #parts: NockParts;
  readonly #body: Buffer;
  readonly #request: RequestFacts;
  readonly #number: number;
  readonly #done: Done;
  readonly #answer = new AnswerBody();
  #sink: RequestSink | null = null;
  #begun = false;
  #over = false;

  readonly #reader = new MessageReader<AnswerFacts>(answerHeads, {
    head: (facts) => this.#head(facts),
    data: (data) => {
      this.#answer.write(data);
    },
    end: () => {
      this.#answer.end(null);
      return 'ignore';
    },
    stream: (data) => {
      this.#answer.write(data);
    },
    fault: (reason) => this.#fail(`the recorded answer is no HTTP: ${reason}`),
  });

  constructor(parts: NockParts, caught: CaughtRequest, number: number, done: Done) {
    this.#parts = parts;
    this.#body = bytesOf(caught);
    this.#request = requestFacts(caught, this.#body.length);
    this.#number = number;
    this.#done = done;
  }

  start(): void {
    const { head } = this.#request;
    if (head.headers.some(([name]) => name.toLowerCase() === 'upgrade')) {
      this.#refuse(head.method, head.target);
      return;
    }
    this.#sink = this.#parts.responder.open({ connection: 0, exchange: this.#number, head }, this);
    const taken = this.#body.length > 0 ? this.#sink.data(this.#body) : undefined;
    if (taken instanceof Promise) void taken.then(() => this.#sink?.end());
    else this.#sink.end();
  }

  // ---- Reply

  write(bytes: Buffer): boolean {
    if (!this.#over) this.#reader.push(bytes);
    return !this.#answer.isFull;
  }

  onDrain(listener: () => void): void {
    this.#answer.onDrain(listener);
  }

  hijack(): void {
    // A client that asked for no upgrade sends nothing more: that is the end of its stdin.
    setImmediate(() => this.#sink?.streamEnd());
  }

  finish(): void {
    this.#end();
  }

  halfClose(): void {
    this.#end();
  }

  close(): void {
    this.#end();
  }

  reset(): void {
    this.#fail('the connection was reset');
  }

  #head(facts: AnswerFacts) {
    if (facts.interim) return null;
    this.#begun = true;
    const plan = planAnswer(this.#request, facts);
    const { status, headers } = facts.head;
    this.#answer.stream.once('close', () => this.#leave());
    this.#done(null, [status, this.#answer.stream, headers.flat()]);
    return plan.framing === 'hijacked' ? { ...plan, framing: 'eof' as const } : plan;
  }

  #end(): void {
    this.#over = true;
    this.#answer.end(null);
  }

  #fail(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    const error = Object.assign(new Error(`tapedeck: ${reason}`), { code: 'ECONNRESET' });
    if (this.#begun) this.#answer.end(error);
    else this.#done(error, [500, this.#answer.stream, []]);
  }

  #leave(): void {
    if (this.#over) return;
    this.#over = true;
    this.#sink?.left();
  }

  #refuse(method: string, target: string): void {
    const message =
      `tapedeck: ${method} ${target} asks for an upgrade (a hijacked connection), which nock cannot give\n` +
      '  Ask for no upgrade (dockerode: leave out hijack: true), or use useCassette, which has a real socket.';
    this.#parts.onRefused(message);
    const body = Buffer.from(`${JSON.stringify({ message })}\n`);
    this.#done(null, [501, this.#answer.stream, ['Content-Type', 'application/json', 'Content-Length', String(body.length)]]);
    this.#answer.write(body);
    this.#answer.end(null);
  }
}

/** nock tells bytes that are no UTF-8 in hexadecimal. Digits that stand for UTF-8, or are as many as announced, are a text that looks so. */
function bytesOf({ body, headers }: CaughtRequest): Buffer {
  const announced = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-length')?.[1];
  const isText = announced !== undefined && Number(announced) === body.length;
  if (!isText && body.length % 2 === 0 && /^[0-9a-f]+$/.test(body)) {
    const bytes = Buffer.from(body, 'hex');
    if (!Buffer.from(bytes.toString('utf8')).equals(bytes)) return bytes;
  }
  return Buffer.from(body);
}

/** The length of the body is known by now, however it was to be sent. */
function requestFacts({ method, target, headers }: CaughtRequest, length: number): RequestFacts {
  const pairs: [string, string][] = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || FRAMING.has(name.toLowerCase()) ? [] : [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  if (length > 0) pairs.push(['content-length', String(length)]);
  const all: RawHeaders = pairs;
  return readRequestFacts(parseRequestHead(writeRequestHead({ method, target, version: 'HTTP/1.1', headers: all })).raw);
}

const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);
