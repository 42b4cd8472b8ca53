/**
 * Messages of gRPC in the DATA of one direction of an HTTP/2 stream, however it is cut
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message"):
 *
 *   byte   0             1..4                  5..
 *          compressed    length, big-endian    message
 */

const PREFIX_LENGTH = 5;

/** Finds the messages of one direction of one call. */
export class GrpcMessages {
  #parts: Buffer[] = [];
  #held = 0;
  #wanted = PREFIX_LENGTH;

  /** Bytes of a message that is under way. */
  get held(): number {
    return this.#held;
  }

  /** The messages that these bytes complete, each with its prefix cut off. Compressed ones are given as they are. */
  push(bytes: Buffer): Buffer[] {
    if (bytes.length === 0) return [];
    this.#parts.push(bytes);
    this.#held += bytes.length;
    if (this.#held < this.#wanted) return [];
    const messages: Buffer[] = [];
    let rest = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts);
    this.#wanted = PREFIX_LENGTH;
    while (rest.length >= PREFIX_LENGTH) {
      this.#wanted = PREFIX_LENGTH + rest.readUInt32BE(1);
      if (rest.length < this.#wanted) break;
      messages.push(rest.subarray(PREFIX_LENGTH, this.#wanted));
      rest = rest.subarray(this.#wanted);
      this.#wanted = PREFIX_LENGTH;
    }
    this.#parts = rest.length === 0 ? [] : [Buffer.from(rest)];
    this.#held = rest.length;
    return messages;
  }
}

/** A message as it goes out, not compressed. */
export function writeGrpcMessage(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_LENGTH);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
