import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonSyntaxError, readJson } from '../../../src/cassette/json-reader.ts';
import { toPlain } from '../../../src/cassette/json-value.ts';

function outcomeOf(read: () => unknown): { value: unknown } | 'refused' {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof SyntaxError) return 'refused';
    throw error;
  }
}

function expectLikeJsonParse(text: string): void {
  expect(outcomeOf(() => toPlain(readJson(text)))).toEqual(outcomeOf(() => JSON.parse(text)));
}

it.each([
  ...['', ' ', '{', '[', '[1,]', '{"a":1,}', '{,}', '[,1]', '{"a"}', '{"a":}', '{a:1}', '01', '-', '+1', '.5', '1.', '1e', 'tru', 'nulll'],
  ...['"', '"\\"', '"\\x"', '"\\u12"', '"a\nb"', '"\u0000"', '[1 2]', '{"a":1 "b":2}', '1 2', 'NaN', '\ufeff1', '\u00a0', '[1]]'],
  ...[' [ 1 , { "a" : [ ] , "b" : { } } , "\\ud800\\n" ] \r\n\t', 'true', 'false', 'null', '""', '-0.5e-3', '{"a":1,"a":{"b":2}}'],
])('reads or refuses %j as JSON.parse does', expectLikeJsonParse);

it('reads what JSON.parse reads and refuses what it refuses', () => {
  const token = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"\\u0041"',
    '1',
    '-0',
    '1.50',
    'true',
    'null',
    ' ',
    '\n',
    '"',
    '\\',
    'x',
  );
  fc.assert(fc.property(fc.array(token, { maxLength: 12 }), (tokens) => expectLikeJsonParse(tokens.join(''))));
  fc.assert(fc.property(fc.json(), expectLikeJsonParse));
});

it('says where a document is broken', () => {
  expect(() => readJson('{\n  "a": 1,\n  "b": [1, oops]\n}')).toThrow(
    new JsonSyntaxError('Unexpected "o"', '{\n  "a": 1,\n  "b": [1, oops]\n}', 23),
  );
  expect(() => readJson('{\n  "a": 1,\n  "b": [1, oops]\n}')).toThrow('Unexpected "o" at line 3, column 12');
  expect(() => readJson('["\\q"]')).toThrow('Bad escape in the string at line 1, column 2');
  expect(() => readJson('[1')).toThrow('Unexpected end of the JSON text at line 1, column 3');
});
