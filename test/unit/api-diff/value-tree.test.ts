import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ValueTree } from '../../../src/api-diff/value-tree.ts';

function aTree(...values: unknown[]): ValueTree {
  const tree = new ValueTree();
  for (const value of values) tree.add(value);
  return tree;
}

it('has the places of every value it was given, with * for any element and any key', () => {
  const tree = aTree([{ Id: 'a' }], [{ Labels: { x: 1 } }]);
  expect([['*', 'Id'], ['*', 'Labels', '*'], ['*', '*'], []].every((path) => tree.has(path))).toBe(true);
  expect([['Id'], ['*', 'Name'], ['*', 'Id', '*']].some((path) => tree.has(path))).toBe(false);
});

it('knows what says something from what is there and empty', () => {
  const tree = aTree({ a: 0, b: '', c: false, d: null, e: [], f: { g: 0 }, h: [0], i: 'x' });
  expect(['a', 'b', 'c', 'd', 'e', 'f', 'h', 'i', 'z'].filter((name) => tree.says([name]))).toEqual(['h', 'i']);
});

it('knows which texts stood at a place', () => {
  const tree = aTree({ a: 'x' }, { a: 'y' }, { a: '' });
  expect([tree.hasOneOf(['a'], ['x']), tree.hasOneOf(['a'], ['z'])]).toEqual([true, false]);
  expect([tree.hasOther(['a'], ['x']), tree.hasOther(['a'], ['x', 'y'])]).toEqual([true, false]);
});

it('has every place of any JSON it was given', () => {
  const places = (value: unknown): string[][] => {
    if (typeof value !== 'object' || value === null) return [[]];
    const inside = Array.isArray(value) ? value.map((one) => ['*', one] as const) : Object.entries(value);
    return [[], ...inside.flatMap(([name, one]) => places(one).map((rest) => [name, ...rest]))];
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const tree = aTree(value);
      expect(places(value).every((path) => tree.has(path))).toBe(true);
    }),
  );
});
