import { expect, it } from '@jest/globals';
import { compileSchema } from '../../../src/cassette/check.ts';

const schema = {
  $id: 'https://example.test/s.json',
  $ref: '#/$defs/box',
  $defs: {
    box: {
      type: 'object',
      properties: { size: { $ref: '#/$defs/size' }, kind: { enum: ['a', 'b'] } },
      required: ['size'],
      additionalProperties: false,
    },
    size: { type: 'integer' },
  },
};

it('says what does not fit, and where', () => {
  expect(compileSchema(schema)({ size: 1.5 })).toEqual([
    { pointer: '/size', schemaPointer: '/$defs/size/type', keyword: 'type', params: { type: 'integer' }, message: 'must be integer' },
  ]);
  expect(compileSchema(schema)({ size: 1 })).toEqual([]);
});

it('stops at the first problem unless all are wanted', () => {
  const value = { kind: 'c', colour: 1 };
  expect(compileSchema(schema)(value)).toHaveLength(1);
  expect(compileSchema(schema, { all: true })(value).map(({ pointer, message }) => `${pointer} ${message}`)).toEqual([
    ' lacks the property "size"',
    ' has an unknown property "colour"',
    '/kind must be one of "a", "b"',
  ]);
});

it('checks against a definition', () => {
  const check = compileSchema(schema, { definition: 'size' });
  expect(check(1)).toEqual([]);
  expect(check({ size: 1 })).toHaveLength(1);
});

it('compiles nothing before it is asked', () => {
  const check = compileSchema({ $ref: '#/nowhere' });
  expect(() => check(1)).toThrow('nowhere');
});
