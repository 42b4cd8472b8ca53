import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareSchemas } from '../../../src/api-diff/compare-schemas.ts';
import type { Definitions, Direction, SchemaFacts } from '../../../src/docker/schema-types.ts';
import { anObject } from '../../support/api-descriptions.ts';

const STRING: SchemaFacts = { type: 'string' };

function compare(before: SchemaFacts, after: SchemaFacts, direction: Direction = 'response', definitions: Definitions = {}): string[] {
  const sides = { before: definitions, after: definitions, direction };
  return compareSchemas({ facts: before, pointer: '/a' }, { facts: after, pointer: '/b' }, sides).map(
    ({ kind, path, pointer }) => `${kind} ${path} ${pointer}`,
  );
}

it('tells of properties that come and go, with the place in the description that has them', () => {
  expect(compare(anObject({ Old: STRING, Both: STRING }), anObject({ Both: STRING, New: STRING }))).toEqual([
    'removed /Old /a/properties/Old',
    'added /New /b/properties/New',
  ]);
});

it('looks into lists, maps, references and all parts of an allOf', () => {
  const list = (inner: SchemaFacts): SchemaFacts => ({ type: 'array', items: { type: 'object', additionalProperties: inner } });
  expect(compare(list(anObject({ A: STRING, B: STRING })), list(anObject({ A: STRING })))).toEqual([
    'removed /*/*/B /a/items/additionalProperties/properties/B',
  ]);
  const definitions = { Base: anObject({ A: STRING }), Wide: { allOf: [{ $ref: '#/definitions/Base' }, anObject({ B: STRING })] } };
  expect(compare({ $ref: '#/definitions/Wide' }, { $ref: '#/definitions/Base' }, 'response', definitions)).toEqual([
    'removed /B /definitions/Wide/allOf/1/properties/B',
  ]);
});

it('comes to an end in a definition that holds itself', () => {
  const definitions = { Tree: anObject({ Name: STRING, Leaf: { $ref: '#/definitions/Tree' } }) };
  const other = anObject({ Name: STRING, Leaf: { $ref: '#/definitions/Tree' }, Age: { type: 'integer' } });
  expect(compare({ $ref: '#/definitions/Tree' }, other, 'response', definitions)).toEqual(['added /Age /b/properties/Age']);
});

it('knows another type from more types and from fewer', () => {
  expect(compare(STRING, { type: 'integer' })).toEqual(['type-changed  /b']);
  expect(compare(STRING, { type: ['string', 'array'] })).toEqual(['type-widened  /b']);
  expect(compare({ type: 'number' }, { type: 'integer' })).toEqual(['type-narrowed  /b']);
});

it('tells of values that come and go, save the empty one that clients send for none', () => {
  const values = (...names: string[]): SchemaFacts => ({ type: 'string', enum: names });
  expect(compare(values('a', 'b'), values('', 'b', 'c'))).toEqual(['values-added  /b', 'values-removed  /b']);
  expect(compare(values('a'), values('', 'a'))).toEqual([]);
  expect(compare(values('a'), STRING)).toEqual(['values-added  /b']);
});

it('tells what must be given only of requests, and null only of answers', () => {
  const [loose, strict] = [anObject({ A: STRING, B: STRING }), anObject({ A: STRING, B: STRING, C: STRING }, ['A', 'C'])];
  expect(compare(loose, strict, 'request')).toEqual(['required /A /b/properties/A', 'added-required /C /b/properties/C']);
  expect(compare(loose, strict, 'response')).toEqual(['required /A /b/properties/A', 'added /C /b/properties/C']);
  const nullable = anObject({ A: { type: 'string', nullable: true } });
  expect(compare(anObject({ A: STRING }), nullable, 'response')).toEqual(['nullable /A /b/properties/A']);
  expect(compare(anObject({ A: STRING }), nullable, 'request')).toEqual([]);
});

it('takes for no change what cannot be seen in a value', () => {
  expect(compare({ type: 'integer', format: 'int64' }, { type: 'integer' })).toEqual([]);
  expect(compare({ type: 'string', format: 'dateTime' }, { type: 'string', format: 'date-time' })).toEqual([]);
  expect(compare({ type: 'array', items: STRING }, { type: 'array', nullable: true, items: STRING })).toEqual([]);
  expect(compare({}, anObject({ A: STRING }))).toEqual([]);
  expect(compare({ type: 'object' }, anObject({ A: STRING }))).toEqual([]);
});

it('finds nothing between a schema and itself, and as many differences on the way back', () => {
  const leaf = fc.oneof(
    fc.constantFrom<SchemaFacts>(STRING, { type: 'integer' }, { type: ['string', 'array'] }, {}),
    fc.uniqueArray(fc.constantFrom('a', 'b', ''), { minLength: 1 }).map((values): SchemaFacts => ({ type: 'string', enum: values })),
  );
  const { schema } = fc.letrec<{ schema: SchemaFacts }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.dictionary(fc.constantFrom('A', 'B', '/', '~'), tie('schema')).map((properties) => anObject(properties)),
      tie('schema').map((items): SchemaFacts => ({ type: 'array', items })),
    ),
  }));
  fc.assert(
    fc.property(schema, schema, (a, b) => {
      expect(compare(a, a)).toEqual([]);
      expect(compare(a, b)).toHaveLength(compare(b, a).length);
    }),
  );
});
