import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseTimes } from '../../../src/cassette/normalise.ts';
import { countSizes } from '../../../src/cassette/sizes.ts';
import { anyInteraction } from '../../support/any-interaction.ts';
import { aCassette, anInfo, anInteraction } from '../../support/interactions.ts';

it('makes all times zero and keeps what never happened', () => {
  const interaction = anInteraction();
  const times = { request: 4, requestEnd: null, interim: [5], response: null, chunks: [7, [8, [9, 3]] as const, [4] as const], end: 9 };
  expect(normaliseTimes({ ...interaction, times })).toEqual({
    ...interaction,
    times: { request: 0, requestEnd: null, interim: [0], response: null, chunks: [0, [[0, 4]], [0]], end: 0 },
  });
});

it('makes two recordings of one session equal', () => {
  const at = (ms: number) =>
    anInteraction({ times: { request: ms, requestEnd: ms + 1, interim: [], response: ms + 2, chunks: [], end: ms + 3 } });
  const [one, two] = [5, 700].map((ms) =>
    normaliseTimes(aCassette({ info: { recordedAt: `2026-01-01T00:00:00.${String(ms).padStart(3, '0')}Z` }, interactions: [at(ms)] })),
  );
  expect(one?.info).toEqual(two?.info);
  expect(one?.interactions).toEqual(two?.interactions);
  expect(normaliseTimes(anInfo()).recordedAt).toBe('1970-01-01T00:00:00.000Z');
});

it('changes nothing a second time, and no count', () => {
  fc.assert(
    fc.property(anyInteraction, (interaction) => {
      const once = normaliseTimes(interaction);
      expect(normaliseTimes(once)).toEqual(once);
      const counts = (from: typeof interaction) => from.times.chunks.map((time) => (typeof time === 'number' ? null : countSizes(time)));
      expect(counts(once)).toEqual(counts(interaction));
    }),
  );
});
