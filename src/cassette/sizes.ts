/**
 * Rows of numbers in short: a 2 GB `docker save` comes in 65,000 chunks of 32768 bytes, which is one pair here. Also for
 * the times of such chunks.
 */
import type { Sizes } from './types.ts';

/** Packs a row as it comes, in memory that grows only with the runs in it. */
export class SizesBuilder {
  readonly #packed: (number | readonly [size: number, count: number])[] = [];
  #last = 0;
  #run = 0;

  add(size: number): void {
    if (this.#run > 0 && size === this.#last) {
      this.#run += 1;
      return;
    }
    this.#flush();
    this.#last = size;
    this.#run = 1;
  }

  /** The row so far. More may be added afterwards. */
  sizes(): Sizes {
    return this.#run === 0 ? [] : [...this.#packed, packRun(this.#last, this.#run)];
  }

  #flush(): void {
    if (this.#run > 0) this.#packed.push(packRun(this.#last, this.#run));
  }
}

export function packSizes(numbers: Iterable<number>): Sizes {
  const builder = new SizesBuilder();
  for (const number of numbers) builder.add(number);
  return builder.sizes();
}

export function* unpackSizes(sizes: Sizes): Generator<number, void, undefined> {
  for (const entry of sizes) {
    if (typeof entry === 'number') yield entry;
    else for (let left = entry[1]; left > 0; left -= 1) yield entry[0];
  }
}

/** How many numbers the row has. */
export function countSizes(sizes: Sizes): number {
  return sizes.reduce<number>((count, entry) => count + (typeof entry === 'number' ? 1 : entry[1]), 0);
}

/** What they come to together. */
export function sumSizes(sizes: Sizes): number {
  return sizes.reduce<number>((sum, entry) => sum + (typeof entry === 'number' ? entry : entry[0] * entry[1]), 0);
}

function packRun(size: number, count: number): number | readonly [size: number, count: number] {
  return count === 1 ? size : [size, count];
}
