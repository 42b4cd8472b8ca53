import { expect, it } from '@jest/globals';
import { gapNote } from '../../../src/cli/gap-note.ts';

const noteOf = (...ids: number[]) =>
  gapNote(
    'hello',
    ids.map((id) => ({ id })),
  );

it('says nothing of a cassette that has all up to its last', () => {
  expect([noteOf(), noteOf(0), noteOf(0, 1, 2)]).toEqual([[], [], []]);
});

it('names what is not there', () => {
  expect(noteOf(0, 1, 2, 4)).toEqual(['hello: interaction 3 is not there, and what followed from it may differ for that reason']);
  expect(noteOf(2, 3, 5)).toEqual([
    'hello: interactions 0–1, 4 (3 in all) are not there, and what followed from them may differ for that reason',
  ]);
});

it('only counts what would be too much to name', () => {
  expect(noteOf(1, 3, 5, 7, 9, 11, 13)[0]).toContain('interactions 0, 2, 4, 6, 8 … (7 in all)');
});
