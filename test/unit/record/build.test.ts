import { expect, it } from '@jest/globals';
import { bodyBytes } from '../../../src/cassette/body.ts';
import type { ExchangeEvent } from '../../../src/cassette/exchange.ts';
import { writeFrame } from '../../../src/cassette/frames.ts';
import type { DataChunk } from '../../../src/cassette/types.ts';
import { interactionsOf } from '../../../src/record/live-interactions.ts';
import { anEnd, anExchange, interleaved } from '../../support/exchange-events.ts';

const CHUNKED = [['Transfer-Encoding', 'chunked']] as const;
const LOGS = { target: '/v1.41/containers/web/logs?follow=1', framing: 'chunked' } as const;
const EXEC = { method: 'POST', target: '/v1.41/exec/e1/start', status: 101, reason: 'UPGRADED' } as const;

function only(events: readonly ExchangeEvent[]) {
  const { interactions, files } = interactionsOf(events);
  expect(interactions).toHaveLength(1);
  return { interaction: interactions[0] as (typeof interactions)[number], files };
}

it('makes a plain interaction of a request and its answer', () => {
  const { interaction } = only(anExchange({ exchange: 3, connection: 1, at: 10, answer: ['{"ID":', '"x"}\n'] }));
  expect(interaction).toEqual({
    id: 3,
    operation: 'SystemInfo',
    connection: 1,
    request: {
      method: 'GET',
      target: '/v1.41/info',
      version: 'HTTP/1.1',
      headers: [['Host', 'docker']],
      body: { encoding: 'text', data: '' },
      end: 'whole',
    },
    outcome: {
      kind: 'whole',
      interim: [],
      head: { status: 200, reason: 'OK', version: 'HTTP/1.1', headers: [['Content-Length', '11']] },
      body: { encoding: 'json', style: 'engine', end: '\n', data: { ID: 'x' } },
      end: 'finished',
    },
    order: { request: 0, requestEnd: 1, response: 2, end: 3 },
    times: { request: 10, requestEnd: 11, interim: [], response: 12, chunks: [], end: 15 },
  });
});

it('gives the same sequence numbers however the bytes were read', () => {
  const once = interactionsOf([...anExchange({ answer: ['abcdef'] }), ...anExchange({ exchange: 1 })]).interactions;
  const often = interactionsOf([...anExchange({ answer: [...'abcdef'] }), ...anExchange({ exchange: 1 })]).interactions;
  expect(often.map(({ order }) => order)).toEqual(once.map(({ order }) => order));
});

it('numbers the events of all exchanges in one order', () => {
  const { interactions } = interactionsOf(interleaved(anExchange({ exchange: 0 }), anExchange({ exchange: 1, connection: 1 })));
  expect(interactions.map(({ order }) => order)).toEqual([
    { request: 0, requestEnd: 2, response: 4, end: 6 },
    { request: 1, requestEnd: 3, response: 5, end: 7 },
  ]);
});

it('keeps how chunks of a body were cut, odd size lines and trailers', () => {
  const events = anExchange({ method: 'POST', target: '/v1.41/images/load', requestHeaders: CHUNKED, upload: ['abc', 'abc', 'de'] });
  const odd = events.map((event) => {
    if (event.kind === 'request-data' && event.data.length === 2) return { ...event, line: '02;x' };
    if (event.kind === 'request-end') return { ...event, line: '000', trailers: [['X-Sum', '1']] as const };
    return event;
  });
  expect(only(odd).interaction.request).toMatchObject({
    body: { encoding: 'text', data: 'abcabcde' },
    chunked: {
      sizes: [[3, 2], 2],
      lines: [
        [2, '02;x'],
        [3, '000'],
      ],
      trailers: [['X-Sum', '1']],
    },
  });
});

it('keeps each HTTP chunk of a stream, whatever the reads were', () => {
  const events = anExchange({ ...LOGS, answer: ['on', 'e', 'two'] });
  const cut = events.map((event) => (event.kind === 'response-data' && event.data.toString() === 'on' ? { ...event, last: false } : event));
  const { outcome, order } = only(cut).interaction;
  expect(outcome).toMatchObject({
    kind: 'streamed',
    chunked: { sizes: [] },
    chunks: [
      { seq: 3, from: 'engine', body: { encoding: 'text', data: 'one' } },
      { seq: 4, from: 'engine', body: { encoding: 'text', data: 'two' } },
    ],
  });
  expect(order.end).toBe(5);
});

it('names the channel of an HTTP chunk that is exactly one frame', () => {
  const frame = writeFrame('stderr', Buffer.from('oops\n'));
  const { outcome } = only(anExchange({ ...LOGS, answer: [frame, Buffer.concat([frame, frame]), frame.subarray(0, 9)] })).interaction;
  expect(outcome).toMatchObject({
    chunks: [
      { channel: 'stderr', body: { encoding: 'text', data: 'oops\n' } },
      { body: { encoding: 'base64' } },
      { body: { encoding: 'base64' } },
    ],
  });
});

it('keeps a chunk that was cut off as far as it came', () => {
  const events = anExchange({ ...LOGS, answer: ['half'], open: true });
  const cut = [
    ...events.map((event) => (event.kind === 'response-data' ? { ...event, last: false } : event)),
    anEnd({ at: 9, how: 'engine-died' }),
  ];
  expect(only(cut).interaction.outcome).toMatchObject({ chunks: [{ seq: 3, body: { data: 'half' } }], end: 'engine-died' });
});

it('takes a stream refused with an error for a plain answer', () => {
  const { outcome } = only(anExchange({ ...LOGS, status: 404, reason: 'Not Found', answer: ['{"message":"no"}\n'] })).interaction;
  expect(outcome).toMatchObject({ kind: 'whole', chunked: { sizes: [17] }, body: { encoding: 'json' } });
});

it('finds the frames of a hijacked stream and keeps stdin as it was read', () => {
  const frames = Buffer.concat([writeFrame('stdout', Buffer.from('hi\n')), writeFrame('stderr', Buffer.from('oops\n'))]);
  const { outcome, times } = only(
    anExchange({
      ...EXEC,
      stream: [
        { from: 'client', bytes: 'in' },
        { fin: 'client' },
        { from: 'engine', bytes: frames.subarray(0, 13) },
        { from: 'engine', bytes: frames.subarray(13) },
        { fin: 'engine' },
      ],
    }),
  ).interaction;
  expect(outcome).toEqual({
    kind: 'hijacked',
    interim: [],
    head: { status: 101, reason: 'UPGRADED', version: 'HTTP/1.1', headers: [['Content-Type', 'application/vnd.docker.raw-stream']] },
    chunks: [
      { seq: 3, from: 'client', body: { encoding: 'text', data: 'in' } },
      { seq: 4, from: 'client', end: true },
      { seq: 5, from: 'engine', channel: 'stdout', body: { encoding: 'text', data: 'hi\n' } },
      { seq: 6, from: 'engine', channel: 'stderr', body: { encoding: 'text', data: 'oops\n' } },
      { seq: 7, from: 'engine', end: true },
    ],
    end: 'finished',
  });
  expect(times.chunks).toEqual([3, 4, 5, 6, 7]);
});

it('keeps what a terminal prints as it was read', () => {
  const { outcome } = only(
    anExchange({
      ...EXEC,
      stream: [
        { from: 'engine', bytes: '/ # ' },
        { from: 'engine', bytes: 'ls\r\n' },
      ],
    }),
  ).interaction;
  expect(outcome).toMatchObject({ chunks: [{ body: { data: '/ # ' } }, { body: { data: 'ls\r\n' } }] });
});

it('keeps half a frame at the end of a stream that broke', () => {
  const half = writeFrame('stdout', Buffer.from('hello')).subarray(0, 10);
  const { outcome } = only(anExchange({ ...EXEC, stream: [{ from: 'engine', bytes: half }], how: 'engine-died' })).interaction;
  expect(outcome).toMatchObject({ chunks: [{ seq: 3, body: { encoding: 'base64', data: half.toString('base64') } }] });
});

it('puts a half-close that came before the answer behind the head', () => {
  const events = anExchange({ ...EXEC, stream: [{ from: 'engine', bytes: 'x' }, { fin: 'client' }] });
  const fin = events.find((event) => event.kind === 'half-close') as ExchangeEvent;
  const early = events.filter((event) => event !== fin);
  early.splice(2, 0, fin);
  expect(only(early).interaction.outcome).toMatchObject({ chunks: [{ seq: 3, end: true }, { seq: 4 }] });
});

it('sends a body above the limit to the files, and tells a tar by its type', () => {
  const tar = Buffer.alloc(70_000, 'x');
  const headers = [['Content-Type', 'application/x-tar']] as const;
  const { interaction, files } = only(
    anExchange({ target: '/v1.41/images/get?names=x', headers, answer: [tar.subarray(0, 40_000), tar.subarray(40_000)] }),
  );
  const body = interaction.outcome.kind === 'whole' ? interaction.outcome.body : null;
  expect(body).toMatchObject({ encoding: 'file', extension: '.tar', offset: 0, bytes: 70_000 });
  expect(bodyBytes(body as NonNullable<typeof body>, files).equals(tar)).toBe(true);
});

it('runs the pieces of a large stream together, while its other side stays readable', () => {
  const frame = writeFrame('stdout', Buffer.alloc(32_768, 'y'));
  const stream = [
    { from: 'client', bytes: 'go' } as const,
    ...Array.from({ length: 5 }, () => ({ from: 'engine', bytes: frame }) as const),
  ];
  const { interaction, files } = only(anExchange({ ...EXEC, at: 0, stream }));
  const chunks = 'chunks' in interaction.outcome ? interaction.outcome.chunks : [];
  expect(chunks).toMatchObject([
    { seq: 3, from: 'client', body: { data: 'go' } },
    {
      seq: 4,
      from: 'engine',
      channel: 'stdout',
      sizes: [[32_776, 5]],
      body: { encoding: 'file', extension: '.bin', offset: 0, bytes: 5 * 32_776 },
    },
  ]);
  expect(interaction.times.chunks).toEqual([3, [4, 5, 6, 7, 8]]);
  expect(interaction.order.end).toBe(9);
  expect(bodyBytes((chunks[1] as DataChunk).body, files).equals(Buffer.concat([frame, frame, frame, frame, frame]))).toBe(true);
});

it('breaks a run where something else came between, and goes on in the file', () => {
  const big = Buffer.alloc(40_000, 'z');
  const stream = [
    { from: 'engine', bytes: big },
    { from: 'client', bytes: 'a' },
    { from: 'engine', bytes: big },
    { from: 'engine', bytes: big },
  ] as const;
  const { outcome } = only(anExchange({ ...EXEC, target: '/session', stream })).interaction;
  expect(outcome).toMatchObject({
    chunks: [
      { seq: 3, sizes: [40_000], body: { offset: 0, bytes: 40_000 } },
      { seq: 4, body: { data: 'a' } },
      { seq: 5, sizes: [[40_000, 2]], body: { offset: 40_000, bytes: 80_000 } },
    ],
  });
});

it('keeps what had arrived of an answer that never became one', () => {
  const events = anExchange({ open: true }).filter(({ kind }) => kind === 'request');
  const end = anEnd({ how: 'engine-died', failure: 'upstream-closed', detail: 'it closed', partial: Buffer.from('HTTP/1.1 20') });
  expect(only([...events, end]).interaction).toMatchObject({
    request: { end: 'cut-off' },
    outcome: { kind: 'failed', reason: 'upstream-closed', detail: 'it closed', partial: { encoding: 'text', data: 'HTTP/1.1 20' } },
    order: { request: 0, requestEnd: null, response: null, end: 1 },
  });
});

it('cuts off what is still in flight at the end of the events', () => {
  const [streaming] = interactionsOf(anExchange({ ...LOGS, answer: ['one'], open: true })).interactions;
  expect(streaming?.outcome).toMatchObject({ kind: 'streamed', end: 'cut-off', chunks: [{ seq: 3 }] });
  const [silent] = interactionsOf(anExchange({ open: true }).slice(0, 2)).interactions;
  expect(silent?.outcome).toMatchObject({ kind: 'failed', reason: 'cut-off' });
});

it('keeps the rest of a connection that is no HTTP as it is', () => {
  const base = { at: 1, connection: 0, exchange: 0 };
  const { interaction } = only([
    { kind: 'fault', ...base, reason: 'not a request line' },
    { kind: 'stream-data', ...base, from: 'client', data: Buffer.from('SSH-2.0\r\n') },
    { kind: 'stream-data', ...base, from: 'engine', data: Buffer.from('what?') },
    anEnd({ ...base }),
  ]);
  expect(interaction).toMatchObject({
    operation: null,
    request: { method: '', target: '', end: 'cut-off' },
    outcome: { kind: 'opaque', reason: 'not a request line', chunks: [{ seq: 1 }, { seq: 2, body: { data: 'what?' } }] },
  });
});

it('puts what had come of an answer in front of the raw bytes when it turns out to be none', () => {
  const events = anExchange({ answer: ['{"a":'], headers: [['Content-Length', '9']], open: true });
  const base = { at: 50, connection: 0, exchange: 0 };
  const { interaction } = only([
    ...events,
    { kind: 'fault', ...base, reason: 'garbage' },
    { kind: 'stream-data', ...base, from: 'engine', data: Buffer.from('!!') },
    anEnd({ ...base }),
  ]);
  expect(interaction.outcome).toMatchObject({
    kind: 'opaque',
    chunks: [
      { seq: 2, from: 'engine', body: { data: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n' } },
      { seq: 3, from: 'engine', body: { data: '{"a":' } },
      { seq: 4, from: 'engine', body: { data: '!!' } },
    ],
  });
  expect(interaction.order.response).toBeNull();
});

it('keeps a head as it came where writing it again would differ', () => {
  const [request, ...rest] = anExchange();
  if (request?.kind !== 'request') throw new Error('the first event is the request');
  const raw = Buffer.from('GET /v1.41/info HTTP/1.1\r\nHost:docker\r\n\r\n');
  expect(only([{ ...request, head: { ...request.head, raw } }, ...rest]).interaction.request.rawHead).toBe(raw.toString('base64'));
});
