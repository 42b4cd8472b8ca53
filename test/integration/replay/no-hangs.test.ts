/**
 * No request hangs. Of every recording we have a part is lost: all behind some interaction, or one in the middle. Its
 * clients ask for all of it nevertheless, and each gets an answer, a reset, or silence where the recorded client had left.
 * Time is a number here; within two gate time-outs (and what pauses were recorded) everything has come to its end.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cassette, Interaction } from '../../../src/cassette/types.ts';
import { openCassette } from '../../../src/cli/cassettes.ts';
import { GATE_TIMEOUT } from '../../../src/replay/player.ts';
import { type Asked, TestPlayer } from '../../support/playback.ts';
import { replayInOrder } from '../../support/replay-in-order.ts';

const ALL = ['cassettes', 'test/corpus'].flatMap((root) => readdirSync(root).map((name) => join(root, name)));
/** Each run asks for a whole session. TAPEDECK_TEST_RUNS=500 looks closer. */
const RUNS = Number(process.env.TAPEDECK_TEST_RUNS ?? 6);

/** Whatever is asked of a cassette that lost something: who still waits at the end? */
async function waiting(session: Cassette, kept: readonly Interaction[]): Promise<string[]> {
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

it.each(ALL)('answers or resets every request where a part of %s is lost', async (path) => {
  const session = await openCassette(path);
  const { interactions } = session;
  expect(await waiting(session, interactions)).toEqual([]);
  const place = fc.nat(interactions.length - 1);
  await fc.assert(
    fc.asyncProperty(place, fc.boolean(), async (at, behind) => {
      const kept = behind ? interactions.slice(0, at) : interactions.filter((_, index) => index !== at);
      expect(await waiting(session, kept)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
