import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DocumentReader } from '../../../src/validate/json-documents.ts';

/** Texts of the documents in these pieces, and what is left. */
function read(...pieces: (string | Buffer)[]): { documents: string[]; rest: string | null } {
  const reader = new DocumentReader();
  const documents = pieces.flatMap((piece) => reader.push(Buffer.from(piece))).map((one) => one.text);
  return { documents, rest: reader.rest()?.text ?? null };
}

it('finds documents back to back, with and without lines between them', () => {
  expect(read('{"a":1}{"b":[2]}\r\n[3]\n"x" 4\n')).toEqual({ documents: ['{"a":1}', '{"b":[2]}', '[3]', '"x"', '4'], rest: null });
});

it('does not mistake brackets and quotes inside of strings', () => {
  expect(read('{"a":"}\\"]{"}', '{"b":"\\\\"}')).toEqual({ documents: ['{"a":"}\\"]{"}', '{"b":"\\\\"}'], rest: null });
});

it('reads over the separators of application/json-seq', () => {
  expect(read('\u001e{"a":1}\n\u001e{"a":2}\n')).toEqual({ documents: ['{"a":1}', '{"a":2}'], rest: null });
});

it('keeps what is not complete', () => {
  expect(read('{"a":1}\n{"b"')).toEqual({ documents: ['{"a":1}'], rest: '{"b"' });
  expect(read('tru', 'e')).toEqual({ documents: [], rest: 'true' });
});

it('says in which piece a document started', () => {
  const reader = new DocumentReader();
  const found = ['{"a"', ':1} {"b":', '2}{"c":3}'].flatMap((piece) => reader.push(Buffer.from(piece)));
  expect(found.map((one) => one.startedIn)).toEqual([0, 1, 2]);
});

it('finds the same documents wherever the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.array(fc.nat(200), { maxLength: 8 }), (values, cuts) => {
      const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
      const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const pieces = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
      const { documents, rest } = read(...pieces);
      expect(rest).toBeNull();
      expect(documents.map((text) => JSON.parse(text) as unknown)).toEqual(JSON.parse(JSON.stringify(values)));
    }),
    { numRuns: 200 },
  );
});

it('says how much of a document it holds, and nothing between two', () => {
  const reader = new DocumentReader();
  const held = ['{"a"', ':1', '} ', '{"b":2}'].map((piece) => {
    reader.push(Buffer.from(piece), 0);
    return reader.held;
  });
  expect(held).toEqual([4, 6, 0, 0]);
});
