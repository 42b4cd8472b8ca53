import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ExchangeEvent, RedactionNote, RequestHead, StatusHead } from '../../../src/cassette/exchange.ts';
import type { RawHeaders } from '../../../src/cassette/types.ts';
import { FLAG, FRAME } from '../../../src/docker/http2-frames.ts';
import { Redactor } from '../../../src/record/redactor.ts';
import { aFrame, aHeaderBlock, cutAt } from '../../support/http2-bytes.ts';

const at = { at: 5, connection: 2, exchange: 7 };

function aRequest(line: string, headers: RawHeaders = []): ExchangeEvent {
  const [method, target] = line.split(' ') as [string, string];
  const raw = Buffer.from(`${line} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  return { ...at, kind: 'request', head: { method, target, version: 'HTTP/1.1', headers, raw } satisfies RequestHead };
}
function anAnswer(status: number, framing: 'length' | 'chunked' | 'hijacked' = 'length'): ExchangeEvent {
  const head: StatusHead = { status, reason: '', version: 'HTTP/1.1', headers: [], raw: Buffer.from(`HTTP/1.1 ${status} \r\n\r\n`) };
  return { ...at, kind: 'response', head, framing };
}
const sent = (text: string | Buffer): ExchangeEvent => ({ ...at, kind: 'request-data', data: Buffer.from(text), last: false, line: null });
const answered = (text: string | Buffer): ExchangeEvent => ({
  ...at,
  kind: 'response-data',
  data: Buffer.from(text),
  last: false,
  line: '05',
});
const raw = (from: 'client' | 'engine', data: string | Buffer): ExchangeEvent => ({
  ...at,
  kind: 'stream-data',
  from,
  data: Buffer.from(data),
});
const sentAll: ExchangeEvent = { ...at, kind: 'request-end', trailers: [], line: null };
const answeredAll: ExchangeEvent = { ...at, kind: 'response-end', trailers: [], line: null };
const fault: ExchangeEvent = { ...at, kind: 'fault', reason: 'not HTTP' };
const end: ExchangeEvent = { ...at, kind: 'end', how: 'finished', detail: '', failure: null, partial: null };

function redact(events: readonly ExchangeEvent[]): (ExchangeEvent | RedactionNote)[] {
  const out: (ExchangeEvent | RedactionNote)[] = [];
  const redactor = new Redactor((event) => out.push(event));
  for (const event of events) redactor.event(event);
  return out;
}
/** Kinds of the events, and the text of those with data: `request-data {"a":1}`; notes as `! rule pointer`. */
function story(events: readonly ExchangeEvent[]): string[] {
  return redact(events).map((event) => {
    if (event.kind === 'redaction') return `! ${event.rule} ${event.pointer}`;
    return 'data' in event ? `${event.kind} ${event.data.toString('latin1')}` : event.kind;
  });
}

it('hands on the very same events where there is nothing to redact', () => {
  const events = [
    aRequest('POST /v1.41/images/create?fromImage=x', [['X-Registry-Auth', 'e30=']]),
    sent('password=1'),
    sentAll,
    anAnswer(200, 'chunked'),
    answered('{"password":"kept: no login"}'),
    answeredAll,
    end,
  ];
  const out = redact(events);
  expect(out).toHaveLength(events.length);
  out.forEach((event, i) => {
    expect(event).toBe(events[i]);
  });
});

it('replaces registry credentials in a head and says where', () => {
  const [event, note] = redact([aRequest('POST /images/x/push', [['Host', 'docker'], ['X-Registry-Auth', 'c2VjcmV0']])]); // biome-ignore format: pairs
  expect(event).toMatchObject({ kind: 'request', head: { headers: [['Host', 'docker'], ['X-Registry-Auth', '{redacted:X-Registry-Auth}']] } }); // biome-ignore format: pairs
  expect(note).toEqual({ ...at, kind: 'redaction', pointer: '/request/headers/1', rule: 'x-registry-auth-header' });
});

it('replaces credentials in trailers', () => {
  const trailers: RawHeaders = [['Authorization', 'Basic c2VjcmV0']];
  expect(redact([{ ...at, kind: 'request-end', trailers, line: null }])).toEqual([
    { ...at, kind: 'request-end', trailers: [['Authorization', '{redacted:Authorization}']], line: null },
    { ...at, kind: 'redaction', pointer: '/request/chunked/trailers/0', rule: 'authorization-header' },
  ]);
});

it('holds the bodies of a login until they are whole, and passes them on in one piece', () => {
  const events = [aRequest('POST /v1.41/auth'), sent('{"username":"me","pass'), sent('word":"hunter2"}'), sentAll];
  const answer = [anAnswer(200), answered('{"IdentityToken":"to'), answered('ken","Status":"Login Succeeded"}\n'), end];
  expect(story([...events, ...answer])).toEqual([
    'request',
    'request-data {"username":"me","password":"{redacted:password}"}',
    '! auth-body /request/body/data/password',
    'request-end',
    'response',
    'response-data {"IdentityToken":"{redacted:identitytoken}","Status":"Login Succeeded"}\n',
    '! auth-body /outcome/body/data/IdentityToken',
    'end',
  ]);
  expect(redact(events)[1]).toMatchObject({ last: true, line: null });
});

it('passes login bodies without a secret on as they were cut', () => {
  const pieces = [answered('{"Status":"Login'), answered(' Succeeded","IdentityToken":""}')];
  expect(redact([aRequest('POST /auth'), anAnswer(200, 'chunked'), ...pieces, answeredAll, end]).slice(2, 4)).toEqual(pieces);
});

it('keeps the message of a refused login, but not what should have been a token', () => {
  const answer = (status: number) => story([aRequest('POST /auth'), anAnswer(status), answered('page not found'), end])[2];
  expect(answer(404)).toBe('response-data page not found');
  expect(answer(200)).toBe('response-data {redacted:auth-body}');
});

it.each([
  ['a login that was cut off', [sent('{"password":"hunter2'), end], 'request-data {redacted:auth-body}'],
  [
    'a login too large to hold',
    [sent('{"password":"hunter2",'), sent(' '.repeat(2 ** 20)), sent('"a":1}'), sentAll],
    'request-data {redacted:auth-body}',
  ],
])('replaces the body of %s whole', (_, events, expected) => {
  expect(story([aRequest('POST /auth'), ...events]).slice(1, 3)).toEqual([expected, '! auth-body /request/body']);
});

it('blanks whatever else comes on a login that cannot be read', () => {
  const events = [aRequest('POST /auth'), sent('{"password":"hun'), fault, raw('client', 'ter2"}'), raw('engine', 'token'), end];
  expect(story(events)).toEqual([
    'request',
    'request-data {redacted:auth-body}',
    '! auth-body /request/body',
    'fault',
    'stream-data ******',
    '! auth-body /outcome/chunks',
    'stream-data *****',
    '! auth-body /outcome/chunks',
    'end',
  ]);
});

it('blanks credentials on a connection that cannot be read, across its pieces', () => {
  const events = [fault, raw('client', 'X-Registry-Au'), raw('engine', 'th: x'), raw('client', 'th: sec'), raw('client', 'ret\r\n')];
  expect(story(events)).toEqual([
    'fault',
    'stream-data X-Registry-Au',
    'stream-data th: x',
    'stream-data th: ***',
    '! x-registry-auth-header /outcome/chunks',
    'stream-data ***\r\n',
  ]);
});

it('does not quote the line that could not be read', () => {
  const [event] = redact([{ ...fault, kind: 'fault', reason: 'not a header line: "X-Registry-Auth : a\\"bc" at 7' } as ExchangeEvent]);
  expect(event).toMatchObject({ reason: 'not a header line: "…" at 7' });
});

it('blanks what a BuildKit connection carries after a fault', () => {
  expect(story([aRequest('POST /session'), fault, raw('client', 'hunter2')])[2]).toBe('stream-data \0\0\0\0\0\0\0');
});

it('blanks credentials on the connections of BuildKit, and leaves other streams alone', () => {
  const opens = [FRAME.headers, FLAG.endHeaders, 1, aHeaderBlock([[':path', '/moby.filesync.v1.Auth/Credentials']])] as const;
  const bytes = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), aFrame(4, 0, 0, Buffer.alloc(0)), aFrame(...opens)]);
  const events = [
    raw('engine', bytes),
    raw('client', aFrame(4, 0, 0, Buffer.alloc(0))),
    raw('client', aFrame(FRAME.data, 0, 1, Buffer.from('hunter2'))),
  ];
  const session = story([aRequest('POST /session'), anAnswer(101, 'hijacked'), ...events]);
  expect(session.join()).not.toContain('hunter2');
  expect(session.at(-1)).toBe('! buildkit-auth /outcome/chunks');
  expect(story([aRequest('POST /v1.41/containers/x/attach'), anAnswer(101, 'hijacked'), ...events]).join()).toContain('hunter2');
});

it('forgets an exchange that has ended', () => {
  expect(story([aRequest('POST /auth'), end, sent('{"password":"another exchange"}')]).at(-1)).toContain('another exchange');
});

it('redacts a login once and for all, the same however it is cut, and leaves no byte of the secret', () => {
  const body = fc.record({
    username: fc.string(),
    password: fc.stringMatching(/^[0-9a-f]{8,30}$/).map((hex) => `S3CR3T${hex}`),
    email: fc.string(),
  });
  const cuts = fc.array(fc.nat(300), { maxLength: 5 });
  fc.assert(
    fc.property(body, cuts, cuts, (login, sentCuts, answeredCuts) => {
      const asked = Buffer.from(JSON.stringify(login));
      const token = Buffer.from(JSON.stringify({ Status: login.email, IdentityToken: login.password }));
      const events = (a: readonly number[], b: readonly number[]) => [
        aRequest('POST /v1.51/auth', [['Authorization', login.password]]),
        ...cutAt(asked, a).map(sent),
        sentAll,
        anAnswer(200),
        ...cutAt(token, b).map(answered),
        end,
      ];
      const once = redact(events(sentCuts, answeredCuts));
      expect(once).toEqual(redact(events([], [])));
      expect(once.map((event) => ('data' in event ? event.data.toString() : JSON.stringify(event))).join()).not.toContain('S3CR3T');
      const kept = once.filter((event) => event.kind !== 'redaction');
      expect(redact(kept)).toEqual(kept);
    }),
  );
});
