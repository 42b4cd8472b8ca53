import { expect, it } from '@jest/globals';
import type { ExchangeEvent, RequestHead } from '../../../../src/cassette/exchange.ts';
import { writeFrame } from '../../../../src/cassette/frames.ts';
import { writeRequestHead } from '../../../../src/cassette/head.ts';
import type { RawHeaders } from '../../../../src/cassette/types.ts';
import type { Finding } from '../../../../src/docker/finding.ts';
import { loadSchemas } from '../../../../src/store/schemas.ts';
import { Contract } from '../../../../src/validate/contract.ts';
import { LiveValidation, type LiveValidationOptions } from '../../../../src/validate/live/live-validation.ts';
import { anExchange, type ExchangeParts } from '../../../support/exchange-events.ts';
import { someTar } from '../../../support/tars.ts';

const JSON_TYPE: RawHeaders = [['Content-Type', 'application/json']];
const MULTIPLEXED: RawHeaders = [['Content-Type', 'application/vnd.docker.multiplexed-stream']];
// Without presence facts: the answers here are shorter than those of engines.
const contract = new Contract({ ...loadSchemas(), presence: undefined });

interface Live {
  readonly live: LiveValidation;
  readonly findings: Finding[];
  /** `code pointer` of what was found since the last time. */
  found(): Promise<string[]>;
}

function aLive(options: Partial<LiveValidationOptions> = {}): Live {
  const findings: Finding[] = [];
  let seen = 0;
  const live = new LiveValidation({
    contract,
    api: 'recorded',
    engine: null,
    defer: setImmediate,
    onFinding: (finding) => findings.push(finding),
    onFault: (error) => {
      throw error;
    },
    refuses: ({ party, severity }) => party === 'client' && severity === 'error',
    ...options,
  });
  return {
    live,
    findings,
    found: async () => {
      await live.finish();
      const fresh = findings.slice(seen);
      seen = findings.length;
      return fresh.map(({ code, pointer }) => `${code} ${pointer}`);
    },
  };
}

async function about(...exchanges: readonly ExchangeParts[]): Promise<string[]> {
  const { live, found } = aLive();
  for (const parts of exchanges) for (const event of anExchange(parts)) live.event(event);
  return found();
}

function aHead(method: string, target: string, headers: RawHeaders = JSON_TYPE): RequestHead {
  const head = { method, target, version: 'HTTP/1.1', headers };
  return { ...head, raw: writeRequestHead(head) };
}

it('finds nothing in what is right', async () => {
  const upload = [JSON.stringify({ Image: 'busybox', Cmd: ['true'] })];
  const answer = [JSON.stringify({ Id: 'x', Warnings: [] })];
  const create = { method: 'POST', target: '/v1.41/containers/create', requestHeaders: JSON_TYPE, upload, status: 201, answer };
  expect(
    await about({ ...create, headers: JSON_TYPE }, { exchange: 1, target: '/v1.41/info', headers: JSON_TYPE, answer: ['{}'] }),
  ).toEqual([]);
});

it('finds in requests and whole answers what a recording of them would show', async () => {
  expect(
    await about({
      method: 'POST',
      target: '/v1.41/containers/create?platform=x&nonsense=1',
      requestHeaders: JSON_TYPE,
      upload: ['{"Image":', '5}'],
      status: 201,
      headers: JSON_TYPE,
      answer: ['{"Id":', '7,"Warnings":[]}'],
    }),
  ).toEqual(['query-unknown /request/target', 'request-body-type /request/body/data/Image', 'response-body-type /outcome/body/data/Id']);
});

it('says what it found in the request while the answer is still to come', async () => {
  const { live, found } = aLive();
  const events = anExchange({ target: '/v1.41/containers/json?all=maybe', headers: JSON_TYPE, answer: ['[]'] });
  const answer = events.findIndex(({ kind }) => kind === 'response');
  for (const event of events.slice(0, answer)) live.event(event);
  expect(await found()).toEqual(['query-type /request/target']);
  for (const event of events.slice(answer)) live.event(event);
  expect(await found()).toEqual([]);
});

it('checks nothing before the bytes have gone on', async () => {
  const later: (() => void)[] = [];
  const { live, findings } = aLive({ defer: (run) => later.push(run) });
  for (const event of anExchange({ target: '/v1.41/containers/json?all=maybe' })) live.event(event);
  expect(findings).toEqual([]);
  expect(later).toHaveLength(1);
  for (const run of later) run();
  await new Promise((resolve) => setImmediate(resolve));
  expect(findings[0]?.code).toBe('query-type');
});

it('checks each document of a stream as it passes, however it is cut', async () => {
  const { live, found } = aLive();
  const events = anExchange({
    target: '/v1.41/events',
    headers: JSON_TYPE,
    framing: 'chunked',
    answer: ['{"Type":"container"}\n{"Ty', 'pe":"container","timeNano":"now"}\n', '{"Type":"net'],
    open: true,
  });
  for (const event of events.slice(0, -1)) live.event(event);
  expect(await found()).toEqual(['response-body-type /outcome/chunks/0/body']);
  live.event(events.at(-1) as ExchangeEvent);
  live.event({ kind: 'end', at: 0, connection: 0, exchange: 0, how: 'finished', detail: '', failure: null, partial: null });
  expect(await found()).toEqual(['stream-torn /outcome/chunks/2/body']);
});

it('does not mind a stream that its client left in the middle of a document', async () => {
  const answer = ['{"Type":"container"}\n{"Ty'];
  expect(await about({ target: '/v1.41/events', headers: JSON_TYPE, framing: 'chunked', answer, how: 'client-left' })).toEqual([]);
});

it('wants frames in a stream that calls itself multiplexed, also of a hijack', async () => {
  const frame = writeFrame('stdout', Buffer.from('hi\n'));
  const attach = { method: 'POST', target: '/v1.44/containers/web/attach?stream=1&stdout=1', status: 101 };
  const headers: RawHeaders = [...MULTIPLEXED, ['Upgrade', 'tcp']];
  const stream = (...pieces: (string | Buffer)[]) => pieces.map((bytes) => ({ from: 'engine' as const, bytes }));
  expect(await about({ ...attach, headers, stream: stream(frame.subarray(0, 5), frame.subarray(5), frame) })).toEqual([]);
  expect(await about({ ...attach, headers, stream: stream(frame, 'no frame') })).toEqual(['stream-frames /outcome/chunks/1/body']);
  const logs = { target: '/v1.44/containers/web/logs?stdout=1', headers: MULTIPLEXED, framing: 'chunked' as const };
  expect(await about({ ...logs, answer: [frame, frame] })).toEqual([]);
  expect(await about({ ...logs, answer: [frame, frame.subarray(0, 9)] })).toEqual(['stream-frames /outcome/chunks/1/body']);
});

it('says of what is too large to be held that it was not checked, and checks the rest', async () => {
  const megabyte = Buffer.alloc(1024 * 1024, '[');
  const answer = Array.from({ length: 17 }, () => megabyte);
  expect(await about({ target: '/v1.41/info', headers: JSON_TYPE, answer })).toEqual(['response-unchecked /outcome']);
  expect(await about({ target: '/v1.41/info', headers: [['Content-Type', 'text/html']], answer })).toEqual([
    'response-unchecked /outcome',
    'response-media-type /outcome/head/headers',
  ]);
  const create = { method: 'POST', target: '/v1.41/containers/create', requestHeaders: JSON_TYPE, status: 500, headers: JSON_TYPE };
  expect(await about({ ...create, upload: answer, answer: ['{"message":"no"}'] })).toEqual(['request-unchecked /request/body']);
});

it('says once of a stream that it came faster than it could be checked', async () => {
  const { live, found } = aLive({ defer: (run) => setTimeout(run) });
  const answer = Array.from({ length: 80 }, () => Buffer.alloc(1024 * 1024, ' '));
  for (const event of anExchange({ target: '/v1.41/events', headers: JSON_TYPE, framing: 'chunked', answer })) live.event(event);
  expect(await found()).toEqual(['response-unchecked /outcome']);
});

it('looks at the first block of a tar, and holds no more of it', async () => {
  const tar = await someTar([{ name: 'f', content: 'x'.repeat(2000) }]);
  const build = {
    method: 'POST',
    target: '/v1.41/build',
    requestHeaders: [['Content-Type', 'application/x-tar']] as const,
    headers: JSON_TYPE,
  };
  expect(
    await about({ ...build, framing: 'chunked', upload: [tar.subarray(0, 700), tar.subarray(700, 1000)], answer: ['{"stream":"x"}'] }),
  ).toEqual([]);
  expect(await about({ ...build, framing: 'chunked', upload: [Buffer.alloc(2000, 'no tar')], answer: ['{"stream":"x"}'] })).toEqual([
    'request-body-tar /request/body',
  ]);
  const archive = { target: '/v1.41/containers/web/export', headers: [['Content-Type', 'application/octet-stream']] as const };
  expect(await about({ ...archive, answer: [tar] })).toEqual([]);
  expect(await about({ ...archive, answer: [Buffer.alloc(2000, 'no tar')] })).toEqual(['response-body-tar /outcome/body']);
});

it('takes the version from the path, else from what the engine told last', async () => {
  const { live, findings } = aLive({ engine: '1.41' });
  const ping: ExchangeParts = {
    exchange: 0,
    target: '/_ping',
    headers: [
      ['Api-Version', '1.51'],
      ['Content-Type', 'text/plain'],
    ],
    answer: ['OK'],
  };
  const broken = { headers: JSON_TYPE, answer: ['5'] };
  const exchanges = [
    { ...broken, exchange: 1, target: '/info' },
    ping,
    { ...broken, exchange: 2, target: '/info' },
    { ...broken, exchange: 3, target: '/v1.30/info' },
  ];
  for (const parts of exchanges) for (const event of anExchange(parts)) live.event(event);
  await live.finish();
  const errors = findings.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ apiVersion }) => apiVersion)).toEqual(['1.41', '1.51', '1.30']);
});

it('holds all against one version where that is asked for', async () => {
  const { live, findings } = aLive({ api: '1.30' });
  for (const event of anExchange({ target: '/v1.41/info', headers: JSON_TYPE, answer: ['5'] })) live.event(event);
  await live.finish();
  expect(findings[0]).toMatchObject({ apiVersion: '1.30', cassette: 'live', interaction: 0 });
});

it('never quotes the password of a login', async () => {
  const upload = ['{"username":"u","password":["hunter2"],"serveraddress":5}'];
  const { live, findings } = aLive();
  for (const event of anExchange({ method: 'POST', target: '/v1.41/auth', requestHeaders: JSON_TYPE, upload, answer: [] }))
    live.event(event);
  await live.finish();
  expect(findings.map(({ code }) => code)).toContain('request-body-type');
  expect(JSON.stringify(findings)).not.toContain('hunter2');
});

it('notes a connection that is no HTTP, without quoting it', async () => {
  const { live, findings } = aLive();
  live.event({ kind: 'fault', at: 0, connection: 0, exchange: 0, reason: 'not a request line: "secret"' });
  live.event({ kind: 'end', at: 0, connection: 0, exchange: 0, how: 'finished', detail: '', failure: null, partial: null });
  await live.finish();
  expect(findings.map(({ code }) => code)).toEqual(['not-http']);
  expect(findings[0]?.message).not.toContain('secret');
});

it('goes on after a fault of its own', async () => {
  const faults: unknown[] = [];
  const broken = { exchange: () => { throw new Error('broken'); } } as unknown as Contract; // biome-ignore format: one thing
  const { live } = aLive({ contract: broken, onFault: (error) => faults.push(error) });
  for (const event of anExchange({ target: '/v1.41/info' })) live.event(event);
  await live.finish();
  expect(faults.length).toBeGreaterThan(0);
  expect(live.judge({ connection: 0, head: aHead('GET', '/v1.41/info'), body: null, tooLarge: false })).toBeNull();
});

it('refuses a request with what it breaks, and reports that once', async () => {
  const { live, findings } = aLive();
  const head = aHead('POST', '/v1.41/containers/create');
  expect(live.wantsBody(head)).toBe(true);
  const body = Buffer.from('{"Image":5,"Cmd":7}');
  expect(live.judge({ connection: 3, head, body, tooLarge: false })).toBe(
    'tapedeck: In the request Cmd is a number, not an array or a string or null. (request-body-type, and 1 more)',
  );
  await live.finish();
  expect(findings.map(({ interaction, pointer }) => [interaction, pointer])).toEqual([
    [0, '/request/body/data/Cmd'],
    [0, '/request/body/data/Image'],
  ]);
});

it('does not check again what it let through', async () => {
  const { live, findings } = aLive();
  const target = '/v1.41/containers/create?nonsense=1';
  const upload = ['{"Image":"x"}'];
  expect(live.judge({ connection: 0, head: aHead('POST', target), body: Buffer.from(upload[0] as string), tooLarge: false })).toBeNull();
  const answer = ['{"Id":5,"Warnings":[]}'];
  for (const event of anExchange({ method: 'POST', target, requestHeaders: JSON_TYPE, upload, status: 201, headers: JSON_TYPE, answer }))
    live.event(event);
  await live.finish();
  expect(findings.map(({ code, interaction }) => [code, interaction])).toEqual([
    ['query-unknown', 0],
    ['response-body-type', 0],
  ]);
});

it('refuses a body that is too large to be checked', () => {
  const { live } = aLive();
  const head = aHead('POST', '/v1.41/containers/create');
  expect(live.judge({ connection: 0, head, body: null, tooLarge: true })).toContain('16 MiB');
});
