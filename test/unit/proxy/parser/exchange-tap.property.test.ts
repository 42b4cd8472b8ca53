import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ExchangeEvent } from '../../../../src/cassette/exchange.ts';
import { writeTrailers } from '../../../../src/cassette/head.ts';
import type { RawHeaders, Side } from '../../../../src/cassette/types.ts';
import { ExchangeTap } from '../../../../src/proxy/parser/exchange-tap.ts';

interface Sent {
  readonly from: Side;
  readonly bytes: Buffer;
}

function hear(pieces: readonly Sent[]): ExchangeEvent[] {
  const events: ExchangeEvent[] = [];
  let exchanges = 0;
  const tap = new ExchangeTap(
    0,
    () => exchanges++,
    (event) => events.push(event),
  );
  for (const { from, bytes } of pieces) tap[from](bytes, 0);
  tap.clientEnd(0);
  tap.engineEnd(0);
  tap.gone('client', 'closed', 0);
  return events;
}

/**
 * Joins what only the cut of the reads has parted, so that two hearings of the same bytes are equal. Of the raw bytes
 * behind a fault, those of each side are joined: when a fault shows depends on the cut, and so does what is between.
 */
function joined(events: readonly ExchangeEvent[]): unknown[] {
  const out: ExchangeEvent[] = [];
  for (const event of events) {
    const before = out.at(-1);
    const raw =
      event.kind === 'stream-data'
        ? out.findIndex((other) => other.kind === 'stream-data' && other.from === event.from && other.exchange === event.exchange)
        : -1;
    if (
      (event.kind === 'request-data' || event.kind === 'response-data') &&
      before?.kind === event.kind &&
      before.exchange === event.exchange &&
      (!before.last || !chunkedBody(event.kind, event.exchange, events))
    ) {
      out[out.length - 1] = { ...before, data: Buffer.concat([before.data, event.data]), last: event.last };
    } else if (event.kind === 'stream-data' && raw >= 0) {
      out[raw] = { ...event, data: Buffer.concat([(out[raw] as typeof event).data, event.data]) };
    } else out.push(event);
  }
  return out;
}

/** With chunks a piece says `last` where it ends its chunk; without, each read is a piece of its own. */
function chunkedBody(kind: 'request-data' | 'response-data', exchange: number, events: readonly ExchangeEvent[]): boolean {
  const head = events.find((event) => event.exchange === exchange && event.kind === (kind === 'request-data' ? 'request' : 'response'));
  return head !== undefined && 'head' in head && head.head.headers.some(([key]) => key === 'Transfer-Encoding');
}

/** The bytes that one side sent, told from the events alone. */
function wireBytes(events: readonly ExchangeEvent[], side: Side): Buffer {
  const parts: Buffer[] = [];
  const data = side === 'client' ? 'request-data' : 'response-data';
  const end = side === 'client' ? 'request-end' : 'response-end';
  let openChunk: { line: string; data: Buffer[] } | null = null;
  let afterChunk = false;
  const text = (bytes: string) => parts.push(Buffer.from(bytes, 'latin1'));
  const chunkEnd = (line: string | null, trailers: RawHeaders) => {
    text(`${afterChunk ? '\r\n' : ''}${line ?? '0'}\r\n`);
    parts.push(writeTrailers(trailers));
    afterChunk = false;
  };
  for (const event of events) {
    if (event.kind === (side === 'client' ? 'request' : 'response') || (side === 'engine' && event.kind === 'interim')) {
      parts.push((event as Extract<ExchangeEvent, { kind: 'request' }>).head.raw);
    } else if (event.kind === data) {
      if (!chunkedBody(data, event.exchange, events)) {
        parts.push(event.data);
        continue;
      }
      openChunk ??= { line: event.line ?? '', data: [] };
      openChunk.data.push(event.data);
      if (!event.last) continue;
      const whole = Buffer.concat(openChunk.data);
      text(`${afterChunk ? '\r\n' : ''}${openChunk.line || whole.length.toString(16)}\r\n`);
      parts.push(whole);
      openChunk = null;
      afterChunk = true;
    } else if (event.kind === end && chunkedBody(data, event.exchange, events)) {
      chunkEnd(event.line, event.trailers);
    } else if (event.kind === 'stream-data' && event.from === side) {
      parts.push(event.data);
      afterChunk = false;
    }
  }
  return Buffer.concat(parts);
}

// ---- messages as peers may write them

const name = fc.stringMatching(/^[A-Z][a-z]{1,6}$/).map((text) => `X-${text}`);
const value = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 12 });
const headers = fc.array(fc.tuple(name, value), { maxLength: 3 });
const content = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const lineOf = fc.constantFrom<(size: number) => string>(
  (size) => size.toString(16),
  (size) => size.toString(16).toUpperCase(),
  (size) => `00${size.toString(16)}`,
  (size) => `${size.toString(16)};a=b`,
);
const chunkedBytes = fc
  .tuple(
    fc.array(
      fc.tuple(
        lineOf,
        content.filter(({ length }) => length > 0),
      ),
      { maxLength: 4 },
    ),
    lineOf,
    headers,
  )
  .map(([chunks, last, trailers]) =>
    Buffer.concat([
      ...chunks.flatMap(([line, data]) => [Buffer.from(`${line(data.length)}\r\n`), data, Buffer.from('\r\n')]),
      Buffer.from(`${last(0)}\r\n`),
      writeTrailers(trailers),
    ]),
  );
const body = fc.oneof(
  fc.constant({ header: '', bytes: Buffer.alloc(0) }),
  content.map((bytes) => ({ header: `Content-Length: ${bytes.length}\r\n`, bytes })),
  chunkedBytes.map((bytes) => ({ header: 'Transfer-Encoding: chunked\r\n', bytes })),
);
const lines = headers.map((pairs) => pairs.map(([key, text]) => `${key}: ${text}\r\n`).join(''));

const request = fc
  .tuple(fc.constantFrom('GET', 'POST', 'DELETE', 'PUT'), fc.constantFrom('/_ping', '/v1.41/info', '/grpc'), lines, fc.boolean(), body)
  .map(([method, target, more, upgrade, { header, bytes }]) =>
    Buffer.concat([
      Buffer.from(
        `${method} ${target} HTTP/1.1\r\n${more}${upgrade ? 'Connection: Upgrade\r\nUpgrade: h2c\r\n' : ''}${header}\r\n`,
        'latin1',
      ),
      bytes,
    ]),
  );
const interim = fc.constantFrom('', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n');
const answer = fc
  .tuple(interim, fc.constantFrom(200, 404, 500), lines, body)
  .map(([before, status, more, { header, bytes }]) =>
    Buffer.concat([
      Buffer.from(`${before}HTTP/1.1 ${status} Why\r\n${more}${header === '' ? 'Content-Length: 0\r\n' : header}\r\n`, 'latin1'),
      bytes,
    ]),
  );
const exchange = fc.tuple(request, answer).map(([asked, answered]): Sent[] => [
  { from: 'client', bytes: asked },
  { from: 'engine', bytes: answered },
]);
const hijack = content.map((stdin): Sent[] => [
  { from: 'client', bytes: Buffer.from('POST /v1.41/containers/web/attach HTTP/1.1\r\n\r\n') },
  { from: 'engine', bytes: Buffer.from('HTTP/1.1 101 UPGRADED\r\n\r\n\x01\x00\x00\x00\x00\x00\x00\x02hi') },
  { from: 'client', bytes: stdin },
]);
const garbage = fc.oneof(
  content,
  fc
    .constantFrom('GET / HTTP/1.1\n\n', 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n', '\r\n\r\n', 'zz\r\n')
    .map((text) => Buffer.from(text)),
);
const conversation = fc
  .tuple(fc.array(exchange, { maxLength: 3 }), fc.option(hijack, { nil: [] }))
  .map(([plain, stream]) => [...plain.flat(), ...stream].filter(({ bytes }) => bytes.length > 0));
const wild = fc
  .tuple(conversation, fc.array(fc.tuple(fc.nat(), fc.constantFrom<Side>('client', 'engine'), garbage), { maxLength: 2 }))
  .map(([pieces, spoils]) => {
    const spoilt = [...pieces];
    for (const [where, from, bytes] of spoils) {
      if (bytes.length > 0) spoilt.splice(where % (spoilt.length + 1), 0, { from, bytes });
    }
    return spoilt;
  });

/** Cuts each run of bytes anew; whose turn it is stays. */
function recut(pieces: readonly Sent[], sizes: readonly number[]): Sent[] {
  const cut: Sent[] = [];
  let next = 0;
  for (const { from, bytes } of pieces) {
    for (let at = 0; at < bytes.length; ) {
      const size = sizes[next++ % sizes.length] as number;
      cut.push({ from, bytes: bytes.subarray(at, at + size) });
      at += size;
    }
  }
  return cut;
}

const sentBy = (pieces: readonly Sent[], side: Side) => Buffer.concat(pieces.filter(({ from }) => from === side).map(({ bytes }) => bytes));
const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 });

it('tells the same however the bytes are cut', () => {
  fc.assert(
    fc.property(wild, sizes, (pieces, cuts) => {
      expect(joined(hear(recut(pieces, cuts)))).toEqual(joined(hear(pieces)));
    }),
    { numRuns: 200 },
  );
}, 30_000);

it('tells every byte of both sides', () => {
  fc.assert(
    fc.property(conversation, sizes, (pieces, cuts) => {
      const events = hear(recut(pieces, cuts));
      expect(events.filter(({ kind }) => kind === 'fault')).toEqual([]);
      for (const side of ['client', 'engine'] as const) expect(wireBytes(events, side)).toEqual(sentBy(pieces, side));
    }),
    { numRuns: 200 },
  );
}, 30_000);

it('tells one end for each exchange, and nothing behind it, whatever comes', () => {
  fc.assert(
    fc.property(wild, sizes, (pieces, cuts) => {
      const over = new Set<number>();
      const seen = new Set<number>();
      for (const event of hear(recut(pieces, cuts))) {
        expect(over.has(event.exchange)).toBe(false);
        seen.add(event.exchange);
        if (event.kind === 'end') over.add(event.exchange);
      }
      expect(over).toEqual(seen);
    }),
    { numRuns: 200 },
  );
}, 30_000);
