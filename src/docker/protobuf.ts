/**
 * Protobuf without a schema, as far as playback needs it: the fields of a message by number
 * (https://protobuf.dev/programming-guides/encoding/). What a message means is for those to say who know its type.
 */

export interface ProtobufField {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 bytes with a length, 5 four bytes. */
  readonly wire: 0 | 1 | 2 | 5;
  /** The bytes of the value: of a field with a length those behind it, of a varint the varint. */
  readonly bytes: Buffer;
}

/** All fields in order; null where the bytes are no message. */
export function readProtobuf(message: Buffer): ProtobufField[] | null {
  const fields: ProtobufField[] = [];
  let at = 0;
  const varintEnd = () => {
    for (let end = at; end < message.length && end < at + 10; end += 1) if ((message[end] as number) < 0x80) return end + 1;
    return -1;
  };
  while (at < message.length) {
    const keyEnd = varintEnd();
    if (keyEnd < 0) return null;
    const key = readVarint(message.subarray(at, keyEnd));
    const [number, wire] = [Math.floor(key / 8), key % 8];
    at = keyEnd;
    if (number === 0 || (wire !== 0 && wire !== 1 && wire !== 2 && wire !== 5)) return null;
    let end = wire === 1 ? at + 8 : at + 4;
    if (wire === 0 || wire === 2) {
      end = varintEnd();
      if (end < 0) return null;
    }
    if (wire === 2) {
      const length = readVarint(message.subarray(at, end));
      at = end;
      end = at + length;
    }
    if (end > message.length) return null;
    fields.push({ number, wire, bytes: message.subarray(at, end) });
    at = end;
  }
  return fields;
}

export function writeProtobuf(fields: readonly ProtobufField[]): Buffer {
  return Buffer.concat(
    fields.flatMap(({ number, wire, bytes }) => {
      const key = writeVarint(number * 8 + wire);
      return wire === 2 ? [key, writeVarint(bytes.length), bytes] : [key, bytes];
    }),
  );
}

/** The number in a varint, exact up to 2^53. */
export function readVarint(bytes: Buffer): number {
  let value = 0;
  for (const [index, byte] of bytes.entries()) value += (byte & 0x7f) * 2 ** (7 * index);
  return value;
}

export function writeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}
