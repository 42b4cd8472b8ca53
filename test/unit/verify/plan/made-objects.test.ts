/** What a run has made on a live engine, and what it may touch of it. */
import { expect, it } from '@jest/globals';
import { admit } from '../../../../src/verify/plan/admission.ts';
import { type Before, MadeObjects } from '../../../../src/verify/plan/made-objects.ts';
import { aRequest, type InteractionParts, someFiles } from '../../../support/interactions.ts';
import { anEngine, asked, created, IMAGE, OTHER, progress, SOME_HOST, told, WEB } from '../../../support/plans.ts';

function made(exchanges: readonly InteractionParts[], before: Partial<Before> = {}): MadeObjects {
  const objects = new MadeObjects({ own: new Set([WEB, 'web']) }, { present: [], ours: [], images: new Set(), ...before });
  for (const exchange of exchanges) objects.heard(told(exchange));
  return objects;
}

const list = (objects: MadeObjects) => objects.list.map(({ label }) => label);

it('keeps the list of what is there: made, renamed, removed', () => {
  const objects = made([
    created(WEB, 'web', { Image: 'busybox:test', HostConfig: { Binds: ['data:/data', '/srv:/srv:ro'] } }),
    created(OTHER, 'db'),
    asked('POST /networks/create', 201, { Id: 'd4'.repeat(32) }, { Name: 'shop' }),
    asked('POST /volumes/create', 201, { Name: 'more' }, { Name: 'more' }),
    asked('POST /containers/db/rename?name=base', 204),
    asked('DELETE /containers/base', 204),
    asked('DELETE /volumes/more', 204),
    asked('DELETE /networks/shop', 403, { message: 'in use' }),
    asked('POST /containers/create?name=bad', 409, { message: 'in use' }),
  ]);
  expect(list(objects)).toEqual(['container web', 'volume data', 'network shop']);
  expect([objects.owns('container', 'web'), objects.owns('container', WEB.slice(0, 12)), objects.owns('container', 'base')]).toEqual([
    true,
    true,
    true,
  ]);
  expect([objects.owns('container', 'theirs'), objects.owns('network', 'bridge')]).toEqual([false, false]);
});

it('does not take for its own what was there before', () => {
  const present = [{ kind: 'volume', name: 'data' }] as const;
  const create = created(WEB, null, { Image: 'busybox:test', HostConfig: { Binds: ['data:/data:ro'] } });
  const build = progress('POST /build?t=mine', [{ stream: ` ---> ${IMAGE.slice(0, 12)}\n` }, { stream: ` ---> ${OTHER.slice(0, 12)}\n` }]);
  const objects = made([create, build], { present, images: new Set([IMAGE]) });
  expect(list(objects)).toEqual([`container ${WEB.slice(0, 12)}`, 'image mine:latest', `image ${OTHER.slice(0, 12)}`]);
  expect([objects.owns('image', IMAGE), objects.owns('image', IMAGE.slice(0, 12)), objects.owns('image', OTHER.slice(0, 12))]).toEqual([
    false,
    false,
    true,
  ]);
});

it('forgets what the engine says it has deleted of an image', () => {
  const objects = made([
    asked('POST /commit?container=web&repo=mine', 201, { Id: `sha256:${IMAGE}` }),
    asked('DELETE /images/mine', 200, [{ Untagged: 'mine:latest' }, { Deleted: `sha256:${IMAGE}` }]),
  ]);
  expect(list(objects)).toEqual([]);
});

it('tells on both sides what is of the session', () => {
  const objects = made([created(OTHER, 'web')]);
  expect(['/web', WEB, WEB.slice(0, 12), OTHER, 'theirs'].map((text) => objects.isRecorded(text))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(['/web', OTHER, OTHER.slice(0, 12), WEB, 'theirs'].map((text) => objects.isLive(text))).toEqual([true, true, true, false, false]);
});

it('learns the name that the engine gave a container', () => {
  const objects = made([
    created(OTHER, null),
    asked('GET /containers/json', 200, [
      { Id: OTHER, Names: ['/busy_cat'] },
      { Id: WEB, Names: ['/web'] },
    ]),
  ]);
  expect([objects.isLive('busy_cat'), objects.isLive('web'), objects.owns('container', 'busy_cat')]).toEqual([true, false, true]);
});

const PARTS = {
  plan: { absent: [{ kind: 'container', name: 'gone', first: 0 }] },
  allowDestructive: false,
  secrets: () => undefined,
  host: SOME_HOST,
} as const;

it.each([
  ['POST', `/containers/${OTHER}/stop`, null],
  ['DELETE', '/containers/web', null],
  ['DELETE', '/containers/gone', null],
  ['DELETE', `/containers/${WEB}`, "container a1a1a1a1a1a1 is not this run's"],
  ['DELETE', '/containers/theirs', "container theirs is not this run's"],
  ['POST', '/images/prune', 'a prune removes what others have made as well'],
  ['POST', '/images/busybox:test/tag?repo=app', "the engine has image app:latest already, and it is not this run's"],
  ['GET', '/containers/theirs/json', null],
])('looks once more before a request leaves: %s %s', async (method, target, reason) => {
  const objects = made([created(OTHER, 'web')], { present: [{ kind: 'image', name: 'app:latest' }] });
  const parts = { ...PARTS, made: objects, ask: anEngine().ask };
  const admission = await admit(aRequest({ method, target }), someFiles(), parts);
  expect(admission).toEqual(reason === null ? { kind: 'send', request: aRequest({ method, target }) } : { kind: 'refused', reason });
  expect((await admit(aRequest({ method, target }), someFiles(), { ...parts, allowDestructive: true })).kind).toBe('send');
});

const SETUP = [
  { kind: 'container', name: 'web', identity: OTHER },
  { kind: 'volume', name: 'data', identity: '2026-11-27T03:00:00Z' },
] as const;

it.each([
  ['POST', '/containers/web/stop'],
  ['DELETE', '/volumes/data'],
])('refuses what has the name of something that the setup made, and is another one by now: %s %s', async (method, target) => {
  const admission = (answers: Readonly<Record<string, unknown>>, exchanges: readonly InteractionParts[] = []) =>
    admit(aRequest({ method, target }), someFiles(), { ...PARTS, made: made(exchanges, { ours: SETUP }), ask: anEngine(answers).ask });
  const own = { 'GET /containers/web/json': { Id: OTHER, Name: '/web' }, 'GET /volumes/data': { CreatedAt: '2026-11-27T03:00:00Z' } };
  expect(await admission(own)).toMatchObject({ kind: 'send' });
  expect(await admission({})).toMatchObject({ kind: 'send' });
  const theirs = { 'GET /containers/web/json': { Id: WEB, Name: '/web' }, 'GET /volumes/data': { CreatedAt: '2026-11-27T03:07:00Z' } };
  expect(await admission(theirs)).toMatchObject({
    kind: 'refused',
    reason: expect.stringMatching(/is no longer the one that the setup made$/),
  });
  // The session itself has put another one in its place.
  const anew = [
    asked('DELETE /containers/web', 204),
    created(WEB, 'web'),
    asked('DELETE /volumes/data', 204),
    asked('POST /volumes/create', 201, { Name: 'data' }),
  ];
  expect(await admission(theirs, anew)).toMatchObject({ kind: 'send' });
});

it('leaves a volume of the setup for the sessions that follow', () => {
  const mount = created(WEB, null, { Image: 'busybox:test', HostConfig: { Binds: ['data:/data'] } });
  expect(list(made([mount], { ours: SETUP }))).toEqual([`container ${WEB.slice(0, 12)}`]);
  expect(list(made([asked('DELETE /volumes/data', 204), mount], { ours: SETUP }))).toEqual([
    `container ${WEB.slice(0, 12)}`,
    'volume data',
  ]);
});

it('keeps a tag or a volume that was there before, whatever is made of it', () => {
  const present = [
    { kind: 'image', name: 'app:latest' },
    { kind: 'volume', name: 'data' },
  ] as const;
  const objects = made([asked('POST /images/busybox:test/tag?repo=app', 201), asked('POST /volumes/create', 201, { Name: 'data' })], {
    present,
  });
  expect([list(objects), objects.owns('image', 'app'), objects.owns('volume', 'data')]).toEqual([[], false, false]);
});

it('looks for the volumes of a container before it goes, since nothing else leads to them', async () => {
  const volume = 'f6'.repeat(32);
  const objects = made([created(OTHER, 'web')]);
  const { ask } = anEngine({
    'GET /containers/web/json': { Mounts: [{ Type: 'volume', Name: volume }, { Type: 'volume', Name: 'data' }, { Type: 'bind' }] },
  });
  await admit(aRequest({ method: 'DELETE', target: '/containers/web' }), someFiles(), { ...PARTS, made: objects, ask });
  objects.heard(told(asked('DELETE /containers/web', 204)));
  expect(objects.list).toEqual([{ kind: 'volume', handle: volume, label: 'volume f6f6f6f6f6f6', doubtful: false }]);
});
