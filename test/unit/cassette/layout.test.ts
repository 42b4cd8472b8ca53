import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Json, JsonNumber } from '../../../src/cassette/json.ts';
import { fitsLine, OneLine, writeLayout, writeLine } from '../../../src/cassette/layout.ts';

it('breaks lines but where it is told not to, and leaves out what is undefined', () => {
  const layout = { a: [1, new OneLine([1, { b: 'x' }])], none: undefined, empty: {}, list: [], number: new JsonNumber('1.0') };
  expect(writeLayout(layout)).toBe('{\n  "a": [\n    1,\n    [1, {"b": "x"}]\n  ],\n  "empty": {},\n  "list": [],\n  "number": 1.0\n}');
});

it('tells how long a line would be without writing it', () => {
  fc.assert(
    fc.property(fc.jsonValue() as fc.Arbitrary<Json>, fc.nat({ max: 80 }), (json, width) => {
      expect(fitsLine(json, width)).toBe(writeLine(json).length <= width);
    }),
  );
});
