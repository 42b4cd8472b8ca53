import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findPlaces } from '../../../src/cassette/json-places.ts';

const TEXT = `{
  "a": { "b": [1, "x]\\"}", { "c": null }] },
  "d/e": {
    "~": true
  },
  "a b": []
}
`;

it('finds the name of a member and the start of an item', () => {
  expect(findPlaces(TEXT, ['', '/a', '/a/b/2/c', '/a/b/1', '/d~1e/~0', '/a b'])).toEqual([
    { line: 1, column: 1 },
    { line: 2, column: 3 },
    { line: 2, column: 30 },
    { line: 2, column: 19 },
    { line: 4, column: 5 },
    { line: 6, column: 3 },
  ]);
});

it('gives the last thing on the way where a pointer leads nowhere', () => {
  expect(findPlaces(TEXT, ['/a/b/7', '/nope', '/d~1e/~0/x'])).toEqual([
    { line: 2, column: 10 },
    { line: 1, column: 1 },
    { line: 4, column: 5 },
  ]);
});

/** Every pointer into a value, with the value it leads to. */
function pointersOf(value: unknown, pointer = ''): [string, unknown][] {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const inner = members.flatMap(([name, member]) => pointersOf(member, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`));
  return [[pointer, value], ...inner];
}

it('finds the text of every part of every document', () => {
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 0, max: 2 }), (json, indent) => {
      const document: unknown = JSON.parse(json);
      const text = JSON.stringify(document, null, indent);
      const lines = text.split('\n');
      const wanted = pointersOf(document);
      const places = findPlaces(
        text,
        wanted.map(([pointer]) => pointer),
      );
      places.forEach(({ line, column }, index) => {
        const [pointer, value] = wanted[index] as [string, unknown];
        const rest = [(lines[line - 1] as string).slice(column - 1), ...lines.slice(line)].join('\n');
        const parent = pointer.slice(0, pointer.lastIndexOf('/'));
        const isItem = pointer !== '' && Array.isArray(wanted.find(([other]) => other === parent)?.[1]);
        const name = pointer
          .slice(parent.length + 1)
          .replaceAll('~1', '/')
          .replaceAll('~0', '~');
        const start = pointer === '' || isItem ? firstCharacters(value) : JSON.stringify(name);
        expect(rest.startsWith(start)).toBe(true);
      });
    }),
  );
});

function firstCharacters(value: unknown): string {
  if (Array.isArray(value)) return '[';
  return typeof value === 'object' && value !== null ? '{' : JSON.stringify(value);
}

it('comes to an end on what is no JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'a', '1', '\n', ' ') }), (text) => {
      expect(findPlaces(text, ['/a', '/1/a', '/a/a/1'])).toHaveLength(3);
    }),
  );
});
