/** A session asked of a cassette that has lost a part of it. Time is a number here. */
import { expect } from '@jest/globals';
import type { Cassette, Interaction } from '../../src/cassette/types.ts';
import { GATE_TIMEOUT } from '../../src/replay/player.ts';
import { type Asked, TestPlayer } from './playback.ts';
import { replayInOrder } from './replay-in-order.ts';

/** Whatever is asked of a cassette that lost something: who still waits at the end? */
export async function whoWaits(session: Cassette, kept: readonly Interaction[]): Promise<string[]> {
  const test = new TestPlayer([{ ...session, interactions: kept }]);
  const longest = Math.max(0, ...session.interactions.map(({ times }) => times.end - times.request));
  const answers = await replayInOrder(test, session, { patience: 2 * (GATE_TIMEOUT + longest) });
  const open = [...answers].filter(([interaction, asked]) => asked.fate === 'open' && !mayBeOpen(interaction, asked));
  expect(test.clock.pending).toBe(0);
  return open.map(([{ id, request }]) => `${id} ${request.method} ${request.target}`);
}

/** The client went first, or never finished its request. */
function mayBeOpen({ request, outcome }: Interaction, { left }: Asked): boolean {
  return left || request.end === 'cut-off' || (outcome.kind === 'failed' && outcome.reason === 'client-left') || outcome.kind === 'opaque';
}
