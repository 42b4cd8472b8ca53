import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CLIENT_PREFACE, FLAG, FRAME } from '../../../src/docker/http2-frames.ts';
import { type Http2Event, Http2Reader } from '../../../src/docker/http2-reader.ts';
import { aFrame, aHeaderBlock, cutAt } from '../../support/http2-bytes.ts';
import { captureHttp2 } from '../../support/http2-capture.ts';

const SETTINGS = aFrame(FRAME.settings, 0, 0, Buffer.alloc(0));

/** What one direction says, with the pieces of each message body joined. */
function read(pieces: readonly Buffer[]): Http2Event[] {
  const reader = new Http2Reader();
  const events: Http2Event[] = [];
  for (const event of pieces.flatMap((piece) => reader.push(piece))) {
    const last = events.at(-1);
    if (event.kind === 'data' && last?.kind === 'data' && last.stream === event.stream && !last.end) {
      events[events.length - 1] = { ...last, bytes: Buffer.concat([last.bytes, event.bytes]), end: event.end };
    } else {
      events.push(event);
    }
  }
  return events;
}

it('reads what node:http2 says, however the bytes are cut', async () => {
  const pieces = await captureHttp2([
    { path: '/a.B/C', headers: { followpaths: ['x', 'y'] }, sent: Buffer.from('question'), answered: Buffer.alloc(40_000, 'x') },
    { path: '/a.B/D', sent: Buffer.alloc(0), answered: Buffer.from('answer') },
  ]);
  const direction = (from: string) => Buffer.concat(pieces.filter((piece) => piece.from === from).map(({ data }) => data));
  fc.assert(
    fc.property(fc.array(fc.nat(50_000), { maxLength: 8 }), (cuts) => {
      const asked = read(cutAt(direction('h2client'), cuts));
      const opened = asked.flatMap((event) => (event.kind === 'headers' ? [event] : []));
      expect(opened.map(({ headers }) => headers.find(([name]) => name === ':path')?.[1])).toEqual(['/a.B/C', '/a.B/D']);
      expect(opened[0]?.headers.filter(([name]) => name === 'followpaths')).toEqual([
        ['followpaths', 'x'],
        ['followpaths', 'y'],
      ]);
      const answered = read(cutAt(direction('h2server'), cuts));
      const bodies = answered.flatMap((event) => (event.kind === 'data' && event.bytes.length > 0 ? [event.bytes.length] : []));
      expect(bodies).toEqual([40_000, 6]);
      const trailers = answered.filter((event) => event.kind === 'headers' && event.end);
      expect(trailers).toMatchObject([{ headers: [['grpc-status', '0']] }, { headers: [['grpc-status', '0']] }]);
    }),
    { numRuns: 20 },
  );
});

it('joins a header block over CONTINUATION frames, and leaves padding out', () => {
  const block = aHeaderBlock([[':path', '/x']]);
  const bytes = Buffer.concat([
    CLIENT_PREFACE,
    SETTINGS,
    aFrame(FRAME.headers, FLAG.endStream, 1, block.subarray(0, 4)),
    aFrame(FRAME.continuation, FLAG.endHeaders, 1, block.subarray(4)),
    aFrame(FRAME.data, FLAG.padded | FLAG.endStream, 3, Buffer.from('\x02abc\0\0', 'latin1')),
    aFrame(FRAME.reset, 0, 3, Buffer.from([0, 0, 0, 8])),
  ]);
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 8 }), (cuts) => {
      expect(read(cutAt(bytes, cuts))).toEqual([
        { kind: 'headers', stream: 1, headers: [[':path', '/x']], end: true },
        { kind: 'data', stream: 3, bytes: Buffer.from('abc'), end: true },
        { kind: 'reset', stream: 3, code: 8 },
      ]);
    }),
  );
});

it.each([
  ['no HTTP/2', [Buffer.from('HTTP/1.1 200 OK\r\n\r\n')]],
  [
    'a header block that cannot be read',
    [SETTINGS, aFrame(FRAME.headers, FLAG.endHeaders, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))],
  ],
  [
    'a frame in the middle of a header block',
    [SETTINGS, aFrame(FRAME.headers, 0, 1, Buffer.alloc(0)), aFrame(FRAME.data, 0, 1, Buffer.from('x'))],
  ],
])('is lost for good: %s', (_, pieces) => {
  expect(read([...pieces, aFrame(FRAME.data, 0, 5, Buffer.from('x'))])).toEqual([{ kind: 'lost' }]);
});

it('never throws', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (pieces) => {
      read([SETTINGS, ...pieces.map((piece) => Buffer.from(piece))]);
    }),
  );
});
