/** A request body that is kept for a while: short ones in memory, longer ones in a file that nobody else can open. */
import { closeSync, readSync, writeSync } from 'node:fs';
import { openNameless } from './nameless-file.ts';

const IN_MEMORY = 1024 * 1024;
const PIECE = 256 * 1024;

export class KeptBody {
  readonly #limit: number;
  #pieces: Buffer[] = [];
  #length = 0;
  #file: number | null = null;
  #inFile = 0;

  /** @param limit bytes that are kept in memory */
  constructor(limit = IN_MEMORY) {
    this.#limit = limit;
  }

  /** @throws what the disk refuses with */
  push(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    if (this.#length > this.#limit) this.#toFile();
  }

  async *read(): AsyncGenerator<Buffer, void, undefined> {
    for (let at = 0; this.#file !== null && at < this.#inFile; ) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE, this.#inFile - at));
      const read = readSync(this.#file, piece, 0, piece.length, at);
      at += read;
      yield piece.subarray(0, read);
    }
    yield* this.#pieces;
  }

  drop(): void {
    this.#pieces = [];
    this.#length = 0;
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #toFile(): void {
    this.#file ??= openNameless();
    for (const piece of this.#pieces) {
      for (let at = 0; at < piece.length; ) at += writeSync(this.#file, piece, at, piece.length - at, this.#inFile + at);
      this.#inFile += piece.length;
    }
    this.#pieces = [];
    this.#length = 0;
  }
}
