/** What a setup has made is known by what the engine said to it, and removed as that and nothing else. */
import { expect, it } from '@jest/globals';
import { cleanUp } from '../../../../src/verify/plan/clean-up.ts';
import { contentsOf, SetupObjects } from '../../../../src/verify/plan/setup-objects.ts';
import type { InteractionParts } from '../../../support/interactions.ts';
import { anEngine, asked, created, IMAGE, names, OTHER, told, WEB } from '../../../support/plans.ts';

const NET = 'd4'.repeat(32);
const NAMELESS = 'f6'.repeat(32);
const THEN = '2026-11-27T03:00:00Z';
const LATER = '2026-11-27T03:07:00Z';
const TAG = 'GET /images/app:latest/json';
const VOLUME = 'GET /volumes/data';

const SETUP: readonly InteractionParts[] = [
  created(WEB, 'web'),
  asked('POST /networks/create', 201, { Id: NET }, { Name: 'shop' }),
  asked('POST /volumes/create', 201, { Name: 'data' }, { Name: 'data' }),
  asked('POST /images/busybox:test/tag?repo=app', 201),
];

const THERE = {
  [`GET /containers/${WEB}/json`]: { Id: WEB, Name: '/web', Mounts: [{ Type: 'volume', Name: NAMELESS }] },
  [`GET /networks/${NET}`]: { Id: NET, Name: 'shop' },
  [`GET /volumes/${NAMELESS}`]: { CreatedAt: THEN },
  [VOLUME]: { CreatedAt: THEN },
  [TAG]: { Id: `sha256:${IMAGE}` },
};

const pause = async () => {};

async function afterSetup(answers: Record<string, unknown>, session = SETUP) {
  const engine = anEngine(answers);
  const objects = new SetupObjects(await contentsOf(engine.ask), engine.ask);
  for (const exchange of session) objects.heard(told(exchange));
  const things = await objects.asItIs();
  engine.asked.length = 0;
  return { engine, objects, things };
}

it('knows each thing by its id, and what has none by when it was made or what it stands for', async () => {
  const { things } = await afterSetup(THERE);
  expect(things).toEqual([
    { kind: 'container', name: 'web', identity: WEB },
    { kind: 'network', name: 'shop', identity: NET },
    { kind: 'volume', name: 'data', identity: THEN },
    { kind: 'image', name: 'app:latest', identity: IMAGE },
    { kind: 'volume', name: NAMELESS, identity: THEN },
  ]);
});

it('removes all of it at the end', async () => {
  const { engine, objects } = await afterSetup(THERE);
  expect((await cleanUp(objects, engine.ask, pause)).left).toEqual([]);
  expect(engine.asked.filter((line) => line.startsWith('DELETE'))).toEqual([
    `DELETE /containers/${WEB}?force=1&v=1`,
    `DELETE /networks/${NET}`,
    `DELETE /volumes/${NAMELESS}`,
    'DELETE /volumes/data',
    'DELETE /images/app:latest?noprune=1',
  ]);
});

it('leaves what has a name of it by now, and says so', async () => {
  const answers: Record<string, unknown> = { ...THERE };
  const { engine, objects } = await afterSetup(answers);
  answers[`DELETE /containers/${WEB}?force=1&v=1`] = 404;
  answers['GET /containers/web/json'] = { Id: OTHER, Name: '/web' };
  answers[VOLUME] = { CreatedAt: LATER };
  answers[TAG] = { Id: `sha256:${OTHER}` };
  const { left } = await cleanUp(objects, engine.ask, pause);
  expect(left).toEqual([
    "container web: the one that this run made is gone, and what has its name now is somebody else's",
    'volume data: it is no longer the one that this run made',
    'image app:latest: it is no longer the one that this run made',
  ]);
  expect(engine.asked).not.toContain('DELETE /volumes/data');
});

it('goes by the name of a volume where the engine says when it was written to, and not when it was made', async () => {
  const answers: Record<string, unknown> = { ...THERE, 'GET /version': { ApiVersion: '1.41' } };
  const { engine, objects } = await afterSetup(answers, SETUP.slice(2, 3));
  answers[VOLUME] = { CreatedAt: LATER };
  expect(await cleanUp(objects, engine.ask, pause)).toEqual({ removed: ['volume data'], left: [] });
});

it('knows a container by the name that it has at the end of the setup', async () => {
  const renamed = { ...THERE, [`GET /containers/${WEB}/json`]: { Id: WEB, Name: '/site' } };
  const { things } = await afterSetup(renamed, [created(WEB, 'web'), asked('POST /containers/web/rename?name=site', 204)]);
  expect(things).toEqual([{ kind: 'container', name: 'site', identity: WEB }]);
});

it('does not take for its own what was there before, or is gone again', async () => {
  const before = {
    'GET /images/json?all=1': [{ Id: `sha256:${IMAGE}`, RepoTags: ['app:latest'] }],
    'GET /volumes': { Volumes: [{ Name: 'data' }] },
  };
  const { objects, things } = await afterSetup({ ...THERE, ...before }, [
    ...SETUP.slice(2),
    created(OTHER, 'gone', { Image: 'busybox:test', HostConfig: { Binds: ['data:/data'] } }),
    asked('DELETE /containers/gone', 204),
  ]);
  expect([things, objects.list]).toEqual([[], []]);
});

it('lists what an engine has, of all that can be made by a name', async () => {
  const { ask } = anEngine({
    'GET /images/json?all=1': [
      { Id: `sha256:${IMAGE}`, RepoTags: ['busybox:test'] },
      { Id: `sha256:${OTHER}`, RepoTags: null },
    ],
    'GET /containers/json?all=1': [{ Id: WEB, Names: ['/web'] }],
    'GET /networks': [{ Id: NET, Name: 'bridge' }],
    'GET /volumes': { Volumes: [{ Name: 'data' }] },
    'GET /plugins': 500,
    'GET /services': 503,
    'GET /secrets': [{ ID: 's1', Spec: { Name: 'pass' } }],
  });
  const { things, images } = await contentsOf(ask);
  expect(names(things)).toEqual(['image busybox:test', 'container web', 'network bridge', 'volume data', 'secret pass']);
  expect([...images]).toEqual([IMAGE, OTHER]);
});

it('takes nothing for its own of which the engine did not say what it is', async () => {
  const { engine, objects } = await afterSetup({ [VOLUME]: new Error('socket hang up') }, SETUP.slice(2, 3));
  const there = anEngine({ [VOLUME]: { CreatedAt: THEN } });
  expect((await cleanUp(objects, there.ask, pause)).left).toEqual(['volume data: it is no longer the one that this run made']);
  expect(engine.asked).toEqual([]);
});
