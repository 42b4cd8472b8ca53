/** What the recorded client did, step by step, in the order in which it did it. */
import type { Interaction } from '../../cassette/types.ts';
import { type StreamPiece, streamEvents } from '../../cassette/wire-stream.ts';

export type Act = {
  readonly interaction: Interaction;
  /** Of the recording: what stands before it was there when the client did this. */
  readonly seq: number;
  /** Milliseconds since the recording began. */
  readonly at: number;
} & (
  | { readonly kind: 'request' }
  /** A piece of what it sent on a hijacked connection. */
  | { readonly kind: 'piece'; readonly piece: StreamPiece }
  | { readonly kind: 'half-close' }
  /** It closed the connection before the engine had come to an end. */
  | { readonly kind: 'leave' }
);

/**
 * The acts of these interactions, in recorded order.
 * @param isTaken somebody else does what is done on its stream: then there is the request, and an end
 */
export function actsOf(interactions: readonly Interaction[], isTaken: (interaction: Interaction) => boolean): readonly Act[] {
  return interactions
    .flatMap((interaction) => (isTaken(interaction) ? [requestOf(interaction), leaveOf(interaction)] : interactionActs(interaction)))
    .sort((a, b) => a.seq - b.seq);
}

/** Its client did not wait for the end, or nobody knows whether it would have (the recorder stopped). */
export function wasLeft({ outcome }: Interaction): boolean {
  if (outcome.kind === 'failed') return outcome.reason === 'client-left' || outcome.reason === 'cut-off';
  return outcome.end === 'client-left' || outcome.end === 'cut-off';
}

function interactionActs(interaction: Interaction): Act[] {
  const acts: Act[] = [requestOf(interaction)];
  for (const event of streamEvents(interaction)) {
    if (event.from !== 'client') continue;
    const { seq, at } = event;
    acts.push(
      event.kind === 'piece' ? { kind: 'piece', interaction, seq, at, piece: event } : { kind: 'half-close', interaction, seq, at },
    );
  }
  if (wasLeft(interaction)) acts.push(leaveOf(interaction));
  return acts;
}

function requestOf(interaction: Interaction): Act {
  return { kind: 'request', interaction, seq: interaction.order.request, at: interaction.times.request };
}

function leaveOf(interaction: Interaction): Act {
  return { kind: 'leave', interaction, seq: interaction.order.end, at: interaction.times.end };
}
