/** fast-check arbitraries: every shape of interaction that the format can hold. */
import fc from 'fast-check';
import { encodeBody } from '../../src/cassette/body.ts';
import { packSizes, sumSizes } from '../../src/cassette/sizes.ts';
import type {
  Body,
  Channel,
  Chunk,
  Chunked,
  End,
  FileBody,
  Interaction,
  LaterName,
  Outcome,
  RawHeaders,
  ResponseHead,
  Side,
} from '../../src/cassette/types.ts';

export const anyBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.constant(Buffer.alloc(0)),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  fc.json().map((text) => Buffer.from(`${text}\n`)),
  fc
    .constantFrom('{"Id":9007199254740993,"f":1.0,"n":-0}\n', '{"a": "\\u00fc"}', '["<b>"]\r\n', '{"b":1,"2":2,"1":3}')
    .map((text) => Buffer.from(text)),
);

const seq = fc.nat({ max: 1e6 });
const time = fc.oneof(
  fc.nat({ max: 1e6 }),
  fc.integer({ min: 0, max: 1e9 }).map((micros) => micros / 1000),
);
const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/);
const latin1 = fc.stringMatching(/^[!-~\u00a1-\u00ff]{0,12}$/);

export const anyHeaders: fc.Arbitrary<RawHeaders> = fc.array(fc.tuple(token, latin1), { maxLength: 4 });

export const anyFileBody: fc.Arbitrary<FileBody> = fc.record({
  encoding: fc.constant('file' as const),
  sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  extension: fc.constantFrom('.tar' as const, '.bin' as const),
  offset: fc.nat(),
  bytes: fc.nat(),
});
export const anyBody: fc.Arbitrary<Body> = fc.oneof(
  { weight: 5, arbitrary: anyBytes.map(encodeBody) },
  { weight: 1, arbitrary: anyFileBody },
);

const anyChunked: fc.Arbitrary<Chunked> = fc.record(
  {
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 6 }).map(packSizes),
    lines: fc.array(fc.tuple(fc.nat(), latin1), { maxLength: 2 }),
    trailers: anyHeaders,
  },
  { requiredKeys: ['sizes'] },
);
const anyHead: fc.Arbitrary<ResponseHead> = fc.record(
  {
    status: fc.integer({ min: 100, max: 599 }),
    reason: fc.constantFrom('OK', '', 'Not Found'),
    version: fc.constantFrom('HTTP/1.1', 'HTTP/1.0'),
    headers: anyHeaders,
    rawHead: fc.constant('SFRUUC8xLjEgMjAwDQoNCg=='),
  },
  { requiredKeys: ['status', 'reason', 'version', 'headers'] },
);

const anySide = fc.constantFrom<Side>('client', 'engine');
const anyEnd = fc.constantFrom<End>('finished', 'client-left', 'engine-died', 'cut-off');
type Timed = { readonly chunk: Chunk; readonly time: Interaction['times']['chunks'][number] };
const anyChunk: fc.Arbitrary<Timed> = fc.oneof(
  fc.record({ chunk: fc.record({ seq, from: anySide, end: fc.constant(true as const) }), time }),
  fc.record({
    chunk: fc.record(
      { seq, from: anySide, channel: fc.constantFrom<Channel>('stdin', 'stdout', 'stderr'), body: anyBody },
      { requiredKeys: ['seq', 'from', 'body'] },
    ),
    time,
  }),
  fc
    .tuple(seq, anySide, anyFileBody, fc.array(fc.tuple(fc.nat({ max: 3 }), time), { minLength: 1, maxLength: 5 }))
    .map(([at, from, file, row]) => {
      const sizes = packSizes(row.map(([size]) => size));
      return { chunk: { seq: at, from, body: { ...file, bytes: sumSizes(sizes) }, sizes }, time: packSizes(row.map(([, ms]) => ms)) };
    }),
);
const anyInterim = fc.array(fc.record({ seq, head: anyHead }), { maxLength: 2 });
const detail = fc.string();

/** An outcome with the times that go with it. */
const anyTimedOutcome: fc.Arbitrary<{ outcome: Outcome; chunks: Interaction['times']['chunks'] }> = fc
  .record({
    kind: fc.constantFrom<Outcome['kind']>('whole', 'streamed', 'hijacked', 'opaque', 'failed'),
    interim: anyInterim,
    head: anyHead,
    body: anyBody,
    chunked: fc.option(anyChunked, { nil: undefined }),
    timed: fc.array(anyChunk, { maxLength: 4 }),
    end: anyEnd,
    reason: fc.constantFrom('upstream-unreachable' as const, 'upstream-closed' as const, 'client-left' as const, 'cut-off' as const),
    detail,
  })
  .map(({ kind, interim, head, body, chunked, timed, end, reason, detail: words }) => {
    const framing = chunked === undefined ? {} : { chunked };
    const chunks = timed.map(({ chunk }) => chunk);
    const times = timed.map((entry) => entry.time);
    switch (kind) {
      case 'whole':
        return { outcome: { kind, interim, head, body, ...framing, end }, chunks: [] };
      case 'streamed':
        return { outcome: { kind, interim, head, chunks, ...framing, end }, chunks: times };
      case 'hijacked':
        return { outcome: { kind, interim, head, chunks, end }, chunks: times };
      case 'opaque':
        return { outcome: { kind, reason: words, chunks, end }, chunks: times };
      case 'failed':
        return { outcome: { kind, interim, reason, detail: words, partial: body }, chunks: [] };
      default:
        return kind satisfies never;
    }
  });

const anyLaterName: fc.Arbitrary<LaterName> = fc.record({
  type: fc.constantFrom('name', 'uuid', 'any'),
  here: fc.string(),
  first: fc.string(),
  key: fc.string(),
});

export const anyInteraction: fc.Arbitrary<Interaction> = fc
  .record({
    id: fc.nat({ max: 1e7 }),
    operation: fc.constantFrom('ContainerCreate', null),
    connection: fc.nat({ max: 100 }),
    names: fc.option(fc.array(anyLaterName, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    request: fc.record(
      {
        method: fc.constantFrom('GET', 'POST', 'PROPFIND'),
        target: fc.webPath(),
        version: fc.constantFrom('HTTP/1.1', 'HTTP/1.0'),
        headers: anyHeaders,
        rawHead: fc.constant('R0VUIC8NCg0K'),
        body: anyBody,
        chunked: anyChunked,
        end: fc.constantFrom('whole' as const, 'cut-off' as const),
      },
      { requiredKeys: ['method', 'target', 'version', 'headers', 'body', 'end'] },
    ),
    timed: anyTimedOutcome,
    order: fc.record({ request: seq, requestEnd: fc.option(seq), response: fc.option(seq), end: seq }),
    when: fc.record({ request: time, requestEnd: fc.option(time), response: fc.option(time), end: time }),
    interimTime: time,
  })
  .map(({ timed: { outcome, chunks }, when, interimTime, names, ...rest }) => ({
    ...rest,
    ...(names === undefined ? {} : { names }),
    outcome,
    times: { ...when, interim: 'interim' in outcome ? outcome.interim.map(() => interimTime) : [], chunks },
  }));
