/**
 * Bytes of live traffic that wait to be checked, never more than a limit: of one body, and of all that are under way.
 * They are copied together, since a small slice would keep alive the whole read that it was cut from.
 */

/** Shared by all that hold bytes at a time. */
export class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** False where so much is not to be had; then nothing is taken. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

const FIRST_CAPACITY = 1024;

export class HeldBytes {
  readonly #limit: number;
  readonly #budget: Budget;
  #bytes = Buffer.alloc(0);
  #length = 0;
  #overflown = false;

  constructor(limit: number, budget: Budget) {
    this.#limit = limit;
    this.#budget = budget;
  }

  /** More came than may be held: nothing is held any more. */
  get overflown(): boolean {
    return this.#overflown;
  }

  get length(): number {
    return this.#length;
  }

  add(data: Buffer): void {
    if (this.#overflown) return;
    const length = this.#length + data.length;
    if (length > this.#limit || !this.#grow(length)) {
      this.#overflown = true;
      this.free();
      return;
    }
    data.copy(this.#bytes, this.#length);
    this.#length = length;
  }

  /** What is held. It is a view: use it before `free`. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets all. To be called once the bytes were looked at. */
  free(): void {
    this.#budget.giveBack(this.#bytes.length);
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
  }

  #grow(length: number): boolean {
    const capacity = this.#bytes.length;
    if (length <= capacity) return true;
    const wanted = Math.min(this.#limit, Math.max(length, 2 * capacity, FIRST_CAPACITY));
    if (!this.#budget.take(wanted - capacity)) return false;
    const larger = Buffer.allocUnsafeSlow(wanted);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
    return true;
  }
}
