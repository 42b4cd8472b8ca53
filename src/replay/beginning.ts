/**
 * Where a session begins again. It has no mark of its own on the wire: connections are none (docker-py opens one a request),
 * and its first request, a ping, is as a rule asked again in its middle, or only once for all of its rounds. So a cassette
 * begins again with the first of its changes, once that was given; and, when all of it was played, with the first of all, too.
 */
import type { Interaction } from '../cassette/types.ts';
import { findOperation } from '../docker/operations.ts';
import { isStrayInteraction } from '../meaning/strays.ts';
import type { Deck } from './deck.ts';

/** What a fresh start must answer a request with, so that it is one; null: nothing can begin with it now. */
export type Beginning = (deck: Deck) => Interaction | null;

/** Asked before anything else is: that it was asked for before does not make it a miss. */
export const firstOfAll: Beginning = (deck) => (deck.isPlayed ? given(deck, deck.interactions[0]) : null);

/** Asked where nothing has an answer left. */
export const firstChange: Beginning = (deck) => given(deck, deck.interactions.find(isChange));

function given(deck: Deck, first: Interaction | undefined): Interaction | null {
  return first !== undefined && deck.streams.size === 0 && deck.progress.isUsed(first) ? first : null;
}

function isChange(interaction: Interaction): boolean {
  const operation = findOperation(interaction.request.method, interaction.request.target)?.operation;
  return operation?.effect === 'change' && !isStrayInteraction(interaction);
}
