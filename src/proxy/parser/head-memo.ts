/**
 * Heads seen lately, by their bytes. Looking a head up costs a fifth of reading it, and what was read is shared by all
 * connections. It is bounded: some hundred heads of a few KiB each.
 */
const HEADS = 256;
/** Longer heads carry something of their own (registry credentials, build arguments): they do not come again. */
const LONGEST = 2048;

/** What a head may have at most. Engines refuse far less (Go: 1 MiB for requests, but no client sends more than 100 KiB). */
export const HEAD_LIMIT = 256 * 1024;

const HEAD_END = Buffer.from('\r\n\r\n');

export interface Remembered<Facts> {
  readonly facts: Facts;
  /** Bytes of the head. */
  readonly size: number;
}

export class HeadMemo<Facts> {
  readonly #read: (raw: Buffer) => Facts;
  readonly #heads = new Map<string, Remembered<Facts>>();

  /** @param read reads a whole head; it may keep what it gets */
  constructor(read: (raw: Buffer) => Facts) {
    this.#read = read;
  }

  /**
   * The head that starts at `start`, or null while its end has not come. Throws SyntaxError where it is no head or
   * longer than HEAD_LIMIT.
   */
  find(bytes: Buffer, start: number): Remembered<Facts> | null {
    const end = bytes.indexOf(HEAD_END, start) + 4;
    if ((end === 3 ? bytes.length : end) - start > HEAD_LIMIT) throw new SyntaxError(`a head of more than ${HEAD_LIMIT} bytes`);
    if (end === 3) return null;
    const size = end - start;
    if (size > LONGEST) return { facts: this.#read(Buffer.from(bytes.subarray(start, end))), size };
    const key = bytes.toString('latin1', start, end);
    const known = this.#heads.get(key);
    if (known !== undefined) return known;
    // A copy: a slice would keep the whole read alive.
    const fresh = { facts: this.#read(Buffer.from(bytes.subarray(start, end))), size };
    if (this.#heads.size >= HEADS) this.#heads.clear();
    this.#heads.set(key, fresh);
    return fresh;
  }
}
