/** What a recording says of its requests, as far as a plan needs it. */
import type { Interaction } from '../../cassette/types.ts';
import type { ObjectUse } from '../../meaning/used-objects.ts';
import { isSwarmKind } from './needs.ts';

export interface Moment {
  readonly interaction: Interaction;
  readonly asked: boolean;
}

/** Each request once when it was sent, and once when it was answered. */
export function inOrder(interactions: readonly Interaction[]): Moment[] {
  return interactions
    .flatMap((interaction) => {
      const { request, response, end } = interaction.order;
      return [
        { interaction, asked: true, seq: request },
        { interaction, asked: false, seq: response ?? end },
      ];
    })
    .sort((a, b) => a.seq - b.seq);
}

/** Why a request cannot be asked again at all. */
export function unaskableReason({ request, outcome }: Interaction): string | null {
  if (outcome.kind === 'opaque') return 'it could not be read as HTTP when it was recorded';
  if (request.end === 'cut-off') return 'the recording has only a part of the request';
  if (outcome.kind === 'failed' && outcome.reason !== 'client-left') return 'it was never answered when it was recorded';
  return null;
}

/** The engine had no such object, so the change did nothing. */
export function wasMissing(interaction: Interaction, { kind }: ObjectUse): boolean {
  const status = statusOf(interaction);
  return status === 404 || (status === 503 && isSwarmKind(kind));
}

/** Of a request that was never answered: 0. */
export function statusOf({ outcome }: Interaction): number {
  return 'head' in outcome ? outcome.head.status : 0;
}
