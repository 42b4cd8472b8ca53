import http from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, expect, it } from '@jest/globals';
import nock from 'nock';
import { writeCassette } from '../../../src/index.ts';
import { type LoadedCassette, loadCassette } from '../../../src/testing/nock.ts';
import { ask } from '../../support/ask.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import {
  aCassette,
  aHijackedOutcome,
  aStreamedOutcome,
  aWholeOutcome,
  ENGINE_FIN,
  type InteractionParts,
  someInteractions,
} from '../../support/interactions.ts';
import { someTar } from '../../support/tars.ts';

removeDirectories();

const SOCKET = '/nowhere/docker.sock';
const ID = 'ab'.repeat(32);
const CREATE = {
  method: 'POST',
  target: '/v1.41/containers/create?name=web',
  json: { Image: 'busybox' },
  outcome: aWholeOutcome({ status: 201, json: { Id: ID } }),
};
const START = { method: 'POST', target: `/v1.41/containers/${ID}/start`, outcome: aWholeOutcome({ status: 204, headers: [] }) };
let loaded: LoadedCassette | null = null;

async function load(...list: InteractionParts[]): Promise<LoadedCassette> {
  const directory = aDirectory();
  await writeCassette(`${directory}/hello`, aCassette({ interactions: someInteractions(...list) }));
  loaded = await loadCassette('hello', { directory });
  return loaded;
}

afterEach(() => {
  const last = loaded;
  loaded = null;
  last?.stop();
});

const json = (value: unknown) => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) });

it('answers from the cassette in this process, with no socket and no server', async () => {
  await load(CREATE, START, { target: '/v1.41/info', outcome: aWholeOutcome({ status: 404, json: { message: 'no' } }) });
  expect(await ask(SOCKET, CREATE.target, json({ Cmd: null, Image: 'busybox' }))).toEqual({ status: 201, body: `{"Id":"${ID}"}\n` });
  expect(await ask(SOCKET, START.target, { method: 'POST' })).toEqual({ status: 204, body: '' });
  expect(await ask(SOCKET, '/v1.41/info')).toEqual({ status: 404, body: '{"message":"no"}\n' });
});

it('gives each change once, as a replay does, and throws the miss at the end', async () => {
  const cassette = await load(CREATE);
  await ask(SOCKET, CREATE.target, json({ Image: 'busybox' }));
  const again = await ask(SOCKET, CREATE.target, json({ Image: 'busybox' }));
  expect(again).toMatchObject({ status: 501, body: expect.stringContaining('its answer was given before') });
  loaded = null;
  expect(() => cassette.stop()).toThrow(expect.objectContaining({ code: 'TD_MISSES' }));
  expect(() => cassette.stop()).not.toThrow();
});

it('streams what was recorded in chunks', async () => {
  const outcome = aStreamedOutcome({
    chunks: [
      { channel: 'stdout', bytes: 'one\n' },
      { channel: 'stdout', bytes: 'two\n' },
    ],
  });
  await load({ target: `/v1.41/containers/${ID}/logs?stdout=1`, outcome });
  const { body } = await ask(SOCKET, `/v1.41/containers/${ID}/logs?stdout=1`);
  expect(body).toBe('\x01\0\0\0\0\0\0\x04one\n\x01\0\0\0\0\0\0\x04two\n');
});

it('looks into tars that are uploaded, in their bytes', async () => {
  const tar = await someTar([{ name: 'Dockerfile', content: Buffer.from([0x46, 0xff, 0xfe]) }]);
  const build = { method: 'POST', target: '/v1.41/build?t=x', outcome: aStreamedOutcome({ chunks: ['{"stream":"built"}\r\n'] }) };
  await load({ ...build, body: tar });
  const later = await someTar([{ name: 'Dockerfile', content: Buffer.from([0x46, 0xff, 0xfe]), mtime: new Date(5) }]);
  const headers = { 'Content-Type': 'application/x-tar' };
  expect(await ask(SOCKET, build.target, { method: 'POST', headers, body: later })).toMatchObject({ status: 200 });
});

it('gives the head of an attach without an upgrade at once, and its output after the start', async () => {
  const attach = { method: 'POST', target: `/v1.41/containers/${ID}/attach?stream=1&stdout=1` };
  const outcome = aHijackedOutcome({
    status: 200,
    headers: [['Content-Type', 'application/vnd.docker.raw-stream']],
    chunks: ['hi\n', ENGINE_FIN],
    seq: 42,
  });
  await load({ id: 0, ...CREATE }, { id: 1, ...attach, outcome }, { id: 2, ...START });
  await ask(SOCKET, CREATE.target, json({ Image: 'busybox' }));
  const output = new PassThrough();
  await new Promise<void>((resolve) => {
    http
      .request({ socketPath: SOCKET, path: attach.target, method: 'POST' }, (response) => {
        response.pipe(output);
        resolve();
      })
      .end();
  });
  await ask(SOCKET, START.target, { method: 'POST' });
  const [first] = await output.take(1).toArray();
  expect(String(first)).toBe('hi\n');
});

it('answers HEAD without a body', async () => {
  const outcome = aWholeOutcome({ status: 200, headers: [['Content-Length', '0']] });
  await load({ method: 'HEAD', target: '/_ping', outcome });
  expect(await ask(SOCKET, '/_ping', { method: 'HEAD' })).toEqual({ status: 200, body: '' });
});

it('breaks off where the recording does', async () => {
  const outcome = aStreamedOutcome({ chunks: ['one\n'], end: 'cut-off' });
  await load({ target: `/v1.41/containers/${ID}/logs?stdout=1`, outcome });
  await expect(ask(SOCKET, `/v1.41/containers/${ID}/logs?stdout=1`)).rejects.toThrow();
});

it('refuses a hijack with what to do instead, and throws that at the end', async () => {
  const cassette = await load(CREATE);
  const headers = { Connection: 'Upgrade', Upgrade: 'tcp' };
  const { status, body } = await ask(SOCKET, `/v1.41/containers/${ID}/attach?stream=1`, { method: 'POST', headers });
  expect(status).toBe(501);
  const { message } = JSON.parse(body) as { message: string };
  expect(message).toContain('use useCassette, which has a real socket');
  loaded = null;
  expect(() => cassette.stop()).toThrow(expect.objectContaining({ code: 'TD_MISSES', message }));
  expect(() => cassette.stop()).not.toThrow();
});

it('throws misses and refused hijacks in one', async () => {
  const cassette = await load(CREATE);
  await ask(SOCKET, '/v1.41/info');
  await ask(SOCKET, '/v1.41/exec/any/start', { method: 'POST', headers: { Connection: 'Upgrade', Upgrade: 'tcp' } });
  loaded = null;
  expect(() => cassette.stop()).toThrow(/no recorded answer to GET \/v1.41\/info.*POST \/v1.41\/exec\/any\/start asks for an upgrade/s);
});

it('refuses options that it does not have', async () => {
  const options = { mode: 'none' } as object;
  await expect(loadCassette('hello', options)).rejects.toMatchObject({
    code: 'TD_USAGE',
    message: 'mode is no option of loadCassette; its options are anyVersion, bind, directory, exact, gateTimeout, requireAll, speed, url',
  });
});

it('takes only its own interceptors away', async () => {
  const cassette = await load(CREATE);
  nock('http://localhost:81').get('/mine').reply(200, 'mine');
  loaded = null;
  cassette.stop();
  expect(nock.pendingMocks()).toEqual(['GET http://localhost:81/mine']);
  nock.cleanAll();
});
