/**
 * The body of an answer that is still being written. It may break off in an error, and then all that came before is read
 * first: a stream of Node that is destroyed forgets what nobody has read yet.
 */
import { Readable } from 'node:stream';

/** Bytes that may wait for the reader. */
const AHEAD = 64 * 1024;

export class AnswerBody {
  /** For the one who reads it. */
  readonly stream: Readable;
  readonly #waiting: Buffer[] = [];
  #bytes = 0;
  #end: { readonly error: Error | null } | null = null;
  #wake: () => void = () => {};
  #drains: (() => void)[] = [];

  constructor() {
    this.stream = Readable.from(this.#pieces());
  }

  get isFull(): boolean {
    return this.#bytes > AHEAD;
  }

  write(bytes: Buffer): void {
    if (this.#end !== null || bytes.length === 0) return;
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
    this.#wake();
  }

  /** Calls once the reader has caught up. */
  onDrain(listener: () => void): void {
    if (this.isFull) this.#drains.push(listener);
    else setImmediate(listener);
  }

  /** @param error null: all has come */
  end(error: Error | null): void {
    this.#end ??= { error };
    this.#wake();
  }

  async *#pieces(): AsyncGenerator<Buffer, void> {
    for (;;) {
      const piece = this.#waiting.shift();
      if (piece !== undefined) {
        this.#bytes -= piece.length;
        yield piece;
        if (!this.isFull) for (const drain of this.#drains.splice(0)) drain();
      } else if (this.#end === null) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      } else if (this.#end.error === null) {
        return;
      } else {
        throw this.#end.error;
      }
    }
  }
}
