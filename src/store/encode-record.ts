/** Events into journal records: one growing buffer that is written and used again, nothing else is allocated. */
import { crc32 } from 'node:zlib';
import type { ExchangeEvent, RedactionNote } from '../cassette/exchange.ts';
import type { RawHeaders } from '../cassette/types.ts';
import { ENDS, FAILURES, FRAMINGS, FROM_ENGINE, GROUP_HEADER, HAS_LINE, IN_FILE, KINDS, LAST, RECORD_HEADER } from './journal-layout.ts';

export type JournalEvent = ExchangeEvent | RedactionNote;

/** What is added to the numbers of this recording: where an appended one goes on. */
export interface Base {
  readonly exchange: number;
  readonly connection: number;
  readonly at: number;
}

/** Where the bytes of an event lie in the body file. */
export interface InFile {
  readonly offset: number;
  readonly length: number;
}

const KIND_NUMBERS = new Map<string, number>(KINDS.map((kind, number) => [kind, number]));
const FIRST_SIZE = 65_536;
/** A buffer that one burst made larger than this is not kept for the next. */
const KEPT_SIZE = 4 * 1024 * 1024;

export class RecordBuffer {
  #bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  #end = GROUP_HEADER;
  readonly #base: Base;

  constructor(base: Base) {
    this.#base = base;
  }

  /** Bytes of records in it. */
  get length(): number {
    return this.#end - GROUP_HEADER;
  }

  /** The group, ready to be written; valid until the next `add`. */
  group(): Buffer {
    const records = this.#bytes.subarray(GROUP_HEADER, this.#end);
    this.#bytes.writeUInt32LE(records.length, 0);
    this.#bytes.writeUInt32LE(crc32(records), 4);
    return this.#bytes.subarray(0, this.#end);
  }

  clear(): void {
    this.#end = GROUP_HEADER;
    if (this.#bytes.length > KEPT_SIZE) this.#bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  }

  /** @param file for an event with data whose bytes lie in a body file */
  add(event: JournalEvent, file: InFile | null): void {
    this.#reserve(RECORD_HEADER);
    const start = this.#end;
    const bytes = this.#bytes;
    bytes[start + 4] = KIND_NUMBERS.get(event.kind) as number;
    bytes.writeDoubleLE(event.at + this.#base.at, start + 5);
    bytes.writeUInt32LE(event.connection + this.#base.connection, start + 13);
    bytes.writeUInt32LE(event.exchange + this.#base.exchange, start + 17);
    this.#end = start + RECORD_HEADER;
    this.#content(event, file);
    this.#bytes.writeUInt32LE(this.#end - start - 4, start);
  }

  #content(event: JournalEvent, file: InFile | null): void {
    switch (event.kind) {
      case 'request':
      case 'interim':
        this.#raw(event.head.raw);
        break;
      case 'response':
        this.#byte(FRAMINGS.indexOf(event.framing));
        this.#raw(event.head.raw);
        break;
      case 'request-data':
      case 'response-data':
        this.#data(event.data, (event.last ? LAST : 0) | (event.line === null ? 0 : HAS_LINE), event.line, file);
        break;
      case 'stream-data':
        this.#data(event.data, event.from === 'engine' ? FROM_ENGINE : 0, null, file);
        break;
      case 'request-end':
      case 'response-end':
        this.#byte(event.line === null ? 0 : HAS_LINE);
        if (event.line !== null) this.#text(event.line, 'latin1');
        this.#headers(event.trailers);
        break;
      case 'half-close':
        this.#byte(event.from === 'engine' ? FROM_ENGINE : 0);
        break;
      case 'fault':
        this.#text(event.reason, 'utf8');
        break;
      case 'end':
        this.#byte(ENDS.indexOf(event.how));
        this.#byte(FAILURES.indexOf(event.failure));
        this.#text(event.detail, 'utf8');
        this.#byte(event.partial === null ? 0 : 1);
        if (event.partial !== null) this.#raw(event.partial);
        break;
      case 'redaction':
        this.#text(event.pointer, 'utf8');
        this.#text(event.rule, 'utf8');
        break;
      default:
        event satisfies never;
    }
  }

  #data(data: Buffer, flags: number, line: string | null, file: InFile | null): void {
    this.#byte(file === null ? flags : flags | IN_FILE);
    if (line !== null) this.#text(line, 'latin1');
    if (file === null) this.#raw(data);
    else {
      this.#reserve(12);
      this.#bytes.writeDoubleLE(file.offset, this.#end);
      this.#bytes.writeUInt32LE(file.length, this.#end + 8);
      this.#end += 12;
    }
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#end++] = value;
  }

  /** Bytes to the end of the record: they need no length. */
  #raw(bytes: Buffer): void {
    this.#reserve(bytes.length);
    bytes.copy(this.#bytes, this.#end);
    this.#end += bytes.length;
  }

  #text(text: string, encoding: 'latin1' | 'utf8'): void {
    this.#reserve(4 + text.length * 3);
    const length = text === '' ? 0 : this.#bytes.write(text, this.#end + 4, encoding);
    this.#bytes.writeUInt32LE(length, this.#end);
    this.#end += 4 + length;
  }

  #headers(headers: RawHeaders): void {
    this.#byte(headers.length === 0 ? 0 : 1);
    if (headers.length === 0) return;
    for (const [name, value] of headers) {
      this.#text(name, 'latin1');
      this.#text(value, 'latin1');
    }
  }

  #reserve(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}
