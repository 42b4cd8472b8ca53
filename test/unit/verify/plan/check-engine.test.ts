/** What an engine has of what a session names. */
import { expect, it } from '@jest/globals';
import { checkEngine } from '../../../../src/verify/plan/check-engine.ts';
import { anEngine, asked, created, IMAGE, labels, NOT_FOUND, names, planOf, progress, WEB } from '../../../support/plans.ts';

it('tells what is lacking, what names are in use, and what is there that should not be; and only looks', async () => {
  const session = [
    created(WEB, 'web', { Image: 'busybox:test', HostConfig: { NetworkMode: 'shop', LogConfig: { Type: 'splunk' } } }),
    created(WEB, 'db', { Image: 'alpine' }),
    asked('DELETE /volumes/old', 404, NOT_FOUND),
    asked('GET /nodes', 200, []),
  ];
  const plan = planOf(session);
  const engine = anEngine({
    'GET /info': { Plugins: { Log: ['splunk'] }, Runtimes: { runc: {} }, Swarm: { ControlAvailable: false } },
    'GET /images/json?all=1': [{ Id: `sha256:${IMAGE}` }],
    'GET /images/busybox:test/json': {},
    'GET /containers/web/json': { Name: '/web' },
    'GET /volumes/old': {},
  });
  const check = await checkEngine(plan, engine.ask);
  expect(labels(check.lacks)).toEqual(['network shop', 'image alpine:latest', 'swarm mode']);
  expect(names(check.present)).toEqual(['image busybox:test', 'container web', 'volume old']);
  expect([...check.images]).toEqual([IMAGE]);
  expect(engine.asked.every((line) => line.startsWith('GET '))).toBe(true);
});

it('needs the runtime that a container asks for, where it may have it', async () => {
  const plan = planOf([created(WEB, null, { Image: 'busybox:test', HostConfig: { Runtime: 'kata' } })], { allowDestructive: true });
  const { ask } = anEngine({ 'GET /info': { Runtimes: { runc: {} } }, 'GET /images/busybox:test/json': {} });
  expect(labels((await checkEngine(plan, ask)).lacks)).toEqual(['runtime kata']);
});

it('does not take the start of an id for a name', async () => {
  const check = await checkEngine(
    planOf([created(WEB, 'abc')]),
    anEngine({ 'GET /containers/abc/json': { Name: '/other', Id: 'abcd' } }).ask,
  );
  expect(check.present).toEqual([]);
});

it('takes for there what the engine cannot tell, and two networks of one name', async () => {
  const plan = planOf([
    asked('POST /networks/create', 201, { Id: WEB }, { Name: 'a' }),
    asked('POST /networks/create', 201, { Id: IMAGE }, { Name: 'b' }),
  ]);
  const check = await checkEngine(plan, anEngine({ 'GET /networks/a': 500, 'GET /networks/b': 400 }).ask);
  expect(names(check.present)).toEqual(['network a', 'network b']);
});

const pull = progress('POST /images/create?fromImage=localhost%3A5000%2Fapp&tag=1', []);
const push = progress('POST /images/localhost:5000/app/push?tag=1', []);

it.each([
  ['dial tcp 127.0.0.1:5000: connect: connection refused', ['registry localhost:5000']],
  ['manifest unknown: manifest unknown', ['image localhost:5000/app:1 in its registry']],
  ['unauthorized', []],
])('asks the registry of a pull: %s', async (message, lacks) => {
  const { ask } = anEngine();
  const check = await checkEngine(planOf([pull]), (method, target) =>
    target.startsWith('/distribution/') ? Promise.resolve({ status: 500, json: { message } }) : ask(method, target),
  );
  expect(labels(check.lacks)).toEqual(lacks);
});

it('does not ask a registry to have what the session brings there', async () => {
  const { ask } = anEngine({ 'GET /images/localhost:5000/app:1/json': {} });
  const check = await checkEngine(planOf([push, pull]), (method, target) =>
    target.startsWith('/distribution/') ? Promise.resolve({ status: 404, json: { message: 'manifest unknown' } }) : ask(method, target),
  );
  expect(check.lacks).toEqual([]);
  expect(check.unpublished).toEqual(['localhost:5000/app:1']);
});
