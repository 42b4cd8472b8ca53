/**
 * Random recordings played in random orders of arrival, held against a model of the rules: requests are left out, repeated
 * and cut short, clients leave in the middle, send the wrong thing or nothing. What comes back is a function of the
 * cassette and the order of arrival, and clients of other containers make no difference.
 */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCassette } from '../../support/interactions.ts';
import { type Asked, aPlayer, settled, type TestPlayer } from '../../support/playback.ts';
import { type Expected, PlaybackModel } from '../../support/playback-model.ts';
import { type Act, isOwn, record, requestOf, STDIN, sessions } from '../../support/random-sessions.ts';
import { recordedAnswer } from '../../support/replay-in-order.ts';

/** TAPEDECK_TEST_RUNS=5000 looks closer. */
const RUNS = Number(process.env.TAPEDECK_TEST_RUNS ?? 150);

/** A request that arrives. */
interface Arrival {
  readonly act: Act;
  /** What comes on stdin, where there is one. */
  readonly stdin: string;
  /** The client leaves after so many more arrivals; null: never. */
  readonly patience: number | null;
}

const played = sessions.chain((session) => {
  const arrival = fc.record({
    act: fc.constantFrom(...session),
    stdin: fc.constantFrom(STDIN, STDIN, STDIN, 'SEL', 'DROP\n', ''),
    patience: fc.option(fc.nat(6), { freq: 3 }),
  });
  const inOrder = fc.constant(session.map((act): Arrival => ({ act, stdin: STDIN, patience: null })));
  const shuffled = fc.shuffledSubarray(session).map((acts) => acts.map((act): Arrival => ({ act, stdin: STDIN, patience: null })));
  return fc.tuple(fc.constant(session), fc.oneof(inOrder, shuffled, fc.array(arrival, { maxLength: 40 })));
});

const isHijack = ({ act }: Arrival) => act.kind === 'exec start';

async function play(test: TestPlayer, arrivals: readonly Arrival[]): Promise<Asked[]> {
  const all: Asked[] = [];
  const leaveAt = new Map<number, Asked[]>();
  for (const [index, arrival] of arrivals.entries()) {
    const asked = test.ask(requestOf(arrival.act));
    all.push(asked);
    if (isHijack(arrival) && asked.hijacked) asked.send(arrival.stdin);
    if (arrival.patience !== null) leaveAt.set(index + arrival.patience, [...(leaveAt.get(index + arrival.patience) ?? []), asked]);
    // The end of a wait stays a little behind what it followed.
    test.clock.advance(10);
    for (const leaving of leaveAt.get(index) ?? []) leaving.leave();
  }
  await settled();
  test.clock.advance(1e9);
  return all;
}

function expected(session: readonly Act[], arrivals: readonly Arrival[], options: { readonly allowRepeats?: boolean } = {}): Expected[] {
  const recording = record(session);
  const cassette = aCassette({ interactions: recording });
  const model = new PlaybackModel(session, recording, options);
  const ends: (() => Expected)[] = [];
  const leaveAt = new Map<number, number[]>();
  for (const [index, arrival] of arrivals.entries()) {
    const answer = model.ask(arrival.act);
    const interaction = answer === null ? undefined : recording[answer];
    if (answer === null || interaction === undefined) {
      ends.push(() => ({ fate: 'finished', text: null }));
    } else if (!('chunks' in interaction.outcome)) {
      ends.push(() => ({ fate: 'finished', text: recordedAnswer(interaction, cassette).toString('latin1') }));
    } else if (isHijack(arrival) && !STDIN.startsWith(arrival.stdin)) {
      const { text } = model.said(answer, '');
      ends.push(() => ({ fate: 'reset', text }));
    } else {
      ends.push(() => {
        const { text, whole } = model.said(answer, arrival.stdin);
        return { fate: whole ? (isHijack(arrival) ? 'closed' : 'finished') : 'reset', text };
      });
    }
    if (arrival.patience !== null) leaveAt.set(index + arrival.patience, [...(leaveAt.get(index + arrival.patience) ?? []), index]);
    for (const leaving of leaveAt.get(index) ?? []) {
      const now = (ends[leaving] as () => Expected)();
      // What had not come to its end by then never will.
      const isStream = (arrivals[leaving] as Arrival).act.kind;
      const wrong = isHijack(arrivals[leaving] as Arrival) && !STDIN.startsWith((arrivals[leaving] as Arrival).stdin);
      const fate = ['logs', 'wait', 'exec start'].includes(isStream) && now.fate === 'reset' && !wrong ? 'open' : now.fate;
      ends[leaving] = () => ({ ...now, fate });
    }
  }
  return ends.map((end) => end());
}

/** A miss is told in words that are not our business here, on a raw stream too. */
const outcomesOf = (asked: readonly Asked[]): Expected[] =>
  asked.map(({ fate, text, status, hijacked }) => ({
    fate,
    text: status === 501 ? null : hijacked && fate === 'reset' ? withoutLastWords(text) : text,
  }));

/** They come bare or in a frame for stderr. */
function withoutLastWords(text: string): string {
  const at = text.search(/(?:\r?\n)?tapedeck: /);
  if (at === -1) return text;
  return text.slice(0, text[at - 8] === '\x02' ? at - 8 : at);
}

it('answers as the model of the rules does, whatever is asked in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(played, async ([session, arrivals]) => {
      const test = aPlayer(record(session));
      const outcomes = outcomesOf(await play(test, arrivals));
      expect(outcomes).toEqual(expected(session, arrivals));
      const failed = outcomes.filter(({ fate, text }) => fate === 'reset' || text === null);
      expect(test.misses).toHaveLength(failed.length);
      expect(test.clock.pending).toBe(0);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

it('gives a change that is asked again its last answer where that is allowed', async () => {
  await fc.assert(
    fc.asyncProperty(played, async ([session, arrivals]) => {
      const test = aPlayer(record(session), { allowRepeats: true });
      expect(outcomesOf(await play(test, arrivals))).toEqual(expected(session, arrivals, { allowRepeats: true }));
    }),
    { numRuns: RUNS },
  );
}, 600_000);

it('answers after a rewind as if nothing had been asked', async () => {
  const twice = played.chain(([session, before]) => fc.tuple(fc.constant(session), fc.constant(before), fc.shuffledSubarray([...before])));
  await fc.assert(
    fc.asyncProperty(twice, async ([session, before, after]) => {
      const test = aPlayer(record(session));
      const streams = await play(test, before);
      expect(test.player.rewind()).toEqual(['hello']);
      expect(streams.every(({ fate, left }) => fate !== 'open' || left)).toBe(true);
      expect(outcomesOf(await play(test, after))).toEqual(expected(session, after));
      expect(test.clock.pending).toBe(0);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

it('gives the recorded bytes to the recorded session', async () => {
  await fc.assert(
    fc.asyncProperty(sessions, async (session) => {
      const steady = session.map((act) => ({ ...act, pauses: [] }));
      const recording = record(steady);
      const test = aPlayer(recording);
      const asked = await play(
        test,
        steady.map((act) => ({ act, stdin: STDIN, patience: null })),
      );
      const cassette = aCassette({ interactions: recording });
      expect(asked.map(({ text }) => text)).toEqual(
        recording.map((interaction) => recordedAnswer(interaction, cassette).toString('latin1')),
      );
      expect(test.player.summary()).toMatchObject({ used: session.length, misses: [], unused: [] });
    }),
  );
});

it('answers the same to the same arrivals, and to a client alone as among others', async () => {
  await fc.assert(
    fc.asyncProperty(played, fc.nat(2), async ([session, arrivals], container) => {
      // Lists and the like are about the containers of all clients.
      const live = arrivals.filter(({ act }) => isOwn(act)).map((arrival) => ({ ...arrival, patience: null }));
      const run = async (list: readonly Arrival[]) => outcomesOf(await play(aPlayer(record(session)), list));
      const once = await run(live);
      expect(await run(live)).toEqual(once);
      const isIts = ({ act }: Arrival) => act.container === container;
      expect(await run(live.filter(isIts))).toEqual(once.filter((_, index) => isIts(live[index] as Arrival)));
    }),
  );
});
