import { expect, it } from '@jest/globals';
import { KnownVersions } from '../../../src/docker/known-versions.ts';

const shipped = new KnownVersions();
const more = new KnownVersions(['1.58', '1.44']);

it('puts imported versions in their place, and in the place of those that ship', () => {
  expect(more.list).toHaveLength(39);
  expect(more.newest).toBe('1.58');
  expect(more.list.filter((one) => one.imported).map((one) => [one.api, one.docker])).toEqual([
    ['1.44', '25.0'],
    ['1.58', null],
  ]);
});

it.each([
  ['1.17', '1.18 is the oldest that is'],
  ['1.99', '1.55 is the newest that is'],
  ['2.0', '1.55 is the newest that is'],
  ['1.411', '1.55 is the newest that is; did you mean 1.41?'],
  ['1.4', '1.18 is the oldest that is; did you mean 1.40?'],
] as const)('names for %s what is nearest', (version, words) => {
  expect(shipped.nearest(version)).toBe(words);
});

it('names both neighbours of a gap', () => {
  expect(more.nearest('1.57')).toBe('1.55 and 1.58 are the nearest that are');
});

it('leads to the import only from a version that is newer than all', () => {
  expect(shipped.unknown('1.99').hint).toMatch(/api import FILE/);
  expect(shipped.unknown('1.17').hint).toBe('tapedeck api list lists all.');
  expect(shipped.unknown('1.17').message).toBe('Engine API 1.17 is not known: 1.18 is the oldest that is');
});
