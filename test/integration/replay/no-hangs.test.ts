/**
 * No request hangs. Of every recording we have a part is lost: all behind some interaction, or one in the middle. Its
 * clients ask for all of it nevertheless, and each gets an answer, a reset, or silence where the recorded client had left.
 * Time is a number here; within two gate time-outs (and what pauses were recorded) everything has come to its end.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openCassette } from '../../../src/cli/cassettes.ts';
import { whoWaits } from '../../support/lost-parts.ts';

const ALL = ['cassettes', 'test/corpus'].flatMap((root) => readdirSync(root).map((name) => join(root, name)));
/** Each run asks for a whole session. TAPEDECK_TEST_RUNS=500 looks closer. */
const RUNS = Number(process.env.TAPEDECK_TEST_RUNS ?? 6);

it.each(ALL)('answers or resets every request where a part of %s is lost', async (path) => {
  const session = await openCassette(path);
  const { interactions } = session;
  expect(await whoWaits(session, interactions)).toEqual([]);
  const place = fc.nat(interactions.length - 1);
  await fc.assert(
    fc.asyncProperty(place, fc.boolean(), async (at, behind) => {
      const kept = behind ? interactions.slice(0, at) : interactions.filter((_, index) => index !== at);
      expect(await whoWaits(session, kept)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
