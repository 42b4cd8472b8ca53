/** A hijacked connection as a Node stream, for what wants one: node:http2. */
import { Duplex } from 'node:stream';
import type { Reply } from '../cassette/exchange.ts';

export class HijackedStream extends Duplex {
  readonly #reply: Reply;

  constructor(reply: Reply) {
    super({ allowHalfOpen: true });
    this.#reply = reply;
    // Both ends may go at any time; what they said before counts.
    this.on('error', () => {});
  }

  // ---- from the client

  data(bytes: Buffer): void {
    if (!this.readableEnded && !this.destroyed) this.push(bytes);
  }

  dataEnd(): void {
    if (!this.destroyed) this.push(null);
  }

  // ---- for Node

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#reply.write(bytes)) done();
    else this.#reply.onDrain(() => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#reply.close();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#reply.close();
    done(error);
  }
}
