/** From a cassette and an engine to what will be done. */
import { expect, it } from '@jest/globals';
import { afterSetup, prepareSession } from '../../../../src/verify/plan/prepare.ts';
import { aCassette, someInteractions } from '../../../support/interactions.ts';
import { anEngine, asked, created, labels, names, OTHER, PLAIN, planOf, verdicts, WEB } from '../../../support/plans.ts';

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

const WEB_IS_THERE = { 'GET /images/busybox:test/json': {}, 'GET /containers/web/json': { Id: WEB, Name: '/web' } };
const MADE_WEB = { ours: [{ kind: 'container', name: 'web', identity: WEB }], images: new Set<string>() } as const;

it('lets a session change what the setup has made', async () => {
  const { plan, before } = await prepareSession(session, PLAIN, anEngine(WEB_IS_THERE).ask, MADE_WEB);
  expect(verdicts(plan)).toEqual(['send', 'send', 'send']);
  expect(names(before.present)).toEqual(['image busybox:test']);
  expect(names(before.ours)).toEqual(['container web']);
});

it("takes what has the name of something that the setup made, and is another one, for somebody else's", async () => {
  const engine = anEngine({ ...WEB_IS_THERE, 'GET /containers/web/json': { Id: OTHER, Name: '/web' } });
  const { plan, before } = await prepareSession(session, PLAIN, engine.ask, MADE_WEB);
  expect(verdicts(plan)[0]).toBe("refused: container web is not this run's");
  expect(before.ours).toEqual([]);
});

it('plans what comes after a setup as if that had been run', async () => {
  const setup = afterSetup(planOf([created(WEB, 'web'), asked('POST /images/busybox:test/tag?repo=app', 201)]));
  expect(names(setup.ours)).toEqual(['container web', 'image app:latest']);
  const { plan, check } = await prepareSession(session, PLAIN, anEngine({ 'GET /images/busybox:test/json': {} }).ask, setup);
  expect(verdicts(plan)[0]).toBe('send');
  expect(check.lacks).toEqual([]);
});
