/** Journal records back into events. Tolerates a tail that was torn off: what is whole before it counts. */
import { crc32 } from 'node:zlib';
import type { BodyPart, Bytes, RecordedEvent } from '../cassette/exchange.ts';
import { parseRequestHead, parseStatusHead } from '../cassette/head.ts';
import type { RawHeaders } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import {
  ENDS,
  FAILURES,
  FRAMINGS,
  FROM_ENGINE,
  GROUP_HEADER,
  HAS_LINE,
  IN_FILE,
  KINDS,
  LAST,
  RECORD_HEADER,
  SEGMENT_MAGIC,
} from './journal-layout.ts';

/** Gives access to bytes in the body file of one part of one exchange. */
export type ReadBody = (exchange: number, part: BodyPart, offset: number, length: number) => Buffer;

/**
 * The records of a segment, each with its length field, in order. They share the memory of `segment`.
 * What follows a torn or damaged place is not read: the recorder had not let go of the bytes it stands for.
 */
export function* segmentRecords(segment: Buffer): Generator<Buffer, void, undefined> {
  if (!segment.subarray(0, SEGMENT_MAGIC.length).equals(SEGMENT_MAGIC)) return;
  let at = SEGMENT_MAGIC.length;
  while (at + GROUP_HEADER <= segment.length) {
    const start = at + GROUP_HEADER;
    const end = start + segment.readUInt32LE(at);
    const records = segment.subarray(start, end);
    const whole = end <= segment.length;
    if (whole && crc32(records) !== segment.readUInt32LE(at + 4)) return;
    yield* wholeRecords(records);
    if (!whole) return;
    at = end;
  }
}

/** Records up to the first that is not whole. */
function* wholeRecords(bytes: Buffer): Generator<Buffer, void, undefined> {
  let at = 0;
  while (at + RECORD_HEADER <= bytes.length) {
    const end = at + 4 + bytes.readUInt32LE(at);
    if (end > bytes.length || end < at + RECORD_HEADER || (bytes[at + 4] as number) >= KINDS.length) return;
    yield bytes.subarray(at, end);
    at = end;
  }
}

/** Which exchange a record belongs to, without decoding it. */
export function recordExchange(record: Buffer): number {
  return record.readUInt32LE(17);
}

export function decodeRecord(record: Buffer, readBody: ReadBody): RecordedEvent {
  try {
    return new RecordReader(record, readBody).event();
  } catch (error) {
    if (error instanceof TapedeckError) throw error;
    throw new TapedeckError('TD_CASSETTE_FORMAT', `the journal holds a record that cannot be read: ${(error as Error).message}`, {
      cause: error,
      hint: 'It may have been written by another version of tapedeck: open the cassette with that one.',
    });
  }
}

class RecordReader {
  readonly #record: Buffer;
  readonly #readBody: ReadBody;
  #at = RECORD_HEADER;

  constructor(record: Buffer, readBody: ReadBody) {
    this.#record = record;
    this.#readBody = readBody;
  }

  event(): RecordedEvent {
    const base = {
      at: this.#record.readDoubleLE(5),
      connection: this.#record.readUInt32LE(13),
      exchange: recordExchange(this.#record),
    };
    const kind = KINDS[this.#record[4] as number];
    switch (kind) {
      case 'request':
        return { kind, ...base, head: parseRequestHead(this.#rest()) };
      case 'interim':
        return { kind, ...base, head: parseStatusHead(this.#rest()) };
      case 'response': {
        const framing = named(FRAMINGS, this.#byte());
        return { kind, ...base, framing, head: parseStatusHead(this.#rest()) };
      }
      case 'request-data':
      case 'response-data': {
        const flags = this.#byte();
        const line = this.#line(flags);
        const data = this.#data(flags, base.exchange, kind === 'request-data' ? 'request' : 'response');
        return { kind, ...base, data, last: (flags & LAST) !== 0, line };
      }
      case 'stream-data': {
        const flags = this.#byte();
        const from = side(flags);
        return { kind, ...base, from, data: this.#data(flags, base.exchange, from) };
      }
      case 'request-end':
      case 'response-end': {
        const line = this.#line(this.#byte());
        return { kind, ...base, line, trailers: this.#headers() };
      }
      case 'half-close':
        return { kind, ...base, from: side(this.#byte()) };
      case 'fault':
        return { kind, ...base, reason: this.#text('utf8') };
      case 'end': {
        const how = named(ENDS, this.#byte());
        const failure = named(FAILURES, this.#byte());
        const detail = this.#text('utf8');
        return { kind, ...base, how, failure, detail, partial: this.#byte() === 0 ? null : this.#rest() };
      }
      case 'redaction':
        return { kind, ...base, pointer: this.#text('utf8'), rule: this.#text('utf8') };
      case undefined:
        throw new RangeError(`kind ${this.#record[4]} is not known`);
      default:
        return kind satisfies never;
    }
  }

  #byte(): number {
    return this.#record.readUInt8(this.#at++);
  }

  /** A copy, where it is kept: heads live as long as their exchange, the segment must not. */
  #rest(): Buffer {
    return Buffer.from(this.#record.subarray(this.#at));
  }

  #text(encoding: 'latin1' | 'utf8'): string {
    const start = this.#at + 4;
    this.#at = start + this.#record.readUInt32LE(this.#at);
    return this.#record.toString(encoding, start, this.#at);
  }

  #line(flags: number): string | null {
    return (flags & HAS_LINE) === 0 ? null : this.#text('latin1');
  }

  #headers(): RawHeaders {
    if (this.#byte() === 0) return [];
    const headers: [string, string][] = [];
    while (this.#at < this.#record.length) headers.push([this.#text('latin1'), this.#text('latin1')]);
    return headers;
  }

  #data(flags: number, exchange: number, part: BodyPart): Bytes {
    if ((flags & IN_FILE) === 0) return this.#record.subarray(this.#at);
    const offset = this.#record.readDoubleLE(this.#at);
    return new StoredBytes(this.#readBody, exchange, part, offset, this.#record.readUInt32LE(this.#at + 8));
  }
}

/** Bytes that lie in a body file until someone looks at them. */
export class StoredBytes implements Bytes {
  readonly #readBody: ReadBody;
  readonly #exchange: number;
  readonly #part: BodyPart;
  readonly offset: number;
  readonly length: number;

  constructor(readBody: ReadBody, exchange: number, part: BodyPart, offset: number, length: number) {
    this.#readBody = readBody;
    this.#exchange = exchange;
    this.#part = part;
    this.offset = offset;
    this.length = length;
  }

  subarray(start = 0, end = this.length): Buffer {
    const last = Math.min(end, this.length);
    return this.#readBody(this.#exchange, this.#part, this.offset + start, Math.max(0, last - start));
  }
}

function side(flags: number): 'client' | 'engine' {
  return (flags & FROM_ENGINE) === 0 ? 'client' : 'engine';
}

function named<T>(names: readonly T[], number: number): T {
  const name = names[number];
  if (name === undefined) throw new RangeError(`${number} stands for nothing here`);
  return name;
}
