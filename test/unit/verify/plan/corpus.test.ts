/** Plans of real recordings: every request gets a verdict, and what is not sent a reason. */
import { readdirSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { openCassette } from '../../../../src/index.ts';
import { planSession } from '../../../../src/verify/plan/plan-session.ts';
import { PLAIN } from '../../../support/plans.ts';

const PROJECT = new URL('../../../../', import.meta.url);
const corpus = readdirSync(new URL('test/corpus/', PROJECT)).map((name) => `test/corpus/${name}`);

it.each([...corpus, 'examples/compose/cassettes/shop'])('explains what it does not send of %s', async (path) => {
  const cassette = await openCassette(new URL(path, PROJECT).pathname);
  const { steps } = planSession(cassette, PLAIN);
  expect(steps.map(({ interaction }) => interaction.id)).toEqual(cassette.interactions.map(({ id }) => id));
  for (const { verdict, reason } of steps) expect(reason === null).toBe(verdict === 'send');
  const pruned = steps.filter(({ interaction }) =>
    /Prune$|^Swarm(?:Init|Leave|Join)$|^Plugin(?:Pull|Delete)$/.test(interaction.operation ?? ''),
  );
  expect(pruned.every(({ verdict }) => verdict === 'refused')).toBe(true);
});

it('sends all of a session that cleans up after itself', async () => {
  const cassette = await openCassette(new URL('examples/compose/cassettes/shop', PROJECT).pathname);
  expect(new Set(planSession(cassette, PLAIN).steps.map(({ verdict }) => verdict))).toEqual(new Set(['send']));
});
