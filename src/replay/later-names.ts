/**
 * What interactions that were just added say otherwise than the recording they were added to. Only values that an
 * interaction holds are noted with it: what else the clients of that run said is nobody's business.
 */
import { writeInteraction } from '../cassette/format.ts';
import type { Cassette, Interaction, LaterName } from '../cassette/types.ts';
import type { Bindings } from '../meaning/bindings.ts';
import { FirstWords } from './first-words.ts';

/**
 * @param bindingsOf what was bound when that interaction was asked for, by its id; null: it was there before
 * @returns the very same cassette where nothing is to be noted
 */
export function withLaterNames(cassette: Cassette, bindingsOf: (id: number) => Pick<Bindings, 'all'> | null): Cassette {
  const words = new FirstWords(cassette);
  const interactions = cassette.interactions.map((interaction) => {
    const bound = bindingsOf(interaction.id)?.all ?? [];
    // A `reference` is bound as the name that it refers to.
    const names = bound.flatMap(({ type, recorded, live, key }): LaterName[] =>
      recorded === live || type === 'reference' ? [] : [{ type, here: live, first: recorded, key }],
    );
    const held = names.length === 0 || !holds(interaction, names, words) ? [] : names.filter((name) => holds(interaction, [name], words));
    return held.length === 0 ? interaction : { ...interaction, names: held };
  });
  return interactions.every((one, index) => one === cassette.interactions[index]) ? cassette : { ...cassette, interactions };
}

function holds(interaction: Interaction, names: readonly LaterName[], words: FirstWords): boolean {
  return writeInteraction(words.put(interaction, names)) !== writeInteraction(interaction);
}
