/**
 * Random recordings played in random orders of arrival, held against a model of the rules: requests are left out, repeated
 * and cut short, clients leave in the middle, send the wrong thing or nothing. What comes back is a function of the
 * cassette and the order of arrival, and clients of other containers make no difference.
 */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cassette, Interaction } from '../../../src/cassette/types.ts';
import { aCassette, type InteractionParts } from '../../support/interactions.ts';
import { type Asked, aPlayer, settled, TestPlayer } from '../../support/playback.ts';
import { CassettesModel, type Expected, PlaybackModel } from '../../support/playback-model.ts';
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
  /** How it is asked, where not in the words of the act. */
  readonly request?: InteractionParts;
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
    const asked = test.ask(arrival.request ?? requestOf(arrival.act));
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

it('rewinds by itself so that one recorded session after the other gets the recorded answers', async () => {
  await fc.assert(
    fc.asyncProperty(sessions, async (session) => {
      const steady = session.map((act) => ({ ...act, pauses: [] }));
      const recording = record(steady);
      const test = aPlayer(recording, { rewind: 'auto' });
      const cassette = aCassette({ interactions: recording });
      const texts = recording.map((interaction) => recordedAnswer(interaction, cassette).toString('latin1'));
      const arrivals = steady.map((act) => ({ act, stdin: STDIN, patience: null }));
      for (let round = 0; round < 3; round += 1) {
        expect((await play(test, arrivals)).map(({ text }) => text)).toEqual(texts);
      }
      expect(test.player.summary()).toMatchObject({ used: session.length, misses: [], unused: [], rewinds: 2 });
    }),
    { numRuns: RUNS },
  );
}, 600_000);

function named(name: string, interactions: Interaction[]): Cassette {
  return { ...aCassette({ interactions }), info: { ...aCassette().info, name } };
}

/** The same with other containers and execs. */
function ofOthers<T>(recorded: T): T {
  return JSON.parse(JSON.stringify(recorded).replaceAll(/(\d)\1{63}|(e\d)\2{31}/g, (id) => 'f'.repeat(32) + id.slice(32))) as T;
}

const several = fc.tuple(sessions, sessions).chain((both) => {
  const [one, other] = both;
  return fc.tuple(fc.constant(both), fc.array(fc.constantFrom(...one, ...other), { maxLength: 40 }), fc.boolean());
});

it('gives a request of several cassettes to the one that was hit last, of those that have an answer left', async () => {
  await fc.assert(
    fc.asyncProperty(several, async ([both, acts, allowRepeats]) => {
      const cassettes = both.map((session, index) => named(`number ${index}`, record(session)));
      const models = both.map((session, index) => {
        return new PlaybackModel(session, cassettes[index]?.interactions ?? [], { allowRepeats });
      });
      const model = new CassettesModel(models);
      const test = new TestPlayer(cassettes, { allowRepeats });
      const arrivals = acts.map((act) => ({ act, stdin: STDIN, patience: null }));
      const answers = acts.map((act) => model.ask(act));
      const texts = answers.map((found) => {
        const cassette = cassettes[found?.cassette ?? -1];
        const interaction = cassette?.interactions[found?.answer ?? -1];
        if (found === null || cassette === undefined || interaction === undefined) return null;
        if ('chunks' in interaction.outcome) return models[found.cassette]?.said(found.answer, STDIN).text;
        return recordedAnswer(interaction, cassette).toString('latin1');
      });
      expect(outcomesOf(await play(test, arrivals)).map(({ text }) => text)).toEqual(texts);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

it('answers the clients of one cassette as if no other were played, where they share no object', async () => {
  const turns = fc.array(fc.boolean(), { minLength: 80, maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(played, played, turns, async ([one, first], [other, second], order) => {
      const own = (arrivals: readonly Arrival[], of: (parts: InteractionParts) => InteractionParts) =>
        arrivals.filter(({ act }) => isOwn(act)).map((arrival) => ({ ...arrival, request: of(requestOf(arrival.act)), patience: null }));
      const lists = [own(first, (parts) => parts), own(second, ofOthers)] as const;
      const cassettes = [named('one', record(one)), named('other', ofOthers(record(other)))] as const;
      const alone = [
        outcomesOf(await play(new TestPlayer([cassettes[0]]), lists[0])),
        outcomesOf(await play(new TestPlayer([cassettes[1]]), lists[1])),
      ] as const;
      const queues: readonly [Arrival[], Arrival[]] = [[...lists[0]], [...lists[1]]];
      // In the end what is left of both.
      const mixed = [...order, ...Array(40).fill(true), ...Array(40).fill(false)].flatMap((turn: boolean) => {
        const next = queues[turn ? 1 : 0].shift();
        return next === undefined ? [] : [{ turn, next }];
      });
      const together = outcomesOf(
        await play(
          new TestPlayer([...cassettes]),
          mixed.map(({ next }) => next),
        ),
      );
      for (const [index, expectedOutcomes] of alone.entries()) {
        expect(together.filter((_, at) => mixed[at]?.turn === (index === 1))).toEqual(expectedOutcomes);
      }
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
