/** Objects that only playback made. A live engine has none of them: what is asked of them cannot be passed on. */
import { findOperation } from '../docker/operations.ts';
import { namedObjects } from '../meaning/named-objects.ts';
import { headAsRecorded } from '../meaning/recorded-words.ts';
import type { HeadMeaning } from '../meaning/request.ts';
import type { Deck } from './deck.ts';

/** `container web was played from hello`; null: nothing says that it is so. */
export function madeHere(head: HeadMeaning, decks: readonly Deck[]): string | null {
  const { kind, parameter } = head.operation?.object ?? { kind: null, parameter: null };
  const asked = parameter === null ? undefined : head.parameters[parameter];
  if (kind === null || asked === undefined) return null;
  for (const deck of decks) {
    const { parameters } = (deck.bindings && headAsRecorded(head, deck.bindings)) ?? head;
    const object = deck.objects.named(kind, parameters[parameter as string] as string, Number.POSITIVE_INFINITY);
    const isMade = deck.interactions.some((interaction) => {
      const match = deck.progress.isUsed(interaction) ? findOperation(interaction.request.method, interaction.request.target) : null;
      if (match?.operation.effect !== 'change') return false;
      const named = namedObjects(interaction, match, deck.cassette.files);
      return named.some((one) => one.made && deck.objects.named(one.kind, one.name, interaction.order.end) === object);
    });
    if (isMade) return `${kind} ${/^[0-9a-f]{64}$/.test(asked) ? asked.slice(0, 12) : asked} was played from ${deck.name}`;
  }
  return null;
}
