/**
 * Random recordings of containers that are made, started, watched and stopped, played in random orders of arrival. What
 * must hold whatever happens: each change once, reads never go back, streams say what was recorded and only after their
 * change, and clients of other containers make no difference.
 */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Interaction } from '../../../src/cassette/types.ts';
import { anInteraction, aStreamedOutcome, aWholeOutcome, type InteractionParts } from '../../support/interactions.ts';
import { type Asked, aPlayer, settled, type TestPlayer } from '../../support/playback.ts';

type Kind = 'start' | 'stop' | 'inspect' | 'logs';
interface Act {
  readonly container: number;
  readonly kind: Kind;
}

const acts = fc.array(fc.record({ container: fc.nat(2), kind: fc.constantFrom<Kind>('start', 'stop', 'inspect', 'logs') }), {
  minLength: 1,
  maxLength: 25,
});

const idOf = (container: number) => String(container).repeat(64);

function requestOf({ container, kind }: Act): InteractionParts {
  const path = `/v1.41/containers/${idOf(container)}`;
  switch (kind) {
    case 'start':
    case 'stop':
      return { method: 'POST', target: `${path}/${kind}` };
    case 'inspect':
      return { target: `${path}/json` };
    case 'logs':
      return { target: `${path}/logs?follow=1&stdout=1` };
    default:
      return kind satisfies never;
  }
}

/** An engine whose answers count the changes of their container. */
function record(session: readonly Act[]): Interaction[] {
  const changes = [0, 0, 0];
  return session.map((act, id) => {
    const request = requestOf(act);
    const count = changes[act.container] as number;
    if (act.kind === 'inspect') return anInteraction({ id, ...request, outcome: aWholeOutcome({ body: String(count) }) });
    if (act.kind === 'logs')
      return anInteraction({ id, ...request, outcome: aStreamedOutcome({ chunks: [`line ${count}`], seq: id * 10 + 5 }) });
    changes[act.container] = count + 1;
    return anInteraction({ id, ...request, outcome: aWholeOutcome({ body: `change ${id}` }) });
  });
}

function play(test: TestPlayer, session: readonly Act[]): Asked[] {
  return session.map((act) => test.ask(requestOf(act)));
}

const bytesOf = (asked: readonly Asked[]) => asked.map(({ text, fate }) => `${fate} ${text}`);

it('gives the recorded bytes to the recorded session', () => {
  fc.assert(
    fc.property(acts, (session) => {
      const recording = record(session);
      const test = aPlayer(recording);
      const asked = play(test, session);
      expect(asked.map(({ fate }) => fate)).toEqual(session.map(() => 'finished'));
      for (const [index, act] of session.entries()) {
        const { outcome } = recording[index] as Interaction;
        const text = outcome.kind === 'whole' && outcome.body.encoding === 'text' ? outcome.body.data : `line`;
        expect({ act, body: asked[index]?.body }).toEqual({ act, body: expect.stringContaining(text) });
      }
      expect(test.player.summary()).toMatchObject({ used: session.length, misses: [], unused: [] });
    }),
  );
});

it('answers every request in any order of arrival, changes once, and reads never going back', async () => {
  const arrivals = acts.chain((session) => fc.tuple(fc.constant(session), fc.shuffledSubarray([...session, ...session])));
  await fc.assert(
    fc.asyncProperty(arrivals, async ([session, live]) => {
      const test = aPlayer(record(session));
      const asked = play(test, live);
      await settled();
      test.clock.advance(1e9);
      expect(asked.filter(({ fate }) => fate === 'open')).toEqual([]);
      const changes = asked.filter((_, index) => ['start', 'stop'].includes(live[index]?.kind ?? '')).map(({ body }) => body);
      const given = changes.filter((body) => body.startsWith('change'));
      expect(new Set(given).size).toBe(given.length);
      for (const container of [0, 1, 2]) {
        const seen = asked.filter((_, index) => live[index]?.container === container && live[index]?.kind === 'inspect');
        const counts = seen.filter(({ status }) => status === 200).map(({ body }) => Number(body));
        expect(counts).toEqual([...counts].sort((a, b) => a - b));
      }
      expect(test.clock.pending).toBe(0);
    }),
  );
});

it('answers the same to the same arrivals, and to a client alone as among others', async () => {
  const arrivals = acts.chain((session) => fc.tuple(fc.constant(session), fc.shuffledSubarray([...session])));
  await fc.assert(
    fc.asyncProperty(arrivals, fc.nat(2), async ([session, live], container) => {
      const recording = record(session);
      const run = async (list: readonly Act[]) => {
        const test = aPlayer(recording);
        const asked = play(test, list);
        await settled();
        test.clock.advance(1e9);
        return asked;
      };
      const [once, again] = [await run(live), await run(live)];
      expect(bytesOf(again)).toEqual(bytesOf(once));
      const own = live.filter((act) => act.container === container);
      const among = once.filter((_, index) => live[index]?.container === container);
      expect(bytesOf(await run(own))).toEqual(bytesOf(among));
    }),
  );
});
