import { expect, it } from '@jest/globals';
import { parseYaml, YamlError } from '../../../../src/docker/compile/yaml.ts';

const TEXT = `a:
  - x: 1
    y: {b: 2,
      c: [1,
        2]}
200: two
10:
  deep: |
    text
`;

it.each([
  [['a'], 1],
  [['a', '0', 'x'], 2],
  [['a', '0', 'y', 'c', '1'], 5],
  [['200'], 6],
  [['10', 'deep'], 8],
  [['10', 'not', 'there'], 7],
  [['nowhere'], 1],
])('finds the line of %j', (path, line) => {
  expect(parseYaml(TEXT).lineOf(path)).toBe(line);
});

it('knows where the text ends, whatever follows in blank lines', () => {
  expect(parseYaml(`${TEXT}\n\n`).lastLine).toBe(9);
});

it('says the line at which it gave up', () => {
  const line = (text: string) => {
    try {
      parseYaml(text);
    } catch (error) {
      return error instanceof YamlError ? error.line : error;
    }
    return 'fine';
  };
  expect(line('a: 1\nb: [1,\n')).toBe(2);
  expect(line('a: 1\n---\nb: 1\n---\nc: 1\n')).toBe(3);
  expect(line('[')).toBe(1);
});
