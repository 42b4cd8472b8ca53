import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Substitution } from '../../../src/meaning/substitution.ts';
import { StreamWords } from '../../../src/replay/stream-words.ts';

const UUID = '0f0e0d0c-1111-4222-8333-444455556666';
const values = [
  { type: 'uuid', from: UUID, to: 'aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb', key: 'x' },
  { type: 'name', from: 'td-91bc', to: 'td-7f3a0', key: 'name' },
  { type: 'name', from: 'job-1234567', to: 'job-89', key: 'name' },
  { type: 'path', from: '/tmp/tmp.nYkkLOQpUc', to: '/tmp/tmp.ü', key: 'T' },
] as const;
const substitution = new Substitution();
for (const value of values) substitution.add(value);

function say(pieces: readonly Buffer[]): Buffer[] {
  const words = new StreamWords();
  return pieces.map((piece, index) => {
    const ahead = Buffer.concat(pieces.slice(index + 1)).subarray(0, substitution.reach + 1);
    return words.say(piece, ahead, substitution);
  });
}

const text = fc
  .array(
    fc.oneof(fc.constantFrom(...values.map(({ from }) => from), ' ', '-', '.', '_', '/', '\n', 'x', 'td-91b'), fc.string({ maxLength: 3 })),
    {
      maxLength: 12,
    },
  )
  .map((parts) => Buffer.from(parts.join('')));

it('says the same however the bytes are cut', () => {
  const cut = text.chain((bytes) => fc.tuple(fc.constant(bytes), fc.array(fc.nat(bytes.length), { maxLength: 8 })));
  fc.assert(
    fc.property(cut, ([bytes, cuts]) => {
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      expect(Buffer.concat(say(pieces)).toString('latin1')).toBe(Buffer.concat(say([bytes])).toString('latin1'));
    }),
    { numRuns: 500 },
  );
});

it('gives each piece its part of a value that was cut', () => {
  expect(say([Buffer.from('job td-9'), Buffer.from('1bc done'), Buffer.from(' ')]).map(String)).toEqual(['job td-7', 'f3a0 done', ' ']);
  expect(say([Buffer.from('job-12'), Buffer.from('34'), Buffer.from('567!')]).map(String)).toEqual(['job-89', '', '!']);
});

it('gives the very same bytes where nothing is replaced', () => {
  const bytes = Buffer.from([0xff, 0xfe, 0, 0x74, 0x64]);
  expect(say([bytes])[0]).toBe(bytes);
});

it('does not take the end of a longer word for a value', () => {
  expect(
    say([Buffer.from('x'), Buffer.from('td-91bc'), Buffer.from('d td-91bc')])
      .map(String)
      .join(''),
  ).toBe('xtd-91bcd td-7f3a0');
});
