import { expect, it } from '@jest/globals';
import { compileSchema } from '../../../src/cassette/check.ts';

const schema = {
  $id: 'https://example.test/s.json',
  $defs: {
    box: {
      type: 'object',
      properties: { size: { $ref: '#/$defs/size' }, kind: { enum: ['a', 'b'] }, one: { const: 1 } },
      required: ['size'],
      additionalProperties: false,
    },
    size: { type: 'integer' },
    either: JSON.parse('{"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"$ref": "#/$defs/size"}}'),
  },
};

it.each([
  ['box', { size: 1 }, null],
  ['box', { size: 1.5 }, { pointer: '/size', message: 'must be integer' }],
  ['box', {}, { pointer: '', message: 'lacks the property "size"' }],
  ['box', { size: 1, colour: 1 }, { pointer: '', message: 'has an unknown property "colour"' }],
  ['box', { size: 1, kind: 'c' }, { pointer: '/kind', message: 'must be one of "a", "b"' }],
  ['box', { size: 1, one: 2 }, { pointer: '/one', message: 'must be 1' }],
  ['size', 1, null],
  ['either', true, { pointer: '', message: 'must be integer' }],
  ['either', 'x', { pointer: '', message: 'must NOT have fewer than 2 characters' }],
])('says of a %s %j: %j', (definition, value, problem) => {
  expect(compileSchema(schema, definition)(value)).toEqual(problem);
});

it('compiles nothing before it is asked', () => {
  const check = compileSchema(schema, 'nowhere');
  expect(() => check(1)).toThrow('nowhere');
});
