import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packSizes } from '../../../src/cassette/sizes.ts';
import { ChunkWriter, fitSizes, lastChunk, wrapChunk } from '../../../src/cassette/transfer-chunks.ts';
import type { Chunked } from '../../../src/cassette/types.ts';

function write(chunked: Chunked, body: string, cuts: readonly number[] = [body.length]): string {
  const writer = new ChunkWriter(chunked, body.length);
  let text = '';
  for (let at = 0, turn = 0; at < body.length; turn += 1) {
    const length = cuts[turn % cuts.length] as number;
    text += writer.push(Buffer.from(body.slice(at, at + length))).toString();
    at += length;
  }
  return text + writer.end().toString();
}

it('writes chunks as they were, with their odd lines and trailers', () => {
  const chunked: Chunked = {
    sizes: [3, [2, 2], 11],
    lines: [
      [1, '02;a=b'],
      [3, 'B'],
      [4, '000'],
    ],
    trailers: [['Digest', 'x']],
  };
  expect(write(chunked, 'abcdefghijklmnopqr')).toBe('3\r\nabc\r\n02;a=b\r\nde\r\n2\r\nfg\r\nB\r\nhijklmnopqr\r\n000\r\nDigest: x\r\n\r\n');
});

it('gives the same bytes however the body comes', () => {
  const bodyAndSizes = fc
    .array(fc.integer({ min: 1, max: 9 }))
    .map((sizes) => ({ sizes: packSizes(sizes), length: sizes.reduce((a, b) => a + b, 0) }));
  fc.assert(
    fc.property(bodyAndSizes, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), ({ sizes, length }, cuts) => {
      const body = 'x'.repeat(length);
      expect(write({ sizes }, body, cuts)).toBe(write({ sizes }, body));
    }),
  );
});

it('makes sizes fit a body that was edited', () => {
  expect([...fitSizes([5], 8)]).toEqual([8]);
  expect([...fitSizes([5], 2)]).toEqual([2]);
  expect([...fitSizes([3, 3, 3], 10)]).toEqual([3, 3, 4]);
  expect([...fitSizes([3, 3, 3], 4)]).toEqual([3, 1]);
  expect([...fitSizes([3, 0, 3], 3)]).toEqual([3]);
  expect([...fitSizes([], 3)]).toEqual([3]);
  expect([...fitSizes([3], 0)]).toEqual([]);
});

it('uses a recorded line only while it says the size', () => {
  expect(
    write(
      {
        sizes: [3],
        lines: [
          [0, '0003'],
          [1, '00'],
        ],
      },
      'abcd',
    ),
  ).toBe('4\r\nabcd\r\n00\r\n\r\n');
  expect(lastChunk({ sizes: [], lines: [[7, '0;last']] }).toString()).toBe('0;last\r\n\r\n');
});

it('never writes an empty chunk, which would end the body', () => {
  expect(wrapChunk({ sizes: [] }, 0, Buffer.alloc(0)).toString()).toBe('');
  expect(wrapChunk({ sizes: [] }, 0, Buffer.alloc(26, 'a')).toString()).toBe(`1a\r\n${'a'.repeat(26)}\r\n`);
});
