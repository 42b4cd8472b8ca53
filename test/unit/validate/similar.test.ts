import { expect, it } from '@jest/globals';
import { bySimilarity, editDistance } from '../../../src/validate/similar.ts';

it.each([
  ['', '', 0],
  ['id', '', 2],
  ['state', 'sate', 1],
  ['kitten', 'sitting', 3],
])('%s is %s in %d changes', (a, b, changes) => {
  expect(editDistance(a, b)).toBe(changes);
  expect(editDistance(b, a)).toBe(changes);
});

it('puts the most similar name first, whatever its case', () => {
  expect(['Image', 'Created', 'ID'].sort(bySimilarity('Id'))).toEqual(['ID', 'Image', 'Created']);
});
