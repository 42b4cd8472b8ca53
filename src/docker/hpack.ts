/**
 * Reads the header blocks of HTTP/2 (HPACK, RFC 7541), as BuildKit's `/session` and `/grpc` speak it after their 101.
 *
 * A listener beside the stream needs a decoder of its own because the tables live as long as the connection: miss one
 * block, or read one wrongly, and every later one means something else. So `null` is final.
 */
import type { RawHeaders } from '../cassette/types.ts';
import { HUFFMAN_LENGTHS, STATIC_TABLE } from './hpack-tables.ts';

/** What both sides start with (RFC 9113, 6.5.2: SETTINGS_HEADER_TABLE_SIZE). */
const INITIAL_TABLE_SIZE = 4096;
/** A peer may be allowed more by the other's settings; no peer we know asks for more than this. */
const LARGEST_TABLE_SIZE = 1024 * 1024;
/** An entry costs its name, its value and this much (RFC 7541, 4.1). */
const ENTRY_OVERHEAD = 32;

type Entry = readonly [name: string, value: string];

/** Decodes the header blocks of one direction of one connection, in order. */
export class HpackDecoder {
  /** Newest first, as they are numbered. */
  readonly #entries: Entry[] = [];
  #size = 0;
  #limit = INITIAL_TABLE_SIZE;
  #failed = false;

  /**
   * The headers of the next block (all its fragments joined), names and values as latin1, pseudo headers included;
   * null once a block could not be read.
   */
  decode(block: Buffer): RawHeaders | null {
    if (this.#failed) return null;
    try {
      return this.#decode(new Reader(block));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.#failed = true;
      return null;
    }
  }

  #decode(reader: Reader): RawHeaders {
    const headers: Entry[] = [];
    while (!reader.done) {
      const first = reader.peek();
      if (first & 0x80) headers.push(this.#entry(reader.integer(7)));
      else if (first & 0x40) headers.push(this.#remember(this.#literal(reader, 6)));
      else if (first & 0x20) this.#resize(reader.integer(5));
      else headers.push(this.#literal(reader, 4)); // 0x10, never indexed, reads the same
    }
    return headers;
  }

  #literal(reader: Reader, prefix: number): Entry {
    const index = reader.integer(prefix);
    const name = index === 0 ? reader.string() : this.#entry(index)[0];
    return [name, reader.string()];
  }

  #entry(index: number): Entry {
    const entry = index <= STATIC_TABLE.length ? STATIC_TABLE[index - 1] : this.#entries[index - STATIC_TABLE.length - 1];
    if (entry === undefined) throw new Unreadable();
    return entry;
  }

  #remember(entry: Entry): Entry {
    this.#entries.unshift(entry);
    this.#size += sizeOf(entry);
    this.#evict();
    return entry;
  }

  #resize(limit: number): void {
    if (limit > LARGEST_TABLE_SIZE) throw new Unreadable();
    this.#limit = limit;
    this.#evict();
  }

  #evict(): void {
    while (this.#size > this.#limit) this.#size -= sizeOf(this.#entries.pop() as Entry);
  }
}

/** Stays inside this file: `decode` answers null. */
class Unreadable extends Error {}

function sizeOf([name, value]: Entry): number {
  return name.length + value.length + ENTRY_OVERHEAD;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  peek(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Unreadable();
    return byte;
  }

  #byte(): number {
    const byte = this.peek();
    this.#at++;
    return byte;
  }

  /** RFC 7541, 5.1: the low `prefix` bits, and where they are all set, seven bits a byte, least first. */
  integer(prefix: number): number {
    const full = 2 ** prefix - 1;
    let value = this.#byte() & full;
    if (value < full) return value;
    for (let shift = 0; ; shift += 7) {
      if (shift > 28) throw new Unreadable();
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
  }

  /** RFC 7541, 5.2. */
  string(): string {
    const huffman = (this.peek() & 0x80) !== 0;
    const length = this.integer(7);
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    if (bytes.length < length) throw new Unreadable();
    this.#at += length;
    return (huffman ? decodeHuffman(bytes) : bytes).toString('latin1');
  }
}

/** All symbols, shorter codes first, equal lengths in order: what a canonical code counts through. */
const SYMBOLS = HUFFMAN_LENGTHS.map((_, symbol) => symbol).sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
/** How many codes have that many bits. */
const CODES_OF_LENGTH = Array.from({ length: 31 }, (_, bits) => HUFFMAN_LENGTHS.filter((length) => length === bits).length);
const END_OF_STRING = 256;

function lengthOf(symbol: number): number {
  return HUFFMAN_LENGTHS[symbol] as number;
}

/** A bit at a time: header values are short and few. `first` is the lowest code of the length reached. */
function decodeHuffman(bytes: Buffer): Buffer {
  const symbols: number[] = [];
  let [code, first, before, bits] = [0, 0, 0, 0];
  for (const byte of bytes) {
    for (let mask = 0x80; mask > 0; mask >>= 1) {
      code = code * 2 + (byte & mask ? 1 : 0);
      first *= 2;
      const count = CODES_OF_LENGTH[++bits];
      if (count === undefined) throw new Unreadable();
      if (code - first < count) {
        const symbol = SYMBOLS[before + code - first] as number;
        if (symbol === END_OF_STRING) throw new Unreadable();
        symbols.push(symbol);
        [code, first, before, bits] = [0, 0, 0, 0];
      } else {
        before += count;
        first += count;
      }
    }
  }
  // What is left over is padding: fewer than eight bits, all set (RFC 7541, 5.2).
  if (bits > 7 || code !== 2 ** bits - 1) throw new Unreadable();
  return Buffer.from(symbols);
}
