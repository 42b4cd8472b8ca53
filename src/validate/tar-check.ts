/**
 * Whether bytes are a tar, read as they pass: the header of each entry by its checksum, and that the last entry is whole.
 * Contents are skipped, not looked at, so that who can seek need not read them.
 *
 * As Go reads tars: an archive ends with a block of zeros or with the bytes (also with none at all), and what stands
 * behind a block of zeros does not count. Uploads may be packed; those are told by their first bytes alone.
 */

const BLOCK = 512;
const CHECKSUM_AT = 148;
const CHECKSUM_END = 156;
const SIZE_AT = 124;
const SIZE_LENGTH = 12;
const TYPE_AT = 156;
/** In a GNU sparse header, and in the blocks that go on with it. */
const EXTENDED_AT = 482;
const EXTENDED_NEXT_AT = 504;
/** A PAX header above this is none that anybody writes. */
const MAX_PAX = 1024 * 1024;

/** Links, devices, directories, FIFOs: whatever size they state, no content follows. */
const WITHOUT_CONTENT: ReadonlySet<string> = new Set(['1', '2', '3', '4', '5', '6']);
const PAX = 'x';
const GNU_SPARSE = 'S';

const PACKED: readonly Buffer[] = [
  Buffer.from([0x1f, 0x8b]),
  Buffer.from('BZh'),
  Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
];

export interface TarOptions {
  /** Whether it may be packed by gzip, bzip2, xz or zstd. */
  readonly packed: boolean;
}

export class TarCheck {
  readonly #packed: boolean;
  #state: 'start' | 'header' | 'sparse' | 'pax' | 'done' = 'start';
  /** The start of a block, or of a PAX header, that is not whole yet. */
  #held: Buffer = Buffer.alloc(0);
  /** Bytes of content that are still to come, and of padding behind them. */
  #content = 0;
  #padding = 0;
  /** What a PAX header says of the entry behind it. */
  #paxSize: number | null = null;
  #fault: string | null = null;

  constructor({ packed }: TarOptions) {
    this.#packed = packed;
  }

  /** Bytes that need not be pushed: take as many away from what comes next with `skip`. */
  get skippable(): number {
    if (this.#state === 'done') return Number.POSITIVE_INFINITY;
    return this.#state === 'pax' || this.#state === 'sparse' ? 0 : this.#content + this.#padding;
  }

  /** Passes over bytes that were not read; at most `skippable`. */
  skip(length: number): void {
    const content = Math.min(length, this.#content);
    this.#content -= content;
    this.#padding -= Math.min(length - content, this.#padding);
  }

  /** What was wrong with what came so far, to be read after "the body"; null where nothing was. */
  push(bytes: Buffer): string | null {
    let rest = bytes;
    while (rest.length > 0 && this.#fault === null && this.#state !== 'done') {
      const skipped = Math.min(rest.length, this.skippable);
      if (skipped > 0) {
        this.skip(skipped);
        rest = rest.subarray(skipped);
        continue;
      }
      const wanted = this.#state === 'pax' ? this.#content + this.#padding : BLOCK;
      const taken = Math.min(wanted - this.#held.length, rest.length);
      this.#held = this.#held.length === 0 ? rest.subarray(0, taken) : Buffer.concat([this.#held, rest.subarray(0, taken)]);
      rest = rest.subarray(taken);
      if (this.#isPacked()) this.#state = 'done';
      else if (this.#held.length === wanted) this.#take();
    }
    return this.#fault;
  }

  /** The same, once no more will come. */
  end(): string | null {
    if (this.#fault !== null || this.#state === 'done') return this.#fault;
    if (this.#state === 'start' && this.#held.length > 0) return 'is no tar';
    if (this.#held.length > 0 || this.#content > 0 || this.#state === 'sparse') return 'is a tar that ends in the middle of an entry';
    return null;
  }

  #isPacked(): boolean {
    return this.#packed && this.#state === 'start' && PACKED.some((magic) => this.#held.subarray(0, magic.length).equals(magic));
  }

  /** Takes the whole block, or PAX header, that is held. */
  #take(): void {
    const block = this.#held;
    this.#held = Buffer.alloc(0);
    switch (this.#state) {
      case 'pax':
        this.#paxSize = paxSize(block.subarray(0, this.#content));
        this.#content = 0;
        this.#padding = 0;
        this.#state = 'header';
        return;
      case 'sparse':
        if (block[EXTENDED_NEXT_AT] === 0) this.#state = 'header';
        return;
      default:
        this.#takeHeader(block);
    }
  }

  #takeHeader(block: Buffer): void {
    if (block[0] === 0 && block.every((byte) => byte === 0)) {
      this.#state = 'done';
      return;
    }
    const stated = hasChecksum(block) ? numberAt(block, SIZE_AT, SIZE_LENGTH) : null;
    if (stated === null) {
      this.#fault = this.#state === 'start' ? 'is no tar' : 'is a tar with a header that is none';
      return;
    }
    const type = String.fromCharCode(block[TYPE_AT] as number);
    const size = WITHOUT_CONTENT.has(type) ? 0 : (this.#paxSize ?? stated);
    this.#paxSize = null;
    this.#content = size;
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (type === PAX && size > 0 && size <= MAX_PAX) this.#state = 'pax';
    else this.#state = type === GNU_SPARSE && block[EXTENDED_AT] !== 0 ? 'sparse' : 'header';
  }
}

/** The sum of all bytes, with blanks in place of the sum itself; old writers took the bytes for signed. */
function hasChecksum(block: Buffer): boolean {
  const stated = numberAt(block, CHECKSUM_AT, CHECKSUM_END - CHECKSUM_AT);
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < BLOCK; at++) {
    const byte = at >= CHECKSUM_AT && at < CHECKSUM_END ? 0x20 : (block[at] as number);
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  return stated === unsigned || stated === signed;
}

/** Octal text, or big-endian bytes behind a set high bit; null where it is neither, or is negative. */
function numberAt(block: Buffer, at: number, length: number): number | null {
  const first = block[at] as number;
  if (first & 0x80) {
    if (first & 0x40) return null;
    let value = first & 0x3f;
    for (let i = 1; i < length; i++) value = value * 0x100 + (block[at + i] as number);
    return value;
  }
  const text = block.toString('latin1', at, at + length).replace(/^[ \0]+|[ \0]+$/g, '');
  if (text === '') return 0;
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : null;
}

/** Records are `LENGTH KEY=VALUE\n`. */
function paxSize(records: Buffer): number | null {
  const size = /(?:^|\n)\d+ size=(\d+)\n/.exec(records.toString('latin1'))?.[1];
  return size === undefined ? null : Number(size);
}
