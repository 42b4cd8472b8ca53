import { expect, it } from '@jest/globals';
import type { ApiVersion, RawHeaders } from '../../../src/cassette/types.ts';
import { findingsOf } from '../../support/findings.ts';
import {
  aCassette,
  aHijackedOutcome,
  anInteraction,
  aStreamedOutcome,
  aWholeOutcome,
  type InteractionParts,
  someInteractions,
} from '../../support/interactions.ts';

/** `code pointer` of each finding about one interaction. */
async function about(parts: InteractionParts, api: 'recorded' | ApiVersion = 'recorded'): Promise<string[]> {
  const findings = await findingsOf(aCassette({ interactions: [anInteraction(parts)] }), api);
  return findings.map((one) => `${one.code} ${one.pointer}`);
}

const TEXT: RawHeaders = [['Content-Type', 'text/plain; charset=utf-8']];
const JSON_TYPE: RawHeaders = [['Content-Type', 'application/json']];

const PING: RawHeaders = [
  ['Content-Type', 'text/plain; charset=utf-8'],
  ['Api-Version', '1.51'],
  ['Docker-Experimental', 'true'],
];

it('says which place of which answer breaks which rule', async () => {
  const outcome = aWholeOutcome({ json: { ID: 3, Containers: 1 } });
  const findings = await findingsOf(aCassette({ interactions: [anInteraction({ id: 7, target: '/v1.41/info', outcome })] }));
  expect(findings).toEqual([
    {
      code: 'response-body-type',
      severity: 'error',
      party: 'engine',
      cassette: 'hello',
      interaction: 7,
      operation: 'SystemInfo',
      apiVersion: '1.41',
      derived: false,
      pointer: '/outcome/body/data/ID',
      schemaPointer: '/definitions/SystemInfo/properties/ID/type',
      message: 'In the answer ID is a number, not a string.',
    },
  ]);
});

it('lets lists, maps and structs be null, and numbers, texts and switches not', async () => {
  const info = (json: object) => about({ target: '/v1.41/info', outcome: aWholeOutcome({ json }) });
  expect(await info({ Plugins: null, Labels: null, DriverStatus: [null], GenericResources: null })).toEqual([]);
  expect(await info({ NCPU: null, Name: null, Debug: null })).toEqual(
    ['Debug', 'NCPU', 'Name'].map((name) => `response-body-type /outcome/body/data/${name}`),
  );
});

it('lets a whole list be null', async () => {
  expect(await about({ target: '/v1.41/containers/json', outcome: aWholeOutcome({ body: 'null\n', headers: JSON_TYPE }) })).toEqual([]);
});

it('takes the pointers of the engine for what they are', async () => {
  const json = { ID: 'x', Running: true, ExitCode: null };
  expect(await about({ target: '/v1.41/exec/x/json', outcome: aWholeOutcome({ json }) })).toEqual([]);
});

it('finds values outside an enum, and properties that are missing', async () => {
  const volume = { Name: 'a', Driver: 'local', Mountpoint: '/', Labels: null, Scope: 'moon' };
  expect(await about({ target: '/v1.41/volumes', outcome: aWholeOutcome({ json: { Volumes: [volume] } }) })).toEqual([
    'response-body-missing /outcome/body/data/Volumes/0',
    'response-body-enum /outcome/body/data/Volumes/0/Scope',
  ]);
});

it('calls an undocumented success an error, and an undocumented failure a note', async () => {
  const start = (parts: object) => about({ method: 'POST', target: '/v1.41/containers/x/start', outcome: aWholeOutcome(parts) });
  expect(await start({ status: 204 })).toEqual([]);
  expect(await start({ status: 202 })).toEqual(['response-status /outcome/head/status']);
  expect(await start({ status: 409, json: { message: 'no' } })).toEqual(['response-status-undocumented /outcome/head/status']);
});

it.each([
  ['is no JSON', { body: 'no\n', headers: TEXT }],
  ['has no message', { json: { error: 'no' } }],
  ['has a message that is no text', { json: { message: 3 } }],
  ['is empty', {}],
])('wants a message in an error: one that %s is not one', async (_, parts) => {
  expect(await about({ target: '/v1.41/containers/x/json', outcome: aWholeOutcome({ status: 404, ...parts }) })).toEqual([
    'response-error-shape /outcome/body',
  ]);
});

it('takes plain text for an error below 1.24, and after an attach', async () => {
  const plain = aWholeOutcome({ status: 404, body: 'No such container: x\n', headers: TEXT });
  expect(await about({ target: '/v1.23/containers/x/json', outcome: plain })).toEqual([]);
  expect(await about({ target: '/v1.24/containers/x/json', outcome: plain })).toHaveLength(1);
  expect(await about({ method: 'POST', target: '/v1.41/containers/x/attach', outcome: plain })).toEqual([]);
});

it('expects no body where HTTP has none', async () => {
  const head: InteractionParts = { method: 'HEAD', target: '/v1.41/containers/x/archive?path=/f' };
  expect(await about({ ...head, outcome: aWholeOutcome({ status: 404, body: '', headers: [['Content-Length', '61']] }) })).toEqual([]);
  const stop: InteractionParts = { method: 'POST', target: '/v1.25/containers/x/stop' };
  expect(await about({ ...stop, outcome: aWholeOutcome({ status: 304 }) })).toEqual([]);
  expect(await about({ ...stop, outcome: aWholeOutcome({ status: 304, body: 'x' }) })).toEqual(['response-body-unexpected /outcome/body']);
});

it('looks at the type of an answer before its content', async () => {
  expect(
    await about({ target: '/v1.41/info', outcome: aWholeOutcome({ body: '<html>', headers: [['content-type', 'text/html']] }) }),
  ).toEqual(['response-media-type /outcome/head/headers']);
  expect(await about({ target: '/v1.41/info', outcome: aWholeOutcome({ json: {}, headers: [] }) })).toEqual([
    'response-media-type /outcome/head/headers',
  ]);
  expect(await about({ target: '/_ping', outcome: aWholeOutcome({ body: 'OK', headers: PING }) })).toEqual([]);
});

it('wants JSON where JSON is documented, unless it was cut off', async () => {
  const cut = (end: 'finished' | 'client-left') => aWholeOutcome({ body: '{"ID":', headers: JSON_TYPE, end });
  expect(await about({ target: '/v1.41/info', outcome: cut('finished') })).toEqual(['response-body-json /outcome/body']);
  expect(await about({ target: '/v1.41/info', outcome: cut('client-left') })).toEqual([]);
});

it('notes what an answer has beyond its description', async () => {
  expect(await about({ target: '/v1.41/info', outcome: aWholeOutcome({ json: { Brand: { New: 1 } } }) })).toEqual([
    'response-property-renamed /outcome/body/data/Brand',
  ]);
});

it('knows what no version has, and what another version has', async () => {
  expect(await about({ target: '/v1.41/moon', outcome: aWholeOutcome({ status: 404, json: { message: 'page not found' } }) })).toEqual([
    'operation-unknown /request/target',
  ]);
  const prune: InteractionParts = { method: 'POST', target: '/v1.30/build/prune', outcome: aWholeOutcome({ json: {} }) };
  expect(await about(prune)).toEqual(['operation-version /request/target']);
  expect(await about({ method: 'POST', target: '/v1.24/containers/x/copy', json: { Resource: '/f' } })).toEqual([
    'operation-version /request/target',
  ]);
});

it('holds everything against one version when asked', async () => {
  const prune: InteractionParts = { method: 'POST', target: '/v1.30/build/prune', outcome: aWholeOutcome({ json: {} }) };
  expect(await about(prune, '1.41')).toEqual([]);
  const findings = await findingsOf(aCassette({ interactions: someInteractions({}) }), '1.45');
  expect(findings).toEqual([]);
  await expect(findingsOf(aCassette(), '1.99')).rejects.toMatchObject({ code: 'TD_API_VERSION' });
});

it('says of a version it does not know that it could not check much', async () => {
  const refused = aWholeOutcome({ status: 400, json: { message: 'client version 1.99 is too new.' } });
  expect(await about({ target: '/v1.99/info', outcome: refused })).toEqual(['version-unknown /request/target']);
  const old = aWholeOutcome({ status: 400, body: 'client version 1.11 is too old.\n', headers: TEXT });
  expect(await about({ target: '/v1.11/info', outcome: old })).toEqual(['version-unknown /request/target']);
});

it('lets an engine redirect a doubled slash, and nothing else', async () => {
  expect(await about({ target: '//v1.41/info', outcome: aWholeOutcome({ status: 301 }) })).toEqual([]);
  expect(await about({ target: '/v1.41/info', outcome: aWholeOutcome({ status: 301 }) })).toEqual(['response-status /outcome/head/status']);
});

it('takes 101 and 200 for a success of attach and exec start', async () => {
  for (const path of ['/v1.41/containers/x/attach', '/v1.41/exec/x/start']) {
    const request = { method: 'POST', target: path };
    expect(await about({ ...request, outcome: aHijackedOutcome() })).toEqual([]);
    const headers: RawHeaders = [['Content-Type', 'application/vnd.docker.raw-stream']];
    expect(await about({ ...request, outcome: aHijackedOutcome({ status: 200, headers }) })).toEqual([]);
    expect(await about({ ...request, outcome: aHijackedOutcome({ headers }) })).toEqual(['response-upgrade /outcome/head/headers']);
  }
});

it.each(['/grpc', '/session'])('lets BuildKit have %s, which is asked without a version', async (target) => {
  const headers: RawHeaders = [
    ['Connection', 'Upgrade'],
    ['Upgrade', 'h2c'],
  ];
  expect(await about({ method: 'POST', target, outcome: aHijackedOutcome({ headers, chunks: ['PRI * HTTP/2.0'] }) })).toEqual([]);
});

it('lets HEAD /_ping be asked at every version', async () => {
  expect(await about({ method: 'HEAD', target: '/v1.25/_ping', outcome: aWholeOutcome({ headers: PING }) })).toEqual([]);
});

it('checks every document of a stream, however it was cut', async () => {
  const pull: InteractionParts = { method: 'POST', target: '/v1.41/images/create?fromImage=x' };
  const chunks = ['{"status":"a"}\r\n', '{"status"', ':3}\r\n{"id":"x"}\r\n{"progress', 'Detail":{"current":"1"}}\r\n'];
  expect(await about({ ...pull, outcome: aStreamedOutcome({ headers: JSON_TYPE, chunks }) })).toEqual([
    'response-body-type /outcome/chunks/1/body',
    'response-body-type /outcome/chunks/2/body',
  ]);
  const whole = aStreamedOutcome({ headers: JSON_TYPE, chunks: ['{"status":"a"}\r\n', '{"status":1}\r\n'] });
  expect(await about({ ...pull, outcome: whole })).toEqual(['response-body-type /outcome/chunks/1/body/data/status']);
});

it('calls a stream torn that ends in a document, unless somebody left or cut it', async () => {
  const events = (end: 'finished' | 'client-left' | 'cut-off') =>
    about({ target: '/v1.41/events', outcome: aStreamedOutcome({ headers: JSON_TYPE, chunks: ['{"Type":', '"contai'], end }) });
  expect(await events('finished')).toEqual(['stream-torn /outcome/chunks/0/body']);
  expect(await events('client-left')).toEqual([]);
  expect(await events('cut-off')).toEqual([]);
});

const TORN_FRAME = Buffer.from([1, 0, 0, 0, 0, 0, 0, 9, 0x68]);

it('wants frames in a stream that calls itself multiplexed', async () => {
  const headers: RawHeaders = [['Content-Type', 'application/vnd.docker.multiplexed-stream']];
  const logs = (chunks: Parameters<typeof aStreamedOutcome>[0]) =>
    about({ target: '/v1.51/containers/x/logs?stdout=1', outcome: aStreamedOutcome({ headers, ...chunks }) });
  expect(await logs({ chunks: [{ channel: 'stdout', bytes: 'hi\n' }] })).toEqual([]);
  expect(await logs({ chunks: [{ channel: 'stdout', bytes: 'hi\n' }, 'raw'] })).toEqual(['stream-frames /outcome/chunks/1/body']);
  expect(await logs({ chunks: [{ channel: 'stdout', bytes: 'hi\n' }, TORN_FRAME], end: 'cut-off' })).toEqual([]);
  expect(await logs({ chunks: [{ channel: 'stdout', bytes: 'hi\n' }, TORN_FRAME] })).toEqual(['stream-frames /outcome/chunks/1/body']);
});

it('has nothing to say of an answer that never came, and a note on what was no HTTP', async () => {
  const failed = { kind: 'failed', interim: [], reason: 'upstream-closed', detail: '', partial: { encoding: 'text', data: '' } } as const;
  expect(await about({ outcome: failed })).toEqual([]);
  expect(await about({ outcome: { kind: 'opaque', reason: 'bad chunk size', chunks: [], end: 'finished' } })).toEqual([
    'not-http /outcome',
  ]);
});

it('lets an engine say in a frame of its own that it cannot read on', async () => {
  const headers: RawHeaders = [['Content-Type', 'application/vnd.docker.multiplexed-stream']];
  const failed = Buffer.concat([
    Buffer.from([3, 0, 0, 0, 0, 0, 0, 2]),
    Buffer.from('no'),
    Buffer.from([1, 0, 0, 0, 0, 0, 0, 1]),
    Buffer.from('x'),
  ]);
  const outcome = aStreamedOutcome({ headers, chunks: [{ channel: 'stdout', bytes: 'hi\n' }, failed.subarray(0, 3), failed.subarray(3)] });
  expect(await about({ target: '/v1.51/containers/x/logs?stdout=1', outcome })).toEqual([]);
});

it('wants frames, below 1.42, in a stream that starts with one', async () => {
  const attach = (target: string, chunks: NonNullable<Parameters<typeof aHijackedOutcome>[0]>['chunks']) =>
    about({ method: 'POST', target, outcome: aHijackedOutcome({ chunks: chunks ?? [] }) });
  const torn = [{ channel: 'stdout', bytes: 'hi\n' }, 'raw'] as const;
  expect(await attach('/v1.41/containers/x/attach', torn)).toEqual(['stream-frames /outcome/chunks/1/body']);
  expect(await attach('/v1.41/containers/x/attach', ['raw', 'more'])).toEqual([]);
  expect(await attach('/v1.42/containers/x/attach', torn)).toEqual([]);
});

it('wants a hijack to switch to the protocol of its operation', async () => {
  const headers: RawHeaders = [
    ['Connection', 'Upgrade'],
    ['Upgrade', 'h2c'],
  ];
  const attach = { method: 'POST', target: '/v1.41/containers/x/attach', outcome: aHijackedOutcome({ headers }) };
  expect(await about(attach)).toEqual(['response-upgrade /outcome/head/headers']);
});
