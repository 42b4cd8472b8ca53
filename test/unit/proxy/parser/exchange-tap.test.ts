import { expect, it } from '@jest/globals';
import type { ExchangeEvent } from '../../../../src/cassette/exchange.ts';
import { ExchangeTap } from '../../../../src/proxy/parser/exchange-tap.ts';
import { tellStory } from '../../../support/event-story.ts';

const GET = 'GET /x HTTP/1.1\r\nHost: docker\r\n\r\n';
const POST = 'POST /x HTTP/1.1\r\nHost: docker\r\nContent-Length: 4\r\n\r\n';
const LOGS = 'GET /v1.41/containers/web/logs?follow=1 HTTP/1.1\r\nHost: docker\r\n\r\n';
const ATTACH = 'POST /v1.41/containers/web/attach?stream=1 HTTP/1.1\r\nHost: docker\r\n\r\n';
const EXEC = 'POST /exec/e1/start HTTP/1.1\r\nHost: docker\r\nContent-Length: 2\r\n\r\n{}';
const GRPC = 'POST /grpc HTTP/1.1\r\nHost: \r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const RAW = 'HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n';
const SWITCHED = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';

/** `['client', bytes]`, `['engine', bytes]`, or a FIN (`'client FIN'`) or reset (`'client gone'`). */
type Step = readonly ['client' | 'engine', string] | 'client FIN' | 'engine FIN' | 'client gone' | 'engine gone' | 'stop' | 'no engine';

function hear(...steps: Step[]): ExchangeEvent[] {
  const events: ExchangeEvent[] = [];
  let exchanges = 0;
  const tap = new ExchangeTap(
    3,
    () => exchanges++,
    (event) => events.push(event),
  );
  steps.forEach((step, at) => {
    if (typeof step !== 'string') tap[step[0]](Buffer.from(step[1], 'latin1'), at);
    else if (step === 'client FIN') tap.clientEnd(at);
    else if (step === 'engine FIN') tap.engineEnd(at);
    else if (step === 'client gone') tap.gone('client', 'reset', at);
    else if (step === 'engine gone') tap.gone('engine', 'reset', at);
    else if (step === 'stop') tap.gone('relay', 'tapedeck stopped', at);
    else tap.unreachable('no engine', at);
  });
  return events;
}

const story = (...steps: Step[]) => tellStory(hear(...steps));

it('tells a plain exchange with all that the heads say', () => {
  expect(hear(['client', POST], ['client', 'body'], ['engine', OK])).toEqual([
    {
      kind: 'request',
      at: 0,
      connection: 3,
      exchange: 0,
      head: {
        method: 'POST',
        target: '/x',
        version: 'HTTP/1.1',
        headers: [
          ['Host', 'docker'],
          ['Content-Length', '4'],
        ],
        raw: Buffer.from(POST),
      },
    },
    { kind: 'request-data', at: 1, connection: 3, exchange: 0, data: Buffer.from('body'), last: true, line: null },
    { kind: 'request-end', at: 1, connection: 3, exchange: 0, trailers: [], line: null },
    {
      kind: 'response',
      at: 2,
      connection: 3,
      exchange: 0,
      framing: 'length',
      head: { status: 200, reason: 'OK', version: 'HTTP/1.1', headers: [['Content-Length', '2']], raw: Buffer.from(OK.slice(0, -2)) },
    },
    { kind: 'response-data', at: 2, connection: 3, exchange: 0, data: Buffer.from('OK'), last: true, line: null },
    { kind: 'end', at: 2, connection: 3, exchange: 0, how: 'finished', detail: '', failure: null, partial: null },
  ]);
});

it.each<[string, string, string]>([
  ['HEAD', 'HEAD /x HTTP/1.1\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'],
  ['204', GET, 'HTTP/1.1 204 No Content\r\n\r\n'],
  ['304', GET, 'HTTP/1.1 304 Not Modified\r\nContent-Length: 20\r\n\r\n'],
])('knows that an answer to %s has no body', (_, request, answer) => {
  expect(story(['client', request], ['engine', answer], ['client', GET])).toEqual([
    expect.stringMatching(/^#0 request (GET|HEAD) \/x$/),
    '#0 request-end',
    expect.stringMatching(/^#0 response (200|204|304) none$/),
    '#0 end finished',
    '#1 request GET /x',
    '#1 request-end',
  ]);
});

it('tells chunks as they were cut, with odd size lines and trailers', () => {
  const answer = `${CHUNKED}3\r\nabc\r\n00A;x=y\r\n0123456789\r\nF\r\n0123456789abcde\r\n000\r\nSum: 1\r\n\r\n`;
  expect(story(['client', GET], ['engine', answer.slice(0, 88)], ['engine', answer.slice(88)])).toEqual([
    '#0 request GET /x',
    '#0 request-end',
    '#0 response 200 chunked',
    '#0 response-data "abc"',
    '#0 response-data "0123456789" line "00A;x=y"',
    '#0 response-data "012345678" … line "F"',
    '#0 response-data "9abcde"',
    '#0 response-end Sum=1 line "000"',
    '#0 end finished',
  ]);
});

it('tells interim answers apart from the final one', () => {
  const early = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n';
  expect(story(['client', GET], ['engine', early + OK])).toEqual([
    '#0 request GET /x',
    '#0 request-end',
    '#0 interim 100',
    '#0 interim 103',
    '#0 response 200 length',
    '#0 response-data "OK"',
    '#0 end finished',
  ]);
});

it('ends a body without length or chunks at the FIN of the engine', () => {
  expect(story(['client', GET], ['engine', 'HTTP/1.1 200 OK\r\n\r\nabc'], ['engine', 'def'], 'engine FIN', 'client FIN')).toEqual([
    '#0 request GET /x',
    '#0 request-end',
    '#0 response 200 eof',
    '#0 response-data "abc"',
    '#0 response-data "def"',
    '#0 end finished',
  ]);
});

it('gives pipelined answers to their requests in order', () => {
  expect(story(['client', GET + POST], ['engine', OK.slice(0, -1)], ['client', 'body'], ['engine', `K${OK}`])).toEqual([
    '#0 request GET /x',
    '#0 request-end',
    '#1 request POST /x',
    '#0 response 200 length',
    '#0 response-data "O"',
    '#1 request-data "body"',
    '#1 request-end',
    '#0 response-data "K"',
    '#0 end finished',
    '#1 response 200 length',
    '#1 response-data "OK"',
    '#1 end finished',
  ]);
});

it('ends an exchange that was answered early when its request has ended', () => {
  expect(story(['client', `${POST}bo`], ['engine', OK], ['client', `dy${GET}`])).toEqual([
    '#0 request POST /x',
    '#0 request-data "bo"',
    '#0 response 200 length',
    '#0 response-data "OK"',
    '#0 request-data "dy"',
    '#0 request-end',
    '#0 end finished',
    '#1 request GET /x',
    '#1 request-end',
  ]);
});

it('calls an exchange finished whose upload was dropped after an early answer', () => {
  expect(story(['client', `${POST}bo`], ['engine', OK], 'engine FIN', 'client FIN', 'client gone').slice(3)).toEqual([
    '#0 response-data "OK"',
    '#0 end finished',
  ]);
});

it('tells a hijack: bytes with the 101, then both ways, with each half-close', () => {
  expect(
    story(
      ['client', ATTACH],
      ['engine', `${SWITCHED}out`],
      ['client', 'in'],
      'client FIN',
      ['engine', 'more'],
      'engine FIN',
      'client gone',
    ),
  ).toEqual([
    '#0 request POST /v1.41/containers/web/attach?stream=1',
    '#0 request-end',
    '#0 response 101 hijacked',
    '#0 stream-data engine "out"',
    '#0 stream-data client "in"',
    '#0 half-close client',
    '#0 stream-data engine "more"',
    '#0 end finished',
  ]);
});

it('keeps what comes behind an attach until the answer says that it is stdin', () => {
  expect(story(['client', `${ATTACH}one`], ['client', 'two'], 'client FIN', ['engine', `${RAW}out`], 'engine FIN')).toEqual([
    '#0 request POST /v1.41/containers/web/attach?stream=1',
    '#0 request-end',
    '#0 response 200 hijacked',
    '#0 stream-data client "one"',
    '#0 stream-data client "two"',
    '#0 half-close client',
    '#0 stream-data engine "out"',
    '#0 end finished',
  ]);
});

it('keeps what comes behind an upgrade until the answer says that it is requests', () => {
  const refused = 'HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno';
  expect(story(['client', GRPC + GET.slice(0, 9)], ['client', GET.slice(9)], ['engine', refused + OK])).toEqual([
    '#0 request POST /grpc',
    '#0 request-end',
    '#0 response 404 length',
    '#1 request GET /x',
    '#1 request-end',
    '#0 response-data "no"',
    '#0 end finished',
    '#1 response 200 length',
    '#1 response-data "OK"',
    '#1 end finished',
  ]);
});

it('takes a refused attach for a body until FIN, not for a hijack', () => {
  expect(story(['client', ATTACH], ['engine', 'HTTP/1.1 404 Not Found\r\n\r\nNo such'], ['engine', ' container'], 'engine FIN')).toEqual([
    '#0 request POST /v1.41/containers/web/attach?stream=1',
    '#0 request-end',
    '#0 response 404 eof',
    '#0 response-data "No such"',
    '#0 response-data " container"',
    '#0 end finished',
  ]);
});

it('takes exec start with a length for a plain answer', () => {
  expect(story(['client', EXEC], ['engine', OK]).at(2)).toBe('#0 request-end');
  expect(story(['client', EXEC], ['engine', OK]).at(3)).toBe('#0 response 200 length');
  expect(story(['client', EXEC], ['engine', `${RAW}x`]).at(3)).toBe('#0 response 200 hijacked');
});

it('reads the rest of a request body before the stream where the 101 came early', () => {
  const head = 'POST /grpc HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 4\r\n\r\n';
  expect(story(['client', `${head}bo`], ['engine', SWITCHED], ['client', 'dystdin'])).toEqual([
    '#0 request POST /grpc',
    '#0 request-data "bo"',
    '#0 response 101 hijacked',
    '#0 request-data "dy"',
    '#0 request-end',
    '#0 stream-data client "stdin"',
  ]);
});

it('ends logs -f at the FIN of its client, whatever the engine still writes', () => {
  expect(
    story(['client', LOGS], ['engine', `${CHUNKED}1\r\na\r\n`], 'client FIN', ['engine', '0\r\n\r\n'], 'engine FIN', 'client gone'),
  ).toEqual([
    '#0 request GET /v1.41/containers/web/logs?follow=1',
    '#0 request-end',
    '#0 response 200 chunked',
    '#0 response-data "a"',
    '#0 end client-left',
  ]);
  expect(story(['client', LOGS], 'client FIN', ['engine', CHUNKED]).at(-1)).toBe('#0 end client-left client-left');
});

it('lets a client that half-closed behind a plain request finish it', () => {
  expect(story(['client', GET], 'client FIN', ['engine', OK], 'engine FIN').at(-1)).toBe('#0 end finished');
  expect(story(['client', GET], 'client FIN', 'client gone', ['engine', OK]).at(-1)).toBe('#0 end client-left client-left');
});

it('says that a client left which ends in the middle of its request', () => {
  expect(story(['client', `${POST}bo`], 'client FIN', ['engine', OK], 'engine FIN')).toEqual([
    '#0 request POST /x',
    '#0 request-data "bo"',
    '#0 end client-left client-left',
  ]);
});

it.each<[string, Step[], string]>([
  ['before an answer', ['engine FIN'], '#0 end engine-died upstream-closed'],
  ['in the middle of a head', [['engine', 'HTTP/1.1 20'], 'engine FIN'], '#0 end engine-died upstream-closed "HTTP/1.1 20"'],
  ['in the middle of a body', [['engine', OK.slice(0, -1)], 'engine FIN'], '#0 end engine-died'],
  ['by a reset', [['engine', `${CHUNKED}1\r\na\r\n`], 'engine gone'], '#0 end engine-died'],
  ['with the client', [['engine', CHUNKED], 'client gone'], '#0 end client-left'],
  ['because tapedeck stops', [['engine', CHUNKED], 'stop'], '#0 end cut-off'],
  ['because tapedeck stops before the answer', ['stop'], '#0 end cut-off'],
  ['because there is no engine', ['no engine'], '#0 end engine-died upstream-unreachable'],
])('says how an exchange ended %s', (_, steps, end) => {
  const told = story(['client', GET], ...steps, 'engine gone', 'client gone');
  expect(told.at(-1)).toBe(end);
  expect(told.filter((line) => line.startsWith('#0 end'))).toHaveLength(1);
});

it('ends all pipelined exchanges when the engine closes', () => {
  expect(story(['client', GET + GET], ['engine', OK], 'engine FIN').slice(-2)).toEqual([
    '#0 end finished',
    '#1 end engine-died upstream-closed',
  ]);
});

it('keeps the bytes behind an upgrade that is never answered', () => {
  expect(story(['client', `${GRPC}PRI`], 'engine FIN').slice(2)).toEqual([
    '#0 fault nobody said whether these bytes are a stream',
    '#0 stream-data client "PRI"',
    '#0 end engine-died',
  ]);
});

it('makes a client that speaks no HTTP one raw exchange', () => {
  expect(story(['client', '\x16\x03'], ['engine', 'HTTP/1.0 400 Bad\r\n\r\n'], ['client', GET], 'engine FIN', 'client FIN')).toEqual([
    '#0 fault not HTTP',
    '#0 stream-data client "\\u0016\\u0003"',
    '#0 stream-data engine "HTTP/1.0 400 Bad\\r\\n\\r\\n"',
    `#0 stream-data client ${JSON.stringify(GET)}`,
    '#0 half-close engine',
    '#0 end finished',
  ]);
});

it('reads the answers that are due before it calls the engine raw as well', () => {
  expect(story(['client', `${GET}GARBAGE\r\n\r\n`], ['engine', `${OK}HTTP/1.1 400 Bad\r\n\r\n`], 'engine FIN', 'client FIN')).toEqual([
    '#0 request GET /x',
    '#0 request-end',
    expect.stringMatching(/^#1 fault not a request line/),
    '#1 stream-data client "GARBAGE\\r\\n\\r\\n"',
    '#0 response 200 length',
    '#0 response-data "OK"',
    '#0 end finished',
    '#1 stream-data engine "HTTP/1.1 400 Bad\\r\\n\\r\\n"',
    '#1 half-close engine',
    '#1 end finished',
  ]);
});

it('gives a fault in the middle of an exchange to that exchange', () => {
  expect(story(['client', GET + GET], ['engine', `${CHUNKED}3\r\nabcd\r\n`], ['client', 'x'], 'client gone')).toEqual([
    '#0 request GET /x',
    '#0 request-end',
    '#1 request GET /x',
    '#1 request-end',
    '#0 response 200 chunked',
    '#0 response-data "abc"',
    '#0 fault no line break behind a chunk',
    '#1 end cut-off',
    '#0 stream-data engine "d\\r\\n"',
    '#0 stream-data client "x"',
    '#0 end client-left',
  ]);
});

it('tells an answer that nobody asked for', () => {
  const timeout = 'HTTP/1.1 408 Request Timeout\r\n\r\n';
  expect(story(['client', 'GET'], ['engine', timeout], 'engine FIN', 'client FIN')).toEqual([
    '#0 fault an answer that nobody asked for',
    '#0 stream-data client "GET"',
    `#0 stream-data engine ${JSON.stringify(timeout)}`,
    '#0 half-close engine',
    '#0 end finished',
  ]);
  expect(story(['engine', 'HTTP/1.1'], 'engine FIN', 'client FIN')).toEqual([
    '#0 fault an answer that nobody asked for',
    '#0 stream-data engine "HTTP/1.1"',
    '#0 half-close engine',
    '#0 end finished',
  ]);
});

it('keeps half a request head when its client leaves', () => {
  expect(story(['client', 'GET /x HT'], 'client FIN', 'engine FIN')).toEqual([
    '#0 fault the client closed in the middle of a request head',
    '#0 stream-data client "GET /x HT"',
    '#0 half-close client',
    '#0 end finished',
  ]);
  expect(story(['client', 'GET /x HT'], 'stop').at(-1)).toBe('#0 end cut-off');
});

it.each<[string, string]>([
  ['a request head above 256 KiB', `GET /x HTTP/1.1\r\nX: ${'a'.repeat(256 * 1024)}\r\n\r\n`],
  ['1 MiB behind an upgrade', `${GRPC}${'a'.repeat(1024 * 1024 + 1)}`],
  ['an endless chunk-size line', `POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;${'a'.repeat(20_000)}`],
  ['an endless chunk size', `POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${'0'.repeat(20_000)}`],
  ['a chunk size beyond all numbers', `POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(16)}\r\n`],
  ['endless trailers', `POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ${'a'.repeat(300_000)}`],
  ['trailers that are no pairs', 'POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX:1\r\n\r\n'],
  ['a transfer coding that nobody knows', 'POST /x HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n'],
  ['two lengths', 'POST /x HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
])('gives up on %s, and keeps its bytes', (_, bytes) => {
  const events = hear(['client', bytes]);
  expect(events.filter(({ kind }) => kind === 'fault')).toHaveLength(1);
  const raw = Buffer.concat(events.flatMap((event) => (event.kind === 'stream-data' ? [event.data] : [])));
  expect(bytes.endsWith(raw.toString('latin1'))).toBe(true);
});
