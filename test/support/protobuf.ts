/** Messages of protobuf in a line: `message([1, 'app'], [2, 7], [3, message([1, 'x'])])`. */
import { writeProtobuf, writeVarint } from '../../src/docker/protobuf.ts';

export type Field = readonly [number: number, value: string | number | Buffer];

export function message(...fields: readonly Field[]): Buffer {
  return writeProtobuf(
    fields.map(([number, value]) => {
      if (typeof value === 'number') return { number, wire: 0, bytes: writeVarint(value) };
      return { number, wire: 2, bytes: typeof value === 'string' ? Buffer.from(value) : value };
    }),
  );
}
