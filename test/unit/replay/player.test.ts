import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import type { Bound } from '../../../src/replay/tally.ts';
import {
  aCassette,
  aHijackedOutcome,
  anInteraction,
  aStreamedOutcome,
  aWholeOutcome,
  someInteractions,
} from '../../support/interactions.ts';
import { aPlayer, settled, TestPlayer, UPGRADE } from '../../support/playback.ts';
import { someTar } from '../../support/tars.ts';

const ID = 'ab'.repeat(32);
const create = (id = ID) => ({
  method: 'POST',
  target: '/v1.41/containers/create?name=web',
  json: { Image: 'busybox', Tty: false },
  outcome: aWholeOutcome({ status: 201, json: { Id: id, Warnings: [] } }),
});

it('answers with the recorded bytes, head and all', () => {
  const { ask } = bound(
    aPlayer(
      someInteractions({
        target: '/_ping',
        outcome: aWholeOutcome({
          headers: [
            ['X-Odd', 'a'],
            ['x-odd', 'b'],
            ['Content-Length', '2'],
          ],
          body: 'OK',
        }),
      }),
    ),
  );
  const asked = ask('/_ping');
  expect(asked.text).toBe('HTTP/1.1 200 OK\r\nX-Odd: a\r\nx-odd: b\r\nContent-Length: 2\r\n\r\nOK');
  expect(asked.writes).toHaveLength(1);
  expect(asked.fate).toBe('finished');
});

it('answers a poll again and again, from the same bytes', () => {
  const test = aPlayer(someInteractions({ target: '/_ping' }));
  const [first, second, third] = [test.ask('/_ping'), test.ask('/_ping'), test.ask('/_ping')];
  expect(second.text).toBe(first.text);
  expect(third.writes[0]).toBe(second.writes[0]);
});

it('matches by meaning', async () => {
  const test = aPlayer(someInteractions(create(), { target: '/v1.41/containers/json?all=1' }));
  expect(test.ask('/v1.41/containers/json?limit=0&all=True').status).toBe(200);
  const asked = test.ask({
    method: 'POST',
    target: '/v1.41/containers/create?name=web&Image=busybox',
    json: { Cmd: null, Image: 'busybox' },
  });
  expect(asked.status).toBe(201);
});

it('undoes gzip and looks into tars', async () => {
  const tar = await someTar([{ name: 'Dockerfile', content: 'FROM a' }]);
  const build = { method: 'POST', target: '/v1.41/build?t=x', outcome: aStreamedOutcome({ chunks: ['{"stream":"built"}\r\n'] }) };
  const test = aPlayer(someInteractions({ ...build, body: gzipSync(tar) }));
  const moved = await someTar([{ name: './Dockerfile', content: 'FROM a', mtime: new Date(5) }]);
  const edited = test.ask({ ...build, body: await someTar([{ name: 'Dockerfile', content: 'FROM b' }]) });
  const asked = test.ask({ ...build, body: moved });
  while (edited.fate === 'open' || asked.fate === 'open') await settled();
  expect(asked.status).toBe(200);
  expect(edited.status).toBe(501);
  expect(edited.message).toMatch(/body file Dockerfile is content with sha256 \w+, recorded content with sha256/);
});

it('takes a build with a Dockerfile from elsewhere for the recorded one, whatever its name, but not with other files', async () => {
  const build = async (name: string, { dockerfile = 'FROM a', f = 'x' } = {}) => ({
    method: 'POST',
    target: `/v1.41/build?dockerfile=${name}&t=x`,
    outcome: aStreamedOutcome({ chunks: [`{"stream":"read ${name}"}\r\n`] }),
    body: await someTar([
      { name: 'f', content: f },
      { name, content: dockerfile },
      { name: '.dockerignore', content: `.dockerignore\n${name}\n` },
    ]),
  });
  const [recorded, live] = ['.dockerfile.2f27fb4c2d82238d1537', '.dockerfile.d9f535c4df5974bc6c2a'];
  const answer = async (parts: { dockerfile?: string; f?: string }) => {
    const asked = aPlayer(someInteractions(await build(recorded))).ask(await build(live, parts));
    while (asked.fate === 'open') await settled();
    return asked;
  };
  expect((await answer({})).body).toContain(`{"stream":"read ${live}"}`);
  expect((await answer({ dockerfile: 'FROM b' })).message).toContain(`: body file ${recorded} is content with sha256`);
  expect((await answer({ f: 'y' })).message).toContain(': body file f is content with sha256');
});

it('gives each recorded change once, in order, and then misses', async () => {
  const other = 'cd'.repeat(32);
  const test = aPlayer(someInteractions(create(), create(other)));
  const ask = () => test.ask(create());
  expect(ask().body).toContain(ID);
  expect(ask().body).toContain(other);
  const third = ask();
  await settled();
  expect(third.status).toBe(501);
  expect(third.message).toContain('each recorded answer to a change is given once');
  expect(third.fate).toBe('finished');
  expect(test.misses).toHaveLength(1);
});

it('explains a miss field by field, and keeps the connection', async () => {
  const test = aPlayer(someInteractions(create()));
  const asked = test.ask({ ...create(), json: { Image: 'alpine' } });
  await settled();
  expect(asked.status).toBe(501);
  expect(asked.message).toBe(
    [
      'tapedeck: no recorded answer to POST /v1.41/containers/create?name=web: body /Image is "alpine", recorded "busybox"',
      '  nearest: 000000-ContainerCreate of hello (POST /v1.41/containers/create?name=web)',
      '    body /Image is "alpine", recorded "busybox"',
      '  What you can do:',
      '    - record the session again: tapedeck record hello -- COMMAND',
      '    - keep the recording, and add what is missing: tapedeck run hello --mode new-episodes -- COMMAND',
      '    - let it vary: --bind "ContainerCreate body /Image any"; or edit 000000-ContainerCreate.json',
    ].join('\n'),
  );
  expect(asked.fate).toBe('finished');
});

it('misses without a body on HEAD, and says so where nothing like it was recorded', async () => {
  const test = aPlayer([]);
  const asked = test.ask({ method: 'HEAD', target: '/_ping' });
  await settled();
  expect(asked.text).toMatch(/^HTTP\/1\.1 501 Not Implemented\r\n(.+\r\n)+\r\n$/);
  expect(asked.text).toContain('\r\nTapedeck-Miss: tapedeck: no recorded answer to HEAD /_ping: nothing like it was recorded in hello\r\n');
  expect(test.misses[0]?.message).toContain('nothing like it was recorded in hello');
});

it('names the compose service that a request is about, by its labels, its filters, or who made the container', async () => {
  const Labels = { 'com.docker.compose.project': 'app', 'com.docker.compose.service': 'web' };
  const up = { ...create(), json: { Image: 'busybox', Labels } };
  const test = aPlayer(someInteractions(up));
  const asked = [
    test.ask({ ...up, json: { Image: 'busybox', Labels, HostConfig: { Memory: 5 } } }),
    test.ask({ ...up, target: '/v1.41/containers/create?name=other' }),
    test.ask(`/v1.41/containers/json?filters=${encodeURIComponent('{"label":{"com.docker.compose.service=web":true}}')}`),
    test.ask({ method: 'POST', target: '/v1.41/containers/web/start' }),
    test.ask({ method: 'POST', target: '/v1.41/containers/other/start' }),
  ];
  await settled();
  expect(asked[0]?.message.split('\n', 1)[0]).toBe(
    'tapedeck: no recorded answer to POST /v1.41/containers/create?name=web (compose service web): body /HostConfig/Memory is 5, not in the recorded',
  );
  const named = asked.map(({ message }) => message.split('\n', 1)[0]?.includes('(compose service web)'));
  expect(named).toEqual([true, true, true, true, false]);
});

it('says of whom a request was recorded that is asked of another one', async () => {
  const [db, web] = ['d', 'e'].map((digit) => digit.repeat(64));
  const up = (name: string, id: string | undefined) => ({
    ...create(),
    target: `/v1.41/containers/create?name=${name}`,
    json: { Labels: { 'com.docker.compose.service': name } },
    outcome: aWholeOutcome({ status: 201, json: { Id: id } }),
  });
  const start = (id: string | undefined) => ({ method: 'POST', target: `/v1.41/containers/${id}/start` });
  const test = aPlayer(
    someInteractions(up('db', db), up('web', web), { ...start(db), outcome: aWholeOutcome({ status: 204, headers: [] }) }),
  );
  const asked = test.ask(start(web));
  await settled();
  expect(asked.message.split('\n').slice(0, 2)).toEqual([
    'tapedeck: no recorded answer to POST /v1.41/containers/eeeeeeeeeeee/start (compose service web): it was recorded of compose service db, not of this one',
    '  nearest: 000002-ContainerStart of hello (POST /v1.41/containers/dddddddddddd/start, compose service db)',
  ]);
  expect(asked.message).not.toContain('--bind');
});

it('names the container of that name first, of two that are as near the one that is left, and nothing far off', async () => {
  const one = create();
  const test = aPlayer(
    someInteractions(
      { ...one, target: '/v1.41/containers/create?name=db', json: { Image: 'new' } },
      { ...one, target: '/v1.41/containers/create?name=far', json: { Image: 'b', Tty: true } },
      { ...one, json: { Image: 'a', Tty: true } },
      { ...one, json: { Image: 'b', Tty: true } },
    ),
  );
  test.ask({ ...one, json: { Image: 'a', Tty: true } });
  test.ask({ ...one, json: { Image: 'new' } });
  await settled();
  expect(test.misses[0]?.nearest.map(({ interaction, used }) => [interaction.id, used])).toEqual([
    [3, false],
    [2, true],
    [0, false],
  ]);
});

it('counts the API version unless told otherwise', async () => {
  const recorded = someInteractions({ target: '/v1.41/info' });
  const strict = aPlayer(recorded).ask('/v1.45/info');
  await settled();
  expect(strict.status).toBe(501);
  expect(strict.message).toContain('--any-version');
  expect(aPlayer(recorded, { anyVersion: true }).ask('/v1.45/info').status).toBe(200);
});

it('tells requests with and without credentials apart where both were recorded', () => {
  const pull = { method: 'POST', target: '/v1.41/images/create?fromImage=a&tag=b' };
  const login: [string, string][] = [['X-Registry-Auth', '{redacted:X-Registry-Auth}']];
  const [denied, granted] = [aWholeOutcome({ status: 500, body: 'denied' }), aWholeOutcome({ body: 'granted' })];
  const both = aPlayer(someInteractions({ ...pull, outcome: denied }, { ...pull, headers: login, outcome: granted }));
  expect(both.ask({ ...pull, headers: [['X-Registry-Auth', 'c2VjcmV0']] }).body).toBe('granted');
  expect(both.ask({ ...pull, headers: [['X-Registry-Auth', 'e30=']] }).body).toBe('denied');
  const one = aPlayer(someInteractions({ ...pull, outcome: denied }));
  expect(one.ask({ ...pull, headers: login }).body).toBe('denied');
});

it('matches a login whatever the password, and nothing else of it', async () => {
  const auth = { method: 'POST', target: '/v1.41/auth' };
  const test = aPlayer(someInteractions({ ...auth, json: { username: 'a', password: '{redacted:password}' } }));
  expect(test.ask({ ...auth, json: { username: 'a', password: 'secret' } }).status).toBe(200);
  const other = test.ask({ ...auth, json: { username: 'b', password: 'secret' } });
  await settled();
  expect(other.status).toBe(501);
});

it('answers at the head what the engine refused before the upload had ended', () => {
  const put = {
    method: 'PUT',
    target: '/v1.41/containers/web/archive?path=%2Fnope',
    headers: [['Transfer-Encoding', 'chunked']] as [string, string][],
  };
  const refused = anInteraction({
    ...put,
    end: 'cut-off',
    order: { request: 0, requestEnd: null, response: 2, end: 3 },
    outcome: aWholeOutcome({ status: 404, json: { message: 'no such directory' } }),
  });
  const { asked } = aPlayer([refused]).begin(put);
  expect(asked.status).toBe(404);
  expect(asked.fate).toBe('finished');
});

it('waits for the body where the same head was also answered by what the body said', async () => {
  const put = { method: 'PUT', target: '/v1.41/containers/x/archive?path=/tmp' };
  const whole = anInteraction({ id: 0, ...put, body: 'small' });
  const refused = anInteraction({
    id: 1,
    ...put,
    body: 'the beginn',
    end: 'cut-off',
    order: { request: 10, requestEnd: null, response: 12, end: 13 },
    outcome: aWholeOutcome({ status: 404, json: { message: 'no such directory' } }),
  });
  const inOrder = aPlayer([whole, refused]);
  const first = inOrder.ask({ ...put, body: 'small' });
  await settled();
  expect(first.status).toBe(200);
  expect(inOrder.begin({ ...put, body: 'the beginning' }).asked.status).toBe(404);
  const otherWayRound = aPlayer([whole, refused]);
  const { asked, sink, body } = otherWayRound.begin({ ...put, body: 'the beginning' });
  expect(asked.text).toBe('');
  await sink.data(body);
  sink.end();
  const second = otherWayRound.ask({ ...put, body: 'small' });
  await settled();
  expect([asked.status, second.status]).toEqual([404, 200]);
  expect([...inOrder.misses, ...otherWayRound.misses]).toEqual([]);
});

it('lets a client go on that waits for leave to upload', async () => {
  const load = { method: 'POST', target: '/v1.41/images/load?quiet=1' };
  const test = aPlayer(someInteractions({ ...load, body: 'some bytes' }));
  const { asked, sink, body } = test.begin({
    ...load,
    body: 'some bytes',
    headers: [
      ['Expect', '100-continue'],
      ['Content-Length', '10'],
    ],
  });
  expect(asked.text).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  await sink.data(body);
  sink.end();
  await settled();
  expect(asked.text).toContain('\r\n\r\nHTTP/1.1 200 OK\r\n');
});

it('misses at the head what it knows nothing of', async () => {
  const { asked } = aPlayer([]).begin({ method: 'POST', target: '/v1.41/images/load', headers: [['Transfer-Encoding', 'chunked']] });
  await settled();
  expect(asked.status).toBe(501);
});

it.each([
  {
    method: 'POST',
    target: '/session',
    headers: [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'h2c'],
    ] as [string, string][],
  },
  {
    method: 'POST',
    target: '/grpc',
    headers: [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'h2c'],
    ] as [string, string][],
  },
])('misses clearly what belongs to BuildKit, where it has no HTTP/2: $target', async (request) => {
  const test = aPlayer(someInteractions({ ...request, outcome: aHijackedOutcome({ chunks: ['x'] }) }));
  const asked = test.ask(request);
  await settled();
  expect(asked.status).toBe(501);
  expect(asked.message).toContain('BuildKit speaks HTTP/2 on this connection');
  expect(asked.fate).toBe('finished');
});

it('plays what an engine without BuildKit said to it', () => {
  const grpc = { method: 'POST', target: '/grpc', outcome: aWholeOutcome({ status: 404, body: 'no' }) };
  expect(aPlayer(someInteractions(grpc)).ask(grpc).status).toBe(404);
});

it('hands a request to the cassette that knows it, and of several to the one hit last', () => {
  const list = (body: string) => ({ target: '/v1.41/containers/json', outcome: aWholeOutcome({ body }) });
  const inspect = (id: string) => ({ target: `/v1.41/containers/${id}/json` });
  const a = aCassette({ info: { name: 'a' }, interactions: someInteractions(list('a'), inspect('x')) });
  const b = aCassette({ info: { name: 'b' }, interactions: someInteractions(list('b'), inspect('y')) });
  const test = new TestPlayer([a, b]);
  const bodies = [test.ask('/v1.41/containers/json').body];
  test.ask('/v1.41/containers/y/json');
  bodies.push(test.ask('/v1.41/containers/json').body);
  test.ask('/v1.41/containers/x/json');
  bodies.push(test.ask('/v1.41/containers/json').body);
  expect(bodies).toEqual(['a', 'b', 'a']);
});

it('sums up what was used, missed and never asked for', async () => {
  const test = aPlayer(someInteractions({ target: '/_ping' }, { target: '/_ping' }, { target: '/v1.41/info' }));
  test.ask('/_ping');
  test.ask('/nope');
  await settled();
  const { used, total, misses, unused } = test.player.summary();
  expect({ used, total, misses: misses.length, unused: unused.map(({ interaction }) => interaction.id) }).toEqual({
    used: 2,
    total: 3,
    misses: 1,
    unused: [2],
  });
});

it('says that a cassette is broken instead of leaving the client alone', async () => {
  const body = { encoding: 'file', sha256: 'gone', extension: '.bin', offset: 0, bytes: 10 } as const;
  const test = aPlayer(someInteractions({ method: 'POST', target: '/v1.41/images/load', body }));
  const asked = test.ask({ method: 'POST', target: '/v1.41/images/load', body: 'x'.repeat(10) });
  await settled();
  expect(asked.status).toBe(500);
  expect(asked.message).toContain('no body file gone');
});

it('neither waits for a SIGURG that a CLI passed on by chance, nor misses one', async () => {
  const kill = { method: 'POST', target: `/v1.41/containers/${ID}/kill?signal=URG` };
  const logs = { target: `/v1.41/containers/${ID}/logs`, outcome: aStreamedOutcome({ chunks: ['x'], seq: 15 }) };
  const test = aPlayer(someInteractions(kill, logs));
  expect(test.ask(logs.target).fate).toBe('finished');
  expect(test.player.summary().unused).toEqual([]);
  expect([test.ask(kill).status, test.ask(kill).status]).toEqual([200, 200]);
  const other = test.ask({ ...kill, target: '/v1.41/containers/x/kill?signal=SIGURG' });
  await settled();
  expect(other.status).toBe(501);
  expect(test.misses).toEqual([]);
});

it('keeps a refused upgrade an ordinary answer', () => {
  const start = {
    method: 'POST',
    target: '/v1.41/exec/x/start',
    headers: UPGRADE,
    outcome: aWholeOutcome({ status: 409, json: { message: 'not running' } }),
  };
  const asked = aPlayer(someInteractions(start)).ask(start);
  expect(asked.fate).toBe('finished');
  expect(asked.hijacked).toBe(false);
});

function bound(test: TestPlayer) {
  return { ask: test.ask.bind(test) };
}

it('does not tell the value that was bound for what is called a secret, and binds it all the same', async () => {
  const run = (uuid: string) => ({
    method: 'POST',
    target: '/v1.41/containers/create',
    json: { Image: 'busybox', Env: [`API_TOKEN=${uuid}`] },
    outcome: aWholeOutcome({ status: 201, json: { Id: ID, Warnings: [uuid] } }),
  });
  const [recorded, live] = ['0f0e0d0c-1111-4222-8333-444455556666', '5f5e5d5c-1111-4222-8333-444455556666'];
  const told: Bound[] = [];
  const test = aPlayer(someInteractions(run(recorded)), { onBinding: (bound) => told.push(bound) });
  expect(test.ask(run(live)).body).toContain(live);
  expect(told).toMatchObject([{ place: 'body /Env/API_TOKEN', recorded: '(not shown)', live: '(not shown)' }]);
  expect(test.player.summary().bindings).toEqual(told);
});
