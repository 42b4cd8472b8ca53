import { expect, it } from '@jest/globals';
import { writeFrame } from '../../../src/cassette/frames.ts';
import type { Interaction } from '../../../src/cassette/types.ts';
import type { Bound } from '../../../src/replay/tally.ts';
import { aHijackedOutcome, aStreamedOutcome, aWholeOutcome, CLIENT_FIN, someInteractions } from '../../support/interactions.ts';
import { type Asked, aPlayer, settled, type TestPlayer, UPGRADE } from '../../support/playback.ts';
import { someTar } from '../../support/tars.ts';

const ID = 'ab'.repeat(32);
const OLD = '0f0e0d0c-1111-4222-8333-444455556666';
const NEW = 'aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb';
const CHUNKED = [['Transfer-Encoding', 'chunked']] as const;

const create = (name: string, run: string) => ({
  method: 'POST',
  target: `/v1.41/containers/create?name=${name}`,
  json: { Image: 'busybox', Labels: { run } },
  outcome: aWholeOutcome({ status: 201, json: { Id: ID, Warnings: [`${name} is new`] }, headers: [['Location', `/containers/${name}`]] }),
});
const inspect = (name: string) => ({
  target: `/v1.41/containers/${name}/json`,
  outcome: aWholeOutcome({
    json: { Id: ID, Name: `/${name}`, 'td-91bc': { Ports: '49153' }, Labels: { run: OLD } },
    headers: [
      ['Content-Type', 'application/json'],
      ['Content-Length', '1'],
    ],
  }),
});
const logs = (name: string) => `/v1.41/containers/${name}/logs?stdout=1&follow=1`;

const recording = (...more: Parameters<typeof someInteractions>): Interaction[] =>
  someInteractions(create('td-91bc', OLD), inspect('td-91bc'), ...more);

/** Asks for the container by a name of today; what follows is in its words. */
async function begin(interactions: readonly Interaction[], bound: Bound[] = []): Promise<TestPlayer> {
  const test = aPlayer(interactions, { onBinding: (one) => bound.push(one) });
  expect(test.ask({ ...create('td-7f3a0', NEW) }).status).toBe(201);
  await settled();
  return test;
}

const framesOf = (asked: Asked) => Buffer.concat(asked.writes.slice(1)).toString('latin1');

it('says the names of the client in bodies and headers, with the right length', async () => {
  const bound: Bound[] = [];
  const test = await begin(recording(), bound);
  expect(bound.map(({ type, place, recorded, live }) => [type, place, recorded, live])).toEqual([
    ['name', 'query name', 'td-91bc', 'td-7f3a0'],
    ['uuid', 'body /Labels/run', OLD, NEW],
  ]);
  const asked = test.ask('/v1.41/containers/td-7f3a0/json');
  const body = `{"Id":"${ID}","Name":"/td-7f3a0","td-91bc":{"Ports":"49153"},"Labels":{"run":"${NEW}"}}`;
  expect(asked.body.trim()).toBe(body);
  expect(asked.text).toContain(`Content-Length: ${asked.body.length}\r\n`);
  expect(asked.text).toContain('Content-Type: application/json\r\n');
  expect(test.player.summary()).toMatchObject({ used: 2, misses: [], bindings: [{ cassette: 'hello' }, {}] });
});

it('answers a poll from the same bytes until something more is bound', async () => {
  const test = await begin(recording(create('x-1111', OLD)));
  const ask = () => test.ask('/v1.41/containers/td-7f3a0/json').writes[0];
  ask();
  const second = ask();
  expect(ask()).toBe(second);
  test.ask(create('x-2222', NEW));
  expect(ask()).toEqual(second);
});

it('gives each of several names its own, and the recorded name to nobody else', async () => {
  const test = aPlayer(someInteractions(create('a-1111', OLD), create('a-2222', OLD), inspect('a-1111'), inspect('a-2222')));
  // An equal name comes before one that could be bound.
  expect(test.ask(create('a-2222', OLD)).text).toContain('/containers/a-2222');
  expect(test.ask(create('a-3333', OLD)).text).toContain('/containers/a-3333');
  expect(test.ask('/v1.41/containers/a-3333/json').body).toContain('"/a-3333"');
  expect(test.ask('/v1.41/containers/a-2222/json').body).toContain('"/a-2222"');
  test.ask('/v1.41/containers/a-4444/json');
  await settled();
  expect(test.misses).toHaveLength(1);
});

it('says them in a log line, also where two frames cut them, with the right frame headers', async () => {
  const pieces = [`job ${OLD.slice(0, 20)}`, `${OLD.slice(20)} of td-`, '91bc on 49153, application/json\n'];
  const outcome = aStreamedOutcome({
    headers: CHUNKED,
    chunks: pieces.map((bytes) => ({ bytes, channel: 'stdout' as const })),
    seq: 30,
  });
  const test = await begin(recording({ target: logs('td-91bc'), outcome }));
  const asked = test.ask(logs('td-7f3a0'));
  expect(asked.fate).toBe('finished');
  const frames = [`job ${NEW.slice(0, 20)}`, `${NEW.slice(20)} of td-`, '7f3a0 on 49153, application/json\n'];
  const wire = frames.map((text) => {
    const frame = writeFrame('stdout', Buffer.from(text)).toString('latin1');
    return `${frame.length.toString(16)}\r\n${frame}\r\n`;
  });
  expect(framesOf(asked)).toBe(`${wire.join('')}0\r\n\r\n`);
});

it('keeps stdout and stderr apart', async () => {
  const outcome = aStreamedOutcome({
    headers: CHUNKED,
    chunks: [
      { bytes: 'td-9', channel: 'stdout' },
      { bytes: '1bc', channel: 'stderr' },
      { bytes: '1bc', channel: 'stdout' },
    ],
    seq: 30,
  });
  const test = await begin(recording({ target: logs('td-91bc'), outcome }));
  const said = framesOf(test.ask(logs('td-7f3a0')));
  expect(said).toContain('td-7');
  expect(said).toContain('\u00041bc\r\n'.slice(1));
  expect(said).toContain('f3a0');
});

it('says them on a terminal and in a stream of JSON', async () => {
  const attach = {
    method: 'POST',
    target: '/v1.41/containers/td-91bc/attach?stream=1&stdout=1',
    headers: UPGRADE,
    outcome: aHijackedOutcome({ chunks: [CLIENT_FIN, `hello ${OLD}`.slice(0, 9), `hello ${OLD}`.slice(9)], seq: 33 }),
  };
  const events = {
    target: '/v1.41/events',
    outcome: aStreamedOutcome({ headers: CHUNKED, chunks: [`{"Type":"container","Actor":{"Attributes":{"name":"td-91bc"}}}\n`], seq: 45 }),
  };
  const test = await begin(recording(attach, events));
  const asked = test.ask({ ...attach, target: attach.target.replace('td-91bc', 'td-7f3a0') }).sendEnd();
  expect(framesOf(asked)).toBe(`hello ${NEW}`);
  expect(test.ask('/v1.41/events').text).toContain('{"Type":"container","Actor":{"Attributes":{"name":"td-7f3a0"}}}\n');
});

it('expects on stdin what the client of today types', async () => {
  const exec = (name: string) => ({ method: 'POST', target: `/v1.41/containers/${name}/exec`, json: { Cmd: ['cat'] } });
  const made = { ...exec('td-91bc'), outcome: aWholeOutcome({ status: 201, json: { Id: 'e'.repeat(64) } }) };
  const start = {
    method: 'POST',
    target: `/v1.41/exec/${'e'.repeat(64)}/start`,
    headers: [...UPGRADE, ['Content-Length', '2']] as const,
    body: '{}',
    outcome: aHijackedOutcome({
      chunks: [{ from: 'client', bytes: `to td-9` }, { from: 'client', bytes: `1bc ${OLD}\n` }, CLIENT_FIN, `to td-91bc ${OLD}\n`],
      seq: 33,
    }),
  };
  const test = await begin(recording(made, start));
  expect(test.ask(exec('td-7f3a0')).status).toBe(201);
  const { headers, ...request } = start;
  const typed = test
    .ask({ ...request, headers })
    .send(`to td-7f3a0 ${NEW}\n`)
    .sendEnd();
  expect(framesOf(typed)).toBe(`to td-7f3a0 ${NEW}\n`);
  expect(test.misses).toEqual([]);
});

it('takes a file of another name and the same content for the recorded one', async () => {
  const put = async (file: string, content: string) => ({
    method: 'PUT',
    target: '/v1.41/containers/td-91bc/archive?path=/tmp',
    body: await someTar([
      { name: 'kept', content: 'x' },
      { name: file, content },
    ]),
  });
  const test = aPlayer(someInteractions(await put('tmp.nYkkLOQpUc', 'hello')));
  const asked = test.ask(await put('tmp.VmtFQQYK52', 'hello'));
  const other = test.ask(await put('tmp.VmtFQQYK53', 'bye'));
  for (let turn = 0; turn < 20; turn += 1) await settled();
  expect([asked.status, other.status]).toEqual([200, 501]);
  expect(test.player.summary().bindings.map(({ recorded, live }) => [recorded, live])).toEqual([['tmp.nYkkLOQpUc', 'tmp.VmtFQQYK52']]);
});

it('never touches what is in a tar', async () => {
  const tar = await someTar([{ name: 'td-91bc', content: `td-91bc ${OLD}` }]);
  const archive = (name: string) => `/v1.41/containers/${name}/archive?path=/x`;
  const outcome = aWholeOutcome({ headers: [['Content-Type', 'application/x-tar']], body: tar });
  const test = await begin(recording({ target: archive('td-91bc'), outcome }));
  expect(test.ask(archive('td-7f3a0')).body).toBe(tar.toString('latin1'));
});

it('explains a miss by what may not vary', async () => {
  const test = aPlayer(recording());
  const asked = test.ask({ ...create('td-0001', NEW), json: { Image: 'alpine', Labels: { run: NEW } } });
  await settled();
  expect(asked.message).toContain('body /Image is "alpine", recorded "busybox"');
  expect(asked.message).not.toMatch(/body \/Labels|query name/);
});

it('leaves the words of the client where it sends them as they were recorded', async () => {
  const own = (name: string) => ({
    method: 'POST',
    target: `/v1.41/containers/create?name=${name}`,
    json: { Cmd: ['sh', '-c', 'echo I am td-91bc'], Env: ['PEER=td-91bc'], Image: 'busybox' },
  });
  const created = { ...own('td-91bc'), outcome: aWholeOutcome({ status: 201, json: { Id: ID, Warnings: [] } }) };
  const read = {
    target: '/v1.41/containers/td-91bc/json',
    outcome: aWholeOutcome({ json: { Name: '/td-91bc', Args: ['-c', 'echo I am td-91bc'], Config: { Env: ['PEER=td-91bc'] } } }),
  };
  const outcome = aStreamedOutcome({ headers: CHUNKED, chunks: [{ bytes: 'I am td-91bc\n', channel: 'stdout' }], seq: 30 });
  const test = aPlayer(someInteractions(created, read, { target: logs('td-91bc'), outcome }));
  expect(test.ask(own('td-7f3a0')).status).toBe(201);
  await settled();
  expect(JSON.parse(test.ask('/v1.41/containers/td-7f3a0/json').body)).toEqual({
    Name: '/td-7f3a0',
    Args: ['-c', 'echo I am td-91bc'],
    Config: { Env: ['PEER=td-91bc'] },
  });
  expect(framesOf(test.ask(logs('td-7f3a0')))).toContain('I am td-91bc\n');
});

it('answers a poll anew when the client said that a word is its own', async () => {
  const exec = { method: 'POST', target: '/v1.41/containers/x/exec', json: { Cmd: ['echo'], Env: ['PEER=td-91bc'] } };
  const read = { target: '/v1.41/containers/td-91bc/json', outcome: aWholeOutcome({ json: { Env: ['PEER=td-91bc'] } }) };
  const test = aPlayer(someInteractions(create('td-91bc', OLD), read, exec));
  test.ask(create('td-7f3a0', NEW));
  const ask = () => test.ask('/v1.41/containers/td-7f3a0/json').body.trim();
  expect(ask()).toBe('{"Env":["PEER=td-7f3a0"]}');
  test.ask(exec);
  expect(ask()).toBe('{"Env":["PEER=td-91bc"]}');
});
