/**
 * Where a session begins again. It has no mark of its own on the wire: connections are none (docker-py opens one a request),
 * and its first request, a ping, is as a rule asked again in its middle. So a cassette begins again with the first of its
 * changes, once that was given; or, when all of it was played, with the first of all.
 */
import type { Interaction } from '../cassette/types.ts';
import { findOperation } from '../docker/operations.ts';
import { isStrayInteraction } from '../meaning/strays.ts';
import type { Deck } from './deck.ts';

/**
 * What a fresh start must answer this request with, so that it is one; null: nothing can begin with it now.
 * @param operation of the request
 */
export function beginningWith(operation: string | null, deck: Deck): Interaction | null {
  if (deck.streams.size > 0) return null;
  const first = deck.isPlayed ? deck.interactions[0] : deck.interactions.find(isChange);
  return first !== undefined && first.operation === operation && deck.progress.isUsed(first) ? first : null;
}

function isChange(interaction: Interaction): boolean {
  const operation = findOperation(interaction.request.method, interaction.request.target)?.operation;
  return operation?.effect === 'change' && !isStrayInteraction(interaction);
}
