/**
 * Reads the HTTP/1.x messages of one direction of a connection, however the bytes are cut.
 *
 * Beside the framing of HTTP it knows three states of its own:
 *   hold     what comes may be the next message or a stream: it is kept, in its pieces, until someone knows
 *   stream   no messages any more: every read is handed on as it came
 *   ignore   nobody cares any more
 *
 * A token (head, chunk-size line, last chunk with trailers) that is not whole yet stays unread in front of the next
 * bytes. So after a fault, everything that no callback has told is in one piece, and bytes told plus that piece is
 * what went over the wire. The line break behind a chunk's data counts as the start of the next chunk-size line.
 */
import { parseTrailers, writeTrailers } from '../../cassette/head.ts';
import type { RawHeaders } from '../../cassette/types.ts';
import type { BodyPlan } from './facts.ts';
import { HEAD_LIMIT, type HeadMemo } from './head-memo.ts';

/** Bytes that may wait while nobody knows what they are. */
export const HOLD_LIMIT = 1024 * 1024;
/** A chunk-size line with its extensions; Go takes 4 KiB. */
const LINE_LIMIT = 16 * 1024;

export interface MessageHandler<Facts> {
  /** A head is whole. Says how its body is delimited; null where it has none and is no message of its own (1xx). */
  head(facts: Facts): BodyPlan | null;
  /** Body bytes: `last` and `line` as in ExchangeEvent. */
  data(data: Buffer, last: boolean, line: string | null): void;
  /** The body is whole (not called for `eof`). Says what the bytes behind it are. */
  end(trailers: RawHeaders, line: string | null): 'head' | 'hold' | 'stream' | 'ignore';
  /** A piece in state `stream`. */
  stream(data: Buffer): void;
  /** These bytes are not HTTP. The handler must call `become`. `rest`: all bytes not told yet; what was held is apart (takePending). */
  fault(reason: string, rest: Buffer): void;
}

export type ReaderState = 'head' | 'length' | 'chunk-line' | 'chunk-data' | 'eof' | 'hold' | 'stream' | 'ignore';

/** The token at hand needs more bytes. */
const MORE = -1;
const CR = 13;
const LF = 10;
const SEMICOLON = 59;
const BLANK = 32;
const TAB = 9;
const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');

export class MessageReader<Facts> {
  readonly #memo: HeadMemo<Facts>;
  readonly #handler: MessageHandler<Facts>;
  #state: ReaderState = 'head';
  /** An unfinished token. */
  #tail: Buffer | null = null;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Body bytes that are still to come, of this chunk or of all. */
  #remaining = 0;
  #firstChunk = true;
  /** The size line of the chunk at hand, until it was told. */
  #line: string | null = null;

  constructor(memo: HeadMemo<Facts>, handler: MessageHandler<Facts>) {
    this.#memo = memo;
    this.#handler = handler;
  }

  get state(): ReaderState {
    return this.#state;
  }

  get streaming(): boolean {
    return this.#state === 'stream';
  }

  /** What waits of a token that is not whole. */
  get tail(): Buffer | null {
    return this.#tail;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  push(bytes: Buffer): void {
    const tail = this.#tail;
    const input = tail === null ? bytes : Buffer.concat([tail, bytes]);
    this.#tail = null;
    let at = 0;
    try {
      while (at < input.length) {
        const next = this.#step(input, at);
        if (next === MORE) {
          this.#tail = at === 0 ? input : input.subarray(at);
          return;
        }
        at = next;
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.#handler.fault(error.message, input.subarray(at));
    }
  }

  /** From here on all is `stream` or `ignore`. Take what is pending first. */
  become(state: 'stream' | 'ignore'): void {
    this.#state = state;
    this.takePending();
  }

  /** What was kept and not told, in its pieces; it is forgotten here. */
  takePending(): Buffer[] {
    const pending = this.#tail === null ? this.#held : [this.#tail];
    this.#tail = null;
    this.#held = [];
    this.#heldBytes = 0;
    return pending;
  }

  /** What was held turns out to be messages. */
  release(): void {
    const held = this.takePending();
    this.#state = 'head';
    for (const piece of held) this.push(piece);
  }

  #step(bytes: Buffer, at: number): number {
    switch (this.#state) {
      case 'head':
        return this.#head(bytes, at);
      case 'length':
        return this.#length(bytes, at);
      case 'chunk-line':
        return this.#chunkLine(bytes, at);
      case 'chunk-data':
        return this.#chunkData(bytes, at);
      case 'eof':
        this.#handler.data(rest(bytes, at), true, null);
        return bytes.length;
      case 'stream':
        this.#handler.stream(rest(bytes, at));
        return bytes.length;
      case 'hold':
        return this.#hold(bytes, at);
      case 'ignore':
        return bytes.length;
      default:
        this.#state satisfies never;
        return bytes.length;
    }
  }

  #head(bytes: Buffer, at: number): number {
    const first = bytes[at] as number;
    // TLS, an empty line, a binary protocol: no need to wait for the end of a head.
    if (first <= BLANK || first > 126) throw new SyntaxError('not HTTP');
    const found = this.#memo.find(bytes, at);
    if (found === null) return MORE;
    const plan = this.#handler.head(found.facts);
    if (plan !== null) this.#begin(plan);
    return at + found.size;
  }

  #begin(plan: BodyPlan): void {
    switch (plan.framing) {
      case 'none':
        this.#end([], null);
        return;
      case 'length':
        this.#remaining = plan.length;
        this.#state = 'length';
        if (plan.length === 0) this.#end([], null);
        return;
      case 'chunked':
        this.#firstChunk = true;
        this.#state = 'chunk-line';
        return;
      case 'eof':
        this.#state = 'eof';
        return;
      case 'hijacked':
        this.#state = 'stream';
        return;
      default:
        plan.framing satisfies never;
    }
  }

  #end(trailers: RawHeaders, line: string | null): void {
    this.#state = 'head';
    this.#state = this.#handler.end(trailers, line);
  }

  #length(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#remaining);
    this.#remaining -= end - at;
    this.#handler.data(slice(bytes, at, end), true, null);
    if (this.#remaining === 0) this.#end([], null);
    return end;
  }

  #chunkLine(bytes: Buffer, at: number): number {
    let start = at;
    if (!this.#firstChunk) {
      if (bytes[at] !== CR || (at + 1 < bytes.length && bytes[at + 1] !== LF)) throw new SyntaxError('no line break behind a chunk');
      start += 2;
    }
    let size = 0;
    let upper = false;
    let index = start;
    for (; index < bytes.length; index++) {
      const digit = hexDigit(bytes[index] as number);
      if (digit < 0) break;
      if (digit > 9 && (bytes[index] as number) < 0x61) upper = true;
      size = size * 16 + digit;
      if (size > Number.MAX_SAFE_INTEGER) throw new SyntaxError('a chunk of more than 2^53 bytes');
      if (index - start > LINE_LIMIT) throw new SyntaxError('an endless chunk-size line');
    }
    if (index >= bytes.length) return MORE;
    if (index === start) throw new SyntaxError('no chunk size');
    const lineEnd = findLineEnd(bytes, index, start);
    if (lineEnd === MORE) return MORE;
    const usual = lineEnd === index && !upper && (bytes[start] !== 48 || index === start + 1);
    const line = usual ? null : bytes.toString('latin1', start, lineEnd);
    if (size === 0) return this.#lastChunk(bytes, lineEnd + 2, line);
    this.#firstChunk = false;
    this.#line = line;
    this.#remaining = size;
    this.#state = 'chunk-data';
    return lineEnd + 2;
  }

  #chunkData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#remaining);
    this.#remaining -= end - at;
    const line = this.#line;
    this.#line = null;
    const last = this.#remaining === 0;
    if (last) this.#state = 'chunk-line';
    this.#handler.data(slice(bytes, at, end), last, line);
    return end;
  }

  /** @param at behind the line of the last chunk: trailers or an empty line */
  #lastChunk(bytes: Buffer, at: number, line: string | null): number {
    if (bytes.length < at + 2) return MORE;
    if (bytes[at] === CR && bytes[at + 1] === LF) {
      this.#end([], line);
      return at + 2;
    }
    const end = bytes.indexOf(HEAD_END, at) + 4;
    if ((end === 3 ? bytes.length : end) - at > HEAD_LIMIT) throw new SyntaxError(`trailers of more than ${HEAD_LIMIT} bytes`);
    if (end === 3) return MORE;
    const raw = bytes.subarray(at, end);
    const trailers = parseTrailers(raw);
    if (!writeTrailers(trailers).equals(raw)) throw new SyntaxError('trailers that cannot be kept as pairs');
    this.#end(trailers, line);
    return end;
  }

  #hold(bytes: Buffer, at: number): number {
    if (this.#heldBytes + bytes.length - at > HOLD_LIMIT) {
      throw new SyntaxError(`more than ${HOLD_LIMIT} bytes behind an upgrade that is not answered yet`);
    }
    const piece = rest(bytes, at);
    this.#held.push(piece);
    this.#heldBytes += piece.length;
    return bytes.length;
  }
}

/** Where the CRLF of a chunk-size line is. `index`: behind its digits. Extensions and blanks may follow them. */
function findLineEnd(bytes: Buffer, index: number, start: number): number {
  const next = bytes[index];
  if (next === CR) {
    if (index + 1 === bytes.length) return MORE;
    if (bytes[index + 1] !== LF) throw new SyntaxError('a lone CR behind a chunk size');
    return index;
  }
  if (next !== SEMICOLON && next !== BLANK && next !== TAB) throw new SyntaxError('not a chunk size');
  const end = bytes.indexOf(LINE_END, index);
  if ((end < 0 ? bytes.length : end) - start > LINE_LIMIT) throw new SyntaxError('an endless chunk-size line');
  const newline = bytes.indexOf(LF, index);
  if (newline >= 0 && newline !== end + 1) throw new SyntaxError('a lone LF in a chunk-size line');
  return end < 0 ? MORE : end;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  return -1;
}

function rest(bytes: Buffer, at: number): Buffer {
  return at === 0 ? bytes : bytes.subarray(at);
}

function slice(bytes: Buffer, at: number, end: number): Buffer {
  return at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end);
}
