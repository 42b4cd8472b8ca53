/** A run removes what it made, in an order in which nothing is in the way, and tells what it could not. */
import { expect, it } from '@jest/globals';
import { cleanUp } from '../../../../src/verify/plan/clean-up.ts';
import { MadeObjects } from '../../../../src/verify/plan/made-objects.ts';
import type { InteractionParts } from '../../../support/interactions.ts';
import { anEngine, asked, created, IMAGE, OTHER, progress, told, WEB } from '../../../support/plans.ts';

const NET = 'd4'.repeat(32);
const SESSION: readonly InteractionParts[] = [
  progress('POST /build?t=mine', [{ aux: { ID: `sha256:${IMAGE}` } }]),
  asked('POST /networks/create', 201, { Id: NET }, { Name: 'shop' }),
  created(WEB, 'web', { Image: 'mine', HostConfig: { Binds: ['data:/data'] } }),
  created(OTHER, 'db'),
  asked('POST /secrets/create', 201, { ID: 's1' }, { Name: 'pass' }),
  asked('POST /services/create', 201, { ID: 'v1' }, { Name: 'svc' }),
];

function madeBy(session: readonly InteractionParts[], images: readonly string[] = []): MadeObjects {
  const made = new MadeObjects({ own: new Set() }, { present: [], ours: [], images: new Set(images) });
  for (const exchange of session) made.heard(told(exchange));
  return made;
}

const pauses: number[] = [];
const pause = async (ms: number) => void pauses.push(ms);

it('removes services, containers, networks, volumes, images and secrets, in this order and the newest first', async () => {
  const engine = anEngine();
  const done = await cleanUp(madeBy(SESSION), engine.ask, pause);
  expect(engine.asked.filter((line) => line.startsWith('DELETE'))).toEqual([
    'DELETE /services/v1',
    `DELETE /containers/${OTHER}?force=1&v=1`,
    `DELETE /containers/${WEB}?force=1&v=1`,
    `DELETE /networks/${NET}`,
    'DELETE /volumes/data',
    'DELETE /images/mine:latest?noprune=1',
    `DELETE /images/${IMAGE}?noprune=1`,
    'DELETE /secrets/s1',
  ]);
  expect(done).toEqual({
    removed: [
      'service svc',
      'container db',
      'container web',
      'network shop',
      'volume data',
      'image mine:latest',
      'image c3c3c3c3c3c3',
      'secret pass',
    ],
    left: [],
  });
});

it('tells what it could not remove, and goes on; what is gone already is fine', async () => {
  const engine = anEngine({
    'DELETE /services/v1': 404,
    [`DELETE /containers/${WEB}?force=1&v=1`]: 500,
    'DELETE /secrets/s1': new Error('socket hang up'),
  });
  const done = await cleanUp(madeBy(SESSION), engine.ask, pause);
  expect(done.left).toEqual(['container web: status 500', 'secret pass: socket hang up']);
  expect(done.removed).toContain('service svc');
});

it('tries a network that is still in use again', async () => {
  pauses.length = 0;
  let left = 3;
  const { ask } = anEngine();
  const done = await cleanUp(
    madeBy(SESSION.slice(1, 2)),
    async (method, target) =>
      target.startsWith('/networks/') && left-- > 0 ? { status: 403, json: { message: 'has active endpoints' } } : ask(method, target),
    pause,
  );
  expect(done).toEqual({ removed: ['network shop'], left: [] });
  expect(pauses).toEqual([500, 500, 500]);
});

it('waits for the containers of a service, which end by and by', async () => {
  let looks = 3;
  const { ask } = anEngine();
  const done = await cleanUp(
    madeBy(SESSION.slice(5)),
    async (method, target) =>
      target.startsWith('/containers/json') ? { status: 200, json: looks-- > 0 ? [{}] : [] } : ask(method, target),
    pause,
  );
  expect(done).toEqual({ removed: ['service svc'], left: [] });
  expect(looks).toBe(-4);
  const never = await cleanUp(
    madeBy(SESSION.slice(5)),
    async (method, target) => (target.startsWith('/containers/json') ? { status: 200, json: [{}] } : ask(method, target)),
    pause,
  );
  expect(never.left).toEqual(['service svc: it is gone, and its containers are not']);
});

it('removes the containers of a service from a swarm that was left before they had ended', async () => {
  const engine = anEngine({ 'DELETE /services/v1': 503 });
  const containers = { status: 200, json: [{ Id: WEB }] };
  const done = await cleanUp(
    madeBy(SESSION.slice(5)),
    (method, target) => (target.startsWith('/containers/json') ? Promise.resolve(containers) : engine.ask(method, target)),
    pause,
  );
  expect(engine.asked).toEqual(['DELETE /services/v1', `DELETE /containers/${WEB}?force=1&v=1`]);
  expect(done).toEqual({ removed: ['service svc'], left: [] });
});

it('looks some more for what it does not know to be made', async () => {
  const outcome = { kind: 'failed', interim: [], reason: 'client-left', detail: '', partial: { encoding: 'text', data: '' } } as const;
  const made = madeBy([{ method: 'POST', target: '/v1.41/containers/create?name=late', json: {}, outcome }]);
  let absent = 2;
  const engine = anEngine();
  const done = await cleanUp(
    made,
    async (method, target) => (absent-- > 0 ? { status: 404, json: undefined } : engine.ask(method, target)),
    pause,
  );
  expect(done.removed).toEqual(['container late']);
  expect(engine.asked).toEqual(['DELETE /containers/late?force=1&v=1']);
});

it('takes what was in a swarm that the session has left for gone', async () => {
  const { ask } = anEngine({ 'DELETE /secrets/s1': 503 });
  expect(await cleanUp(madeBy(SESSION.slice(4, 5)), ask, pause)).toEqual({ removed: ['secret pass'], left: [] });
});

it('leaves an image that was there without a name', async () => {
  const made = madeBy([asked(`POST /images/${IMAGE}/tag?repo=mine`, 201)], [IMAGE]);
  const theirs = { 'GET /images/mine:latest/json': { Id: `sha256:${IMAGE}`, RepoTags: ['mine:latest'] } };
  expect((await cleanUp(made, anEngine(theirs).ask, pause)).left).toEqual([
    'image mine:latest: the image behind it was there before, and has no other name',
  ]);
  const named = { 'GET /images/mine:latest/json': { Id: `sha256:${IMAGE}`, RepoTags: ['mine:latest', 'busybox:test'] } };
  expect((await cleanUp(made, anEngine(named).ask, pause)).removed).toEqual(['image mine:latest']);
});

it('leaves an image that somebody has given a name meanwhile, and does not count it', async () => {
  const made = madeBy(SESSION.slice(0, 1));
  const engine = anEngine({ [`GET /images/${IMAGE}/json`]: { Id: `sha256:${IMAGE}`, RepoTags: ['theirs:1'] } });
  expect(await cleanUp(made, engine.ask, pause)).toEqual({ removed: ['image mine:latest'], left: [] });
  expect(engine.asked).not.toContain(`DELETE /images/${IMAGE}?noprune=1`);
});

it('leaves a swarm only where the run has made it, and says what went to a registry', async () => {
  const engine = anEngine({ 'POST /swarm/leave?force=1': {} });
  const done = await cleanUp(
    madeBy([asked('POST /swarm/init', 200, 'id'), progress('POST /images/acme.example/app/push?tag=1', [])]),
    engine.ask,
    pause,
  );
  expect(engine.asked).toEqual(['POST /swarm/leave?force=1']);
  expect(done).toEqual({ removed: ['swarm'], left: ['image acme.example/app:1 in its registry'] });
});
