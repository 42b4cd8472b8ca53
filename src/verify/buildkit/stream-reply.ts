/** The client's side of a live stream in the form in which HTTP/2 is spoken on it (`docker/grpc-ends.ts`). */
import type { Reply } from '../../cassette/exchange.ts';
import type { GrpcStream } from '../../docker/grpc-ends.ts';
import type { DrivenStream } from '../drive/stream-driver.ts';

export class StreamReply implements Reply {
  readonly #stream: DrivenStream;
  #taken: Promise<void> = Promise.resolve();
  #tellClosed: () => void = () => {};
  /** Resolves when HTTP/2 is over from this side. */
  readonly closed = new Promise<void>((resolve) => {
    this.#tellClosed = resolve;
  });

  constructor(stream: DrivenStream) {
    this.#stream = stream;
  }

  write(bytes: Buffer): boolean {
    this.#taken = this.#stream.send(bytes);
    return false;
  }

  onDrain(listener: () => void): void {
    void this.#taken.then(listener);
  }

  halfClose(): void {
    this.#stream.end();
  }

  close(): void {
    this.#tellClosed();
  }

  reset(): void {
    this.#tellClosed();
  }

  hijack(): void {}

  finish(): void {}
}

/** Hands the engine's bytes on until it has said all. */
export async function pump(stream: DrivenStream, to: GrpcStream): Promise<void> {
  try {
    for await (const bytes of stream.engine) to.data(bytes);
  } finally {
    to.end();
  }
}
