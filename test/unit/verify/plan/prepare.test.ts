/** From a cassette and an engine to what will be done. */
import { expect, it } from '@jest/globals';
import { cleanUp } from '../../../../src/verify/plan/clean-up.ts';
import { prepareSession, runSetup, setupObjects } from '../../../../src/verify/plan/prepare.ts';
import { aCassette, someInteractions } from '../../../support/interactions.ts';
import { anEngine, asked, created, labels, names, PLAIN, verdicts, WEB } from '../../../support/plans.ts';

const session = aCassette({
  interactions: someInteractions(
    asked('POST /containers/web/stop', 204),
    created(WEB, 'db'),
    asked('GET /containers/web/json', 200, { Name: '/web' }),
  ),
});

it('refuses a name that is in use on the engine', async () => {
  const engine = anEngine({ 'GET /images/busybox:test/json': {}, 'GET /containers/db/json': { Name: '/db' } });
  const { plan, check } = await prepareSession(session, PLAIN, engine.ask);
  expect(verdicts(plan)[1]).toBe("refused: the engine has container db already, and it is not this run's");
  // The image is needed by what is not sent.
  expect(check.lacks).toEqual([]);
});

it('tells what is lacking', async () => {
  expect(labels((await prepareSession(session, PLAIN, anEngine().ask)).check.lacks)).toEqual(['image busybox:test']);
});

it('owns what the setup has made of that which the session uses, and removes it at the end', async () => {
  const answers: Record<string, unknown> = { 'GET /images/busybox:test/json': {}, 'GET /images/json?all=1': [] };
  const engine = anEngine(answers);
  const setup = await runSetup([session], PLAIN, engine.ask, async () => {
    answers['GET /containers/web/json'] = { Name: '/web' };
    answers['GET /containers/unused/json'] = { Name: '/unused' };
  });
  expect(names(setup.ours)).toEqual(['container web']);
  const { plan, before } = await prepareSession(session, PLAIN, engine.ask, setup);
  expect(verdicts(plan)).toEqual(['send', 'send', 'send']);
  expect(names(before.present)).toEqual(['image busybox:test']);
  const done = await cleanUp(setupObjects(setup), engine.ask, async () => {});
  expect(done.removed).toEqual(['container web']);
});
