/** What a check says of a cassette that has lost interactions: their ids are numbered in one row when they are recorded. */
import type { Interaction } from '../cassette/types.ts';

/** So many stretches are named; a recording from which most was taken is no accident. */
const MOST = 5;

/**
 * A sentence for the notes of a report, or none. What was lost at the end leaves no gap.
 * @param interactions in the order of their ids
 */
export function gapNote(cassette: string, interactions: readonly Pick<Interaction, 'id'>[]): string[] {
  const stretches: string[] = [];
  let lost = 0;
  let next = 0;
  for (const { id } of interactions) {
    if (id > next) {
      lost += id - next;
      stretches.push(id - next === 1 ? String(next) : `${next}–${id - 1}`);
    }
    next = id + 1;
  }
  if (lost === 0) return [];
  const named = `${stretches.slice(0, MOST).join(', ')}${stretches.length > MOST ? ' …' : ''}`;
  const what = lost === 1 ? `interaction ${named} is not there` : `interactions ${named} (${lost} in all) are not there`;
  return [`${cassette}: ${what}, and what followed from ${lost === 1 ? 'it' : 'them'} may differ for that reason`];
}
