import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ProtobufField, readProtobuf, readVarint, writeProtobuf, writeVarint } from '../../../src/docker/protobuf.ts';

const number = fc.integer({ min: 1, max: 2 ** 20 });
const field: fc.Arbitrary<ProtobufField> = fc.oneof(
  fc.record({ number, wire: fc.constant(0 as const), bytes: fc.nat().map(writeVarint) }),
  fc.record({
    number,
    wire: fc.constant(1 as const),
    bytes: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  }),
  fc.record({ number, wire: fc.constant(2 as const), bytes: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) }),
  fc.record({
    number,
    wire: fc.constant(5 as const),
    bytes: fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
  }),
);

it('reads the fields that were written', () => {
  fc.assert(fc.property(fc.array(field), (fields) => expect(readProtobuf(writeProtobuf(fields))).toEqual(fields)));
});

it('reads the numbers that were written, up to 2^53', () => {
  fc.assert(fc.property(fc.maxSafeNat(), (value) => expect(readVarint(writeVarint(value))).toBe(value)));
});

it.each([
  ['a field that is cut', [0x0a, 5, 1]],
  ['a number that never ends', [0x08, 0xff, 0xff]],
  ['a group', [0x0b]],
  ['field number 0', [0x02, 0]],
])('refuses %s', (_, bytes) => {
  expect(readProtobuf(Buffer.from(bytes))).toBeNull();
});

it('never throws', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void readProtobuf(Buffer.from(bytes))));
});
