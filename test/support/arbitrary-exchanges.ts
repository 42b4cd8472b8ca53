/** Random exchanges for properties: every event kind, every framing, bodies on both sides of the inline limit. */
import fc from 'fast-check';
import type { ExchangeEvent } from '../../src/cassette/exchange.ts';
import { writeFrame } from '../../src/cassette/frames.ts';
import { writeRequestHead, writeStatusHead } from '../../src/cassette/head.ts';
import type { RawHeaders, Side } from '../../src/cassette/types.ts';

const name = fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,8}$/);
const value = fc.stringMatching(/^[!-~\xa0-\xff]{0,12}$/);
const trailers: fc.Arbitrary<RawHeaders> = fc.array(fc.tuple(name, value), { maxLength: 2 });
const small = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes));
/** So long that a few of them pass the inline limit and lie in the body file, or only one of these. */
const long = fc.tuple(fc.constantFrom(4_000, 5_000, 30_000, 66_000), fc.nat(255)).map(([size, byte]) => Buffer.alloc(size, byte));
const text = fc.constantFrom('{"a":1}\n', 'hello\n', 'é', '[1,2.50]').map((content) => Buffer.from(content));
const bytes = fc.oneof({ weight: 4, arbitrary: small }, { weight: 2, arbitrary: text }, { weight: 1, arbitrary: long });
/** What is odd about a chunk-size line: nothing as a rule. */
const oddity = fc.constantFrom<((size: string) => string) | null>(
  null,
  null,
  null,
  (size) => `00${size}`,
  (size) => `${size};name=value`,
);
const lastLine = oddity.map((odd) => odd?.('0') ?? null);
const how = fc.constantFrom('finished', 'client-left', 'engine-died', 'cut-off');
const pick = fc.constantFrom<Side>('client', 'engine');

/** Distributes over the union, so that each kind keeps its own fields. */
type Timeless<E> = E extends ExchangeEvent ? Omit<E, 'at' | 'connection' | 'exchange'> : never;
type Step = Timeless<ExchangeEvent>;
type DataKind = 'request-data' | 'response-data';

/** A body in HTTP chunks: each cut into one or two reads, some with a size line of their own. */
const chunkSteps = (kind: DataKind) =>
  fc
    .array(fc.tuple(bytes, fc.boolean(), oddity), { maxLength: 4 })
    .map((chunks) => chunks.flatMap(([data, cut, odd]) => readsOf(kind, data, cut, odd?.(data.length.toString(16)) ?? null)));

function readsOf(kind: DataKind, data: Buffer, cut: boolean, sizeLine: string | null): Step[] {
  if (!cut || data.length < 2) return [{ kind, data, last: true, line: sizeLine }];
  const middle = data.length >> 1;
  return [
    { kind, data: data.subarray(0, middle), last: false, line: sizeLine },
    { kind, data: data.subarray(middle), last: true, line: null },
  ];
}

const plainSteps = (kind: DataKind) =>
  fc.array(bytes, { maxLength: 4 }).map((reads): Step[] => reads.map((data) => ({ kind, data, last: true, line: null })));

const requestSteps: fc.Arbitrary<Step[]> = fc
  .tuple(fc.boolean(), fc.constantFrom('/v1.41/info', '/v1.41/containers/x/logs', '/v1.41/build', '/v1.41/exec/e/start', '/nothing'))
  .chain(([chunked, target]) => {
    const body = chunked ? chunkSteps('request-data') : plainSteps('request-data');
    const end = chunked ? fc.tuple(trailers, lastLine) : fc.constant([[], null] as [RawHeaders, null]);
    return fc.tuple(body, end).map(([data, [names, sizeLine]]): Step[] => {
      const length = data.reduce((sum, step) => sum + ('data' in step ? step.data.length : 0), 0);
      const headers: RawHeaders = chunked ? [['Transfer-Encoding', 'chunked']] : [['content-length', String(length)]];
      const head = { method: target.endsWith('start') || target.endsWith('build') ? 'POST' : 'GET', target, version: 'HTTP/1.1', headers };
      const request: Step = { kind: 'request', head: { ...head, raw: writeRequestHead(head) } };
      return [request, ...data, { kind: 'request-end', trailers: names, line: sizeLine }];
    });
  });

function responseHead(status: number, headers: RawHeaders) {
  const head = { status, reason: 'Fine', version: 'HTTP/1.1', headers };
  return { ...head, raw: writeStatusHead(head) };
}

const interim: fc.Arbitrary<Step[]> = fc.constantFrom<Step[]>([], [{ kind: 'interim', head: responseHead(100, []) }]);

const answerSteps: fc.Arbitrary<Step[]> = fc.oneof(
  plainSteps('response-data').map((data): Step[] => [{ kind: 'response', framing: 'length', head: responseHead(200, []) }, ...data]),
  plainSteps('response-data').map((data): Step[] => [{ kind: 'response', framing: 'eof', head: responseHead(200, []) }, ...data]),
  fc
    .tuple(chunkSteps('response-data'), trailers, lastLine, fc.constantFrom(200, 404))
    .map(([data, names, sizeLine, status]): Step[] => [
      { kind: 'response', framing: 'chunked', head: responseHead(status, [['Transfer-Encoding', 'chunked']]) },
      ...data,
      { kind: 'response-end', trailers: names, line: sizeLine },
    ]),
  fc.tuple(streamReads(), fc.boolean()).map(([reads, framed]): Step[] => [
    {
      kind: 'response',
      framing: 'hijacked',
      head: responseHead(101, [['Content-Type', `application/vnd.docker.${framed ? 'multiplexed' : 'raw'}-stream`]]),
    },
    ...reads,
  ]),
  streamReads().map((reads): Step[] => [{ kind: 'fault', reason: 'no HTTP' }, ...reads]),
);

/** Both sides of a connection, frames and other bytes, cut anywhere; then perhaps a FIN. */
function streamReads(): fc.Arbitrary<Step[]> {
  const data = fc.oneof(
    bytes,
    bytes.map((payload) => writeFrame('stdout', payload)),
    bytes.map((payload) => writeFrame('stderr', payload).subarray(0, 9)),
  );
  const reads = fc
    .array(fc.tuple(pick, data), { maxLength: 6 })
    .map((list) => list.map(([from, read]): Step => ({ kind: 'stream-data', from, data: read })));
  const fin = fc.option(pick).map((from): Step[] => (from === null ? [] : [{ kind: 'half-close', from }]));
  return fc.tuple(reads, fin).map(([steps, last]) => [...steps, ...last]);
}

const end: fc.Arbitrary<Step[]> = fc
  .tuple(how, fc.string())
  .map(([ended, detail]) => [{ kind: 'end', how: ended as 'finished', detail, failure: null, partial: null }]);

const exchangeSteps = fc.tuple(requestSteps, interim, answerSteps, end).map((parts) => parts.flat());
const failedSteps = fc
  .tuple(requestSteps, fc.constantFrom('upstream-unreachable', 'upstream-closed', 'client-left'), fc.option(small))
  .map(([request, failure, partial]): Step[] => [...request, { kind: 'end', how: 'engine-died', detail: 'gone', failure, partial }]);

/** The events of one exchange, from request to end. */
export const anyExchange: fc.Arbitrary<ExchangeEvent[]> = fc
  .oneof({ weight: 5, arbitrary: exchangeSteps }, { weight: 1, arbitrary: failedSteps })
  .map((steps) => steps.map((step, at) => ({ ...step, at, connection: 0, exchange: 0 }) as ExchangeEvent));

/** Events of one to four exchanges at a time; some do not end. */
export const anySession: fc.Arbitrary<ExchangeEvent[]> = fc
  .array(fc.tuple(anyExchange, fc.nat(3)), { minLength: 1, maxLength: 4 })
  .map((exchanges) =>
    exchanges.map(([events, cut], exchange) =>
      events.slice(0, cut === 0 ? -1 : undefined).map((event) => ({ ...event, exchange, connection: exchange })),
    ),
  )
  .map((exchanges) => {
    const longest = Math.max(...exchanges.map((events) => events.length));
    return Array.from({ length: longest }, (_, index) => exchanges.flatMap((events) => events.slice(index, index + 1))).flat();
  });
