/** The context that a client handed over in one call, read for its meaning as its messages go by. */
import { readProtobuf } from '../../docker/protobuf.ts';
import { type BodyMeaning, BodyReader } from '../body.ts';

export class Upload {
  /** The messages themselves, where they are kept: an upgrade check hands the context over again. */
  readonly messages: readonly Buffer[] | null;
  readonly #kept: Buffer[] = [];
  readonly #reader = new BodyReader();
  #meaning: BodyMeaning | Promise<BodyMeaning> | null = null;

  constructor({ keep = false }: { readonly keep?: boolean } = {}) {
    this.messages = keep ? this.#kept : null;
  }

  /** A message of the client (BytesMessage of BuildKit's upload.proto). */
  take(message: Buffer): void {
    if (this.messages !== null) this.#kept.push(Buffer.from(message));
    for (const { number, wire, bytes } of readProtobuf(message) ?? []) {
      // Copied: the reader works when it likes, the memory is the socket's.
      if (number === 1 && wire === 2) void this.#reader.push(Buffer.from(bytes));
    }
  }

  /** Once all was taken. */
  meaning(): BodyMeaning | Promise<BodyMeaning> {
    this.#meaning ??= this.#reader.end();
    return this.#meaning;
  }
}
