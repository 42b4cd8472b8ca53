import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../../src/cassette/json.ts';
import { prettyJson } from '../../../src/report/pretty-json.ts';

it('writes what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value);
      expect(prettyJson(parseJson(text))).toBe(JSON.stringify(JSON.parse(text), null, 2));
    }),
  );
});

it('keeps every digit of a long number', () => {
  expect(prettyJson(parseJson('{"n":123456789012345678901,"f":1.0}'))).toBe('{\n  "n": 123456789012345678901,\n  "f": 1.0\n}');
});
