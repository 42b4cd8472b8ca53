/** What may be sent of a session: whose an object is decides, at that moment of the recording. */
import { expect, it } from '@jest/globals';
import { aRequest, aWholeOutcome } from '../../../support/interactions.ts';
import { asked, created, IMAGE, labels, NOT_FOUND, names, OTHER, planOf, progress, verdicts, WEB } from '../../../support/plans.ts';
import { someTar } from '../../../support/tars.ts';

it('sends what is done to a container that the session made, by its id, a short id, its name', () => {
  const plan = planOf([
    created(WEB, 'web'),
    asked(`POST /containers/${WEB}/start`, 204),
    asked(`POST /containers/${WEB.slice(0, 12)}/stop`, 204),
    asked('DELETE /containers/web?force=1', 204),
    asked('DELETE /containers/web', 404, NOT_FOUND),
  ]);
  expect(verdicts(plan)).toEqual(['send', 'send', 'send', 'send', 'send']);
  expect(labels(plan.needs)).toEqual(['image busybox:test']);
  expect(names(plan.makes)).toEqual(['container web']);
  expect(plan.absent).toEqual([]);
  expect([...plan.own]).toEqual([WEB, 'web']);
});

it.each([
  'POST /containers/web/start',
  'POST /containers/web/stop',
  'POST /containers/web/kill?signal=KILL',
  'POST /containers/web/restart',
  'POST /containers/web/pause',
  'POST /containers/web/update',
  'POST /containers/web/rename?name=other',
  'POST /containers/web/attach?stream=1&stdin=1',
  'GET /containers/web/attach/ws?stream=1',
  'POST /containers/web/resize?h=1&w=1',
  'POST /containers/web/exec',
  'PUT /containers/web/archive?path=/tmp',
  'DELETE /containers/web?force=1',
  'POST /commit?container=web&repo=mine',
])('refuses to touch a container of somebody else: %s', (line) => {
  expect(verdicts(planOf([asked(line, 200)]))).toEqual(["refused: container web is not this run's"]);
  expect(verdicts(planOf([asked(line, 304)]))).toEqual(["refused: container web is not this run's"]);
  expect(verdicts(planOf([asked(line, 200)], { allowDestructive: true }))).toEqual(['send']);
});

it('does not take a 404 for the absence of a container that the recording had changed before', () => {
  const copy = 'PUT /containers/web/archive?path=';
  expect(verdicts(planOf([asked(`${copy}/tmp`, 200), asked(`${copy}/no/such/folder`, 404, NOT_FOUND)]))).toEqual([
    "refused: container web is not this run's",
    "refused: container web is not this run's",
  ]);
});

it.each([
  'GET /containers/web/json',
  'GET /containers/web/logs?stdout=1',
  'GET /containers/web/top',
  'GET /containers/web/stats?stream=0',
  'GET /containers/web/archive?path=/etc',
  'POST /containers/web/wait',
])('looks at a container of somebody else, and needs it: %s', (line) => {
  const plan = planOf([asked(line, 200, {})]);
  expect(verdicts(plan)).toEqual(['send']);
  expect(labels(plan.needs)).toEqual(['container web']);
  expect(planOf([asked(line, 404, NOT_FOUND)]).needs).toEqual([]);
});

it.each([
  ['POST /containers/prune', 'a prune removes what others have made as well'],
  ['POST /images/prune', 'a prune removes what others have made as well'],
  ['POST /build/prune', 'a prune removes what others have made as well'],
  ['POST /swarm/init', 'it changes the swarm mode of the whole engine'],
  ['POST /swarm/join', 'it changes the swarm mode of the whole engine'],
  ['POST /swarm/leave?force=1', 'it changes the swarm mode of the whole engine'],
  ['POST /swarm/update?version=1', 'it changes the swarm mode of the whole engine'],
  ['POST /swarm/unlock', 'it changes the swarm mode of the whole engine'],
  ['DELETE /nodes/n1', "the nodes of a swarm are not this run's"],
  ['POST /nodes/n1/update?version=1', "the nodes of a swarm are not this run's"],
  ['POST /plugins/pull?remote=p', 'plugins serve the whole engine'],
  ['DELETE /plugins/p', 'plugins serve the whole engine'],
  ['DELETE /images/busybox:test', "image busybox:test is not this run's"],
  [`DELETE /images/sha256:${IMAGE}`, "image c3c3c3c3c3c3 is not this run's"],
  ['DELETE /networks/shop', "network shop is not this run's"],
  ['DELETE /volumes/data', "volume data is not this run's"],
  ['DELETE /services/s', "service s is not this run's"],
  ['POST /exec/e1/start', "exec e1 is not this run's"],
  ['POST /something/new', 'no API version knows this request, so nobody can say what it would change'],
])('refuses %s', (line, reason) => {
  expect(verdicts(planOf([asked(line, 200, {})]))).toEqual([`refused: ${reason}`]);
});

it('takes a name for that of somebody else until the session has given it to something of its own', () => {
  const plan = planOf([asked('DELETE /containers/web?force=1', 204), created(WEB, 'web'), asked('DELETE /containers/web?force=1', 204)]);
  expect(verdicts(plan)).toEqual(["refused: container web is not this run's", 'send', 'send']);
});

it('wants absent what was not there when a change of it came to nothing', () => {
  const session = [asked('DELETE /containers/web?force=1', 404, NOT_FOUND), created(WEB, 'web')];
  expect(verdicts(planOf(session))).toEqual(['send', 'send']);
  expect(names(planOf(session).absent)).toEqual(['container web']);
  const engine = { present: [{ kind: 'container', name: 'web' }], ours: [], swarm: false, unpublished: [] } as const;
  expect(verdicts(planOf(session, { engine }))).toEqual([
    "refused: there was no container web when this was recorded; there is one now, and it is not this run's",
    "refused: the engine has container web already, and it is not this run's",
  ]);
});

it('skips what follows from a step that is not sent, and names that step', () => {
  const engine = { present: [{ kind: 'container', name: 'web' }], ours: [], swarm: false, unpublished: [] } as const;
  const plan = planOf(
    [created(WEB, 'web'), asked(`POST /containers/${WEB}/attach?stream=1`, 200), asked('GET /containers/web/json', 200, {})],
    { engine },
  );
  expect(verdicts(plan).slice(1)).toEqual([
    'skipped: container web is not as recorded: #0 ContainerCreate is refused',
    'skipped: container web is not as recorded: #0 ContainerCreate is refused',
  ]);
  expect(plan.needs).toEqual([]);
  // Nor is it taken for its own in lists and events.
  expect([...plan.own]).toEqual([]);
});

it('does not look at what a refused change would have altered', () => {
  const plan = planOf([asked('POST /containers/web/stop', 204), asked('GET /containers/web/json', 200, {})]);
  expect(verdicts(plan)[1]).toBe('skipped: container web is not as recorded: #0 ContainerStop is refused');
  const failed = planOf([asked('POST /containers/web/stop', 500, NOT_FOUND), asked('GET /containers/web/json', 200, {})]);
  expect(verdicts(failed)[1]).toBe('send');
});

it('takes what the setup has made for its own', () => {
  const engine = { present: [], ours: [{ kind: 'container', name: 'web' }], swarm: false, unpublished: [] } as const;
  expect(verdicts(planOf([asked('DELETE /containers/web', 204), created(WEB, 'web')], { engine }))).toEqual(['send', 'send']);
  const looked = [asked('GET /containers/web/json', 200, { Id: OTHER, Name: '/web' }), asked(`POST /containers/${OTHER}/stop`, 204)];
  expect(verdicts(planOf(looked, { engine }))).toEqual(['send', 'send']);
});

it('asks for nothing that is named in a list only', () => {
  expect(planOf([asked('GET /containers/json', 200, [{ Id: OTHER, Names: ['/theirs'] }])]).needs).toEqual([]);
});

it('knows a container of somebody else by its name, where a list has told whose an id is', () => {
  const plan = planOf([
    asked('GET /containers/json', 200, [{ Id: OTHER, Names: ['/theirs'] }]),
    asked(`GET /containers/${OTHER}/json`, 200, { Id: OTHER, Name: '/theirs' }),
  ]);
  expect(labels(plan.needs)).toEqual(['container theirs']);
});

it('follows a rename', () => {
  const plan = planOf([created(WEB, 'web'), asked('POST /containers/web/rename?name=site', 204), asked('POST /containers/site/stop', 204)]);
  expect(verdicts(plan)).toEqual(['send', 'send', 'send']);
  expect(names(plan.makes)).toEqual(['container web', 'container site']);
});

it('knows an exec by the container it runs in', () => {
  const exec = 'e5'.repeat(32);
  const plan = planOf([
    created(WEB, null),
    asked(`POST /containers/${WEB}/exec`, 201, { Id: exec }),
    asked(`POST /exec/${exec}/start`, 200),
    asked(`GET /exec/${exec}/json`, 200, {}),
  ]);
  expect(verdicts(plan)).toEqual(['send', 'send', 'send', 'send']);
});

it.each([
  [{ HostConfig: { Binds: ['/srv:/data'] } }, "the container could write into /srv of the host, and what lies there is not this run's"],
  [
    { HostConfig: { Binds: ['/srv:/data:rw,z'] } },
    "the container could write into /srv of the host, and what lies there is not this run's",
  ],
  [
    { HostConfig: { Mounts: [{ Type: 'bind', Source: '/srv', Target: '/data' }] } },
    "the container could write into /srv of the host, and what lies there is not this run's",
  ],
  [
    { HostConfig: { Binds: ['/var/run/docker.sock:/var/run/docker.sock:ro'] } },
    "the container would hold the engine's own socket (/var/run/docker.sock)",
  ],
  [{ HostConfig: { Binds: ['/:/host:ro'] } }, "the container would hold the engine's own socket (/)"],
  [{ HostConfig: { VolumesFrom: ['theirs'] } }, "container theirs is not this run's"],
  [{ HostConfig: { NetworkMode: 'container:theirs' } }, "container theirs is not this run's"],
  [{ HostConfig: { Privileged: true } }, 'the container would be privileged, and could change anything on the host'],
  [{ HostConfig: { PidMode: 'host' } }, 'the container would see, and could end, every process of the host'],
  [{ HostConfig: { Devices: [{ PathOnHost: '/dev/sda' }] } }, "the container would have the host's device /dev/sda"],
])('refuses a container that reaches out of itself: %j', (body, reason) => {
  const plan = planOf([created(WEB, null, { Image: 'busybox:test', ...body }), asked(`POST /containers/${WEB}/start`, 204)]);
  expect(verdicts(plan)).toEqual([
    `refused: ${reason}`,
    'skipped: container a1a1a1a1a1a1 is not as recorded: #0 ContainerCreate is refused',
  ]);
  expect(plan.needs).toEqual([]);
});

it.each([{ Binds: ['/srv:/data:ro'] }, { Mounts: [{ Type: 'bind', Source: '/srv', ReadOnly: true }] }, { Tmpfs: { '/tmp': '' } }])(
  'sends a container that can only read the host: %j',
  (HostConfig) => {
    expect(verdicts(planOf([created(WEB, null, { Image: 'busybox:test', HostConfig })]))).toEqual(['send']);
  },
);

it('takes a volume that is first mounted for one that comes about so, and one that was seen before for that of somebody else', () => {
  const mounted = created(WEB, null, { Image: 'busybox:test', HostConfig: { Binds: ['data:/data'] } });
  const readOnly = created(OTHER, null, { Image: 'busybox:test', HostConfig: { Binds: ['data:/data:ro'] } });
  expect(names(planOf([mounted]).makes)).toEqual(['volume data']);
  const seen = planOf([asked('GET /volumes/data', 200, { Name: 'data' }), mounted, readOnly]);
  expect(verdicts(seen)).toEqual(['send', "refused: the container could write into volume data, which is not this run's", 'send']);
  expect(labels(seen.needs)).toEqual(['volume data', 'image busybox:test']);
});

it('makes networks and volumes, and connects to none of others', () => {
  const plan = planOf([
    asked('POST /networks/create', 201, { Id: 'd4'.repeat(32) }, { Name: 'shop', Driver: 'weave' }),
    asked('POST /volumes/create', 201, { Name: 'data' }, { Name: 'data' }),
    created(WEB, 'web', { Image: 'busybox:test', HostConfig: { NetworkMode: 'shop', Binds: ['data:/data'] } }),
    asked('POST /networks/shop/connect', 200, undefined, { Container: WEB }),
    asked('POST /networks/bridge/connect', 200, undefined, { Container: WEB }),
    asked('POST /networks/theirs/connect', 200, undefined, { Container: WEB }),
    asked('POST /networks/shop/connect', 200, undefined, { Container: 'theirs' }),
    asked(`DELETE /networks/${'d4'.repeat(6)}`, 204),
  ]);
  expect(verdicts(plan)).toEqual([
    'send',
    'send',
    'send',
    'send',
    'send',
    "refused: network theirs is not this run's",
    "refused: container theirs is not this run's",
    'send',
  ]);
  expect(labels(plan.needs)).toEqual(['network driver weave', 'image busybox:test']);
  expect(names(plan.makes)).toEqual(['network shop', 'volume data', 'container web']);
});

it('refuses a volume that stands for a path of the host', () => {
  const plan = planOf([
    asked('POST /volumes/create', 201, { Name: 'data' }, { Name: 'data', DriverOpts: { type: 'none', o: 'bind', device: '/srv' } }),
  ]);
  expect(verdicts(plan)).toEqual(["refused: the volume would stand for /srv of the host, and what lies there is not this run's"]);
});

it('removes tags and images that the session made, and no others', () => {
  const plan = planOf([
    asked('POST /images/busybox:test/tag?repo=mine&tag=1', 201),
    asked('POST /commit?container=web&repo=mine&tag=2', 201, { Id: `sha256:${IMAGE}` }),
    created(WEB, 'web'),
    asked('POST /commit?container=web&repo=mine&tag=3', 201, { Id: `sha256:${IMAGE}` }),
    asked('DELETE /images/docker.io/library/mine:1', 200, [{ Untagged: 'mine:1' }]),
    asked(`DELETE /images/${IMAGE.slice(0, 12)}`, 200, []),
    asked('DELETE /images/mine:3', 200, []),
    asked('DELETE /images/mine', 200, []),
  ]);
  expect(verdicts(plan)).toEqual([
    'send',
    "refused: container web is not this run's",
    'send',
    'send',
    'send',
    'send',
    'send',
    "refused: image mine:latest is not this run's",
  ]);
});

it('does not own the image that it gave a tag', () => {
  const plan = planOf([
    asked('POST /images/busybox:test/tag?repo=mine', 201),
    asked('GET /images/mine/json', 200, { Id: `sha256:${IMAGE}`, RepoTags: ['mine:latest'] }),
    asked(`DELETE /images/${IMAGE}?force=1`, 200, []),
  ]);
  expect(verdicts(plan)[2]).toBe("refused: image mine:latest is not this run's");
});

it('needs what a build starts from, and owns what it gave', async () => {
  const body = await someTar([
    { name: 'Dockerfile', content: 'ARG BASE=busybox\nFROM $BASE:test AS first\nFROM alpine\nCOPY --from=first /a /a\n' },
  ]);
  const stream = [{ stream: ' ---> 1122334455aa\n' }, { aux: { ID: `sha256:${IMAGE}` } }, { stream: 'Successfully built c3c3c3c3c3c3\n' }];
  const plan = planOf([
    progress('POST /build?t=mine', stream, { body }),
    asked('DELETE /images/mine', 200, []),
    asked('DELETE /images/c3c3c3c3c3c3', 200, []),
  ]);
  expect(verdicts(plan)).toEqual(['send', 'send', 'send']);
  expect(labels(plan.needs)).toEqual(['image busybox:test', 'image alpine:latest']);
  expect(names(plan.makes)).toEqual(['image mine:latest']);
});

it('pulls what is not there, and uses what is', () => {
  const session = [
    asked('POST /containers/create', 404, NOT_FOUND, { Image: 'localhost:5000/app:1' }),
    progress('POST /images/create?fromImage=localhost%3A5000%2Fapp&tag=1', [{ status: 'Pull complete' }]),
    created(WEB, null, { Image: 'localhost:5000/app:1' }),
    asked('DELETE /images/localhost:5000/app:1', 200, []),
  ];
  const plan = planOf(session);
  expect(verdicts(plan)).toEqual(['send', 'send', 'send', 'send']);
  expect(labels(plan.needs)).toEqual(['image localhost:5000/app:1 in its registry']);
  expect(names(plan.makes)).toEqual(['image localhost:5000/app:1']);
  const engine = { present: [{ kind: 'image', name: 'localhost:5000/app:1' }], ours: [], swarm: false, unpublished: [] } as const;
  expect(verdicts(planOf(session, { engine }))).toEqual([
    'skipped: there was no image localhost:5000/app:1 when this was recorded; the engine has it',
    'refused: image localhost:5000/app:1 is on the engine already, and would be replaced',
    'send',
    "refused: image localhost:5000/app:1 is not this run's",
  ]);
});

it('does not own what a pull failed to bring', () => {
  const plan = planOf([
    progress('POST /images/create?fromImage=app', [{ errorDetail: { message: 'gone' }, error: 'gone' }]),
    asked('DELETE /images/app', 404, NOT_FOUND),
  ]);
  expect(names(plan.absent)).toEqual(['image app:latest']);
});

it('pushes to a registry of the machine, and to others only what they do not have', () => {
  const session = [progress('POST /images/acme.example/app/push?tag=1', []), progress('POST /images/localhost:5000/app/push?tag=1', [])];
  expect(labels(planOf(session).needs)).toEqual([
    'image acme.example/app:1',
    'registry acme.example',
    'image localhost:5000/app:1',
    'registry localhost:5000',
  ]);
  const engine = { present: [], ours: [], swarm: false, unpublished: [] };
  expect(verdicts(planOf(session, { engine }))).toEqual([
    'refused: acme.example/app:1 may be in its registry already, and would be replaced there',
    'send',
  ]);
  expect(verdicts(planOf(session, { engine: { ...engine, unpublished: ['acme.example/app:1'] } }))).toEqual(['send', 'send']);
});

it('needs a swarm for what a swarm has, unless the session makes one', () => {
  const service = asked(
    'POST /services/create',
    201,
    { ID: 'svc1' },
    { Name: 'web', TaskTemplate: { ContainerSpec: { Image: 'busybox:test@sha256:1' } } },
  );
  const plan = planOf([service, asked('DELETE /services/svc1', 200), asked('GET /nodes', 200, [])]);
  expect(verdicts(plan)).toEqual(['send', 'send', 'send']);
  expect(labels(plan.needs)).toEqual(['image busybox:test', 'swarm mode']);
  const made = [asked('POST /swarm/init', 200, 'id'), service, asked('GET /nodes', 200, [])];
  expect(verdicts(planOf(made)).slice(1)).toEqual([
    'skipped: swarm mode is not as recorded: #0 SwarmInit is refused',
    'skipped: swarm mode is not as recorded: #0 SwarmInit is refused',
  ]);
  expect(verdicts(planOf(made, { engine: { present: [], ours: [], swarm: true, unpublished: [] } })).slice(1)).toEqual(['send', 'send']);
  expect(labels(planOf(made, { allowDestructive: true }).needs)).toEqual(['image busybox:test']);
});

it('takes the node that an init has made, and a network over all nodes, for things of that swarm', () => {
  const init = { method: 'POST', target: '/swarm/init', outcome: aWholeOutcome({ body: '"node1"\n' }) };
  const network = asked('POST /networks/create', 201, { Id: WEB }, { Name: 'wide', Driver: 'overlay' });
  const session = [init, asked('GET /nodes/node1', 200, {}), network];
  expect(verdicts(planOf(session)).slice(1)).toEqual([
    'skipped: node node1 is not as recorded: #0 SwarmInit is refused',
    'skipped: swarm mode is not as recorded: #0 SwarmInit is refused',
  ]);
  expect(labels(planOf(session, { allowDestructive: true }).needs)).toEqual([]);
  expect(labels(planOf([network]).needs)).toEqual(['swarm mode']);
});

it('skips what holds a secret that is nowhere, and what follows from it', () => {
  const pull = progress('POST /images/create?fromImage=app&tag=1', [], { headers: [['X-Registry-Auth', '{redacted:X-Registry-Auth}']] });
  const session = [pull, created(WEB, null, { Image: 'app:1' })];
  expect(verdicts(planOf(session))).toEqual([
    'skipped: X-Registry-Auth was blanked when this was recorded: TAPEDECK_REGISTRY_AUTH must hold it',
    'skipped: image app:1 is not as recorded: #0 ImageCreate is skipped',
  ]);
  expect(verdicts(planOf(session, { secrets: (name) => (name === 'TAPEDECK_REGISTRY_AUTH' ? '{}' : undefined) }))).toEqual([
    'send',
    'send',
  ]);
});

it('skips what cannot be asked again', () => {
  const opaque = { outcome: { kind: 'opaque', reason: 'no HTTP', chunks: [], end: 'finished' } } as const;
  const half = { request: aRequest({ method: 'POST', target: '/v1.41/build', end: 'cut-off' }) } as const;
  const unanswered = {
    outcome: { kind: 'failed', interim: [], reason: 'upstream-closed', detail: '', partial: { encoding: 'text', data: '' } },
  } as const;
  expect(verdicts(planOf([opaque, half, unanswered]))).toEqual([
    'skipped: it could not be read as HTTP when it was recorded',
    'skipped: the recording has only a part of the request',
    'skipped: it was never answered when it was recorded',
  ]);
});
