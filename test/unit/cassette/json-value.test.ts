import { expect, it } from '@jest/globals';
import { hasJsonNumber, isJsonObject, JsonNumber, numberOf } from '../../../src/cassette/json-value.ts';

it('keeps a number as text only where a JavaScript number would lose it', () => {
  expect(numberOf('12')).toBe(12);
  expect(numberOf('1e+21')).toBe(1e21);
  expect(numberOf('-0')).toEqual(new JsonNumber('-0'));
  expect(numberOf('1.50')).toEqual(new JsonNumber('1.50'));
});

it('finds a kept number however deep', () => {
  expect(hasJsonNumber({ a: [{ b: new JsonNumber('1.0') }] })).toBe(true);
  expect(hasJsonNumber({ a: [{ b: 1 }, null, 'x'] })).toBe(false);
});

it('tells objects from lists, numbers and null', () => {
  expect([{}, [], new JsonNumber('1.0'), null, undefined, 'x'].map((json) => isJsonObject(json))).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});
