/** That a recorded connection of BuildKit's is played again, as far as the rest of the cassette asks. */
import type { Interaction } from '../../cassette/types.ts';
import type { Deck } from '../deck.ts';
import type { Stage } from '../stage.ts';

export function heardAgain(deck: Deck, interaction: Interaction, { clock }: Stage): void {
  deck.progress.use(interaction);
  deck.progress.hear(interaction, clock.now());
}
