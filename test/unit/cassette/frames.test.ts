import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FrameReader, type Piece, writeFrame } from '../../../src/cassette/frames.ts';
import type { Channel } from '../../../src/cassette/types.ts';

const frame = fc.record({
  channel: fc.constantFrom<Channel>('stdin', 'stdout', 'stderr'),
  payload: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
});

/** Feeds the bytes in pieces of the given lengths (again and again), and says what came, with raw runs joined. */
function readCut(bytes: Buffer, cuts: readonly number[]): { pieces: Piece[]; rest: Buffer } {
  const reader = new FrameReader();
  const pieces: Piece[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = cuts[turn % cuts.length] as number;
    for (const piece of reader.push(bytes.subarray(at, at + length))) {
      const last = pieces.at(-1);
      if ('raw' in piece && last !== undefined && 'raw' in last) pieces[pieces.length - 1] = { raw: Buffer.concat([last.raw, piece.raw]) };
      else pieces.push(piece);
    }
    at += length;
  }
  return { pieces, rest: reader.rest() };
}

it('writes the header that engines write', () => {
  expect(writeFrame('stderr', Buffer.from('oops\n'))).toEqual(Buffer.from([2, 0, 0, 0, 0, 0, 0, 5, ...Buffer.from('oops\n')]));
});

it('finds the same frames however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (frames, cuts) => {
      const bytes = Buffer.concat(frames.map(({ channel, payload }) => writeFrame(channel, payload)));
      expect(readCut(bytes, cuts)).toEqual({ pieces: frames, rest: Buffer.alloc(0) });
    }),
  );
});

it('loses no byte of a stream that is not framed, or stops being so, or is cut', () => {
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 4 }),
      fc.uint8Array({ maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
      (frames, tail, cuts) => {
        const bytes = Buffer.concat([...frames.map(({ channel, payload }) => writeFrame(channel, payload)), tail]);
        const once = readCut(bytes, [bytes.length || 1]);
        const cut = readCut(bytes, cuts);
        const wire = (piece: Piece) => ('raw' in piece ? piece.raw : writeFrame(piece.channel, piece.payload));
        expect(cut).toEqual(once);
        expect(Buffer.concat([...cut.pieces.map(wire), cut.rest])).toEqual(bytes);
      },
    ),
  );
});

it('knows a prompt as raw at its first byte, and stays raw', () => {
  const reader = new FrameReader();
  expect(reader.push(Buffer.from('$'))).toEqual([{ raw: Buffer.from('$') }]);
  const framed = writeFrame('stdout', Buffer.from('hi'));
  expect(reader.push(framed)).toEqual([{ raw: framed }]);
});

it('takes a header that claims more than 1 MiB for raw bytes', () => {
  const header = Buffer.from([1, 0, 0, 0, 0x00, 0x10, 0x00, 0x01]);
  expect(new FrameReader().push(header)).toEqual([{ raw: header }]);
  const largest = writeFrame('stdout', Buffer.alloc(1024 * 1024));
  expect(readCut(largest, [1000])).toEqual({ pieces: [{ channel: 'stdout', payload: Buffer.alloc(1024 * 1024) }], rest: Buffer.alloc(0) });
});

it('gives what it holds of a frame that never became whole', () => {
  const reader = new FrameReader();
  const bytes = writeFrame('stdout', Buffer.from('hello')).subarray(0, 10);
  expect(reader.push(bytes)).toEqual([]);
  expect(reader.rest()).toEqual(bytes);
});
