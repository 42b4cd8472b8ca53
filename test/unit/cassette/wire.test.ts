import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeBody } from '../../../src/cassette/body.ts';
import { packSizes } from '../../../src/cassette/sizes.ts';
import type { FileBody, Outcome, RawHeaders } from '../../../src/cassette/types.ts';
import {
  answerHead,
  endsByClosing,
  interimHead,
  requestWire,
  type WholeOutcome,
  wholeAnswer,
  wholeAnswerStream,
} from '../../../src/cassette/wire.ts';
import { anyBytes } from '../../support/any-interaction.ts';
import { aHijackedOutcome, aRequest, aResponseHead, aStreamedOutcome, aWholeOutcome, someFiles } from '../../support/interactions.ts';

const files = someFiles();
const CHUNKED: RawHeaders = [['Transfer-Encoding', 'chunked']];
const sha256 = 'a'.repeat(64);

function whole(outcome: Outcome): WholeOutcome {
  if (outcome.kind !== 'whole') throw new Error('not a whole outcome');
  return outcome;
}

async function joined(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** Cuts a body at random places and says what goes over the wire. */
const cutBody = fc.tuple(anyBytes, fc.array(fc.integer({ min: 1, max: 12 }))).map(([bytes, cuts]) => {
  const sizes: number[] = [];
  const wire: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const piece = bytes.subarray(at, at + (cuts[turn] ?? bytes.length));
    sizes.push(piece.length);
    wire.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
    at += piece.length;
  }
  return { bytes, chunked: { sizes: packSizes(sizes) }, wire: Buffer.concat([...wire, Buffer.from('0\r\n\r\n')]) };
});

it('gives the recorded bytes of a plain answer, at once and in pieces', async () => {
  await fc.assert(
    fc.asyncProperty(cutBody, fc.boolean(), async ({ bytes, chunked, wire }, isChunked) => {
      const headers: RawHeaders = isChunked ? CHUNKED : [['Content-Length', String(bytes.length)]];
      const outcome: WholeOutcome = {
        ...whole(aWholeOutcome({ headers })),
        body: encodeBody(bytes),
        ...(isChunked && { chunked }),
      };
      const head = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes.length}`;
      const expected = Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`), isChunked ? wire : bytes]);
      expect(wholeAnswer(outcome, 'GET', files)).toEqual(expected);
      expect(await joined(wholeAnswerStream(outcome, 'GET', files))).toEqual(expected);
    }),
  );
});

it('gives the recorded bytes of a request', () => {
  fc.assert(
    fc.property(cutBody, ({ bytes, chunked, wire }) => {
      const request = { ...aRequest({ method: 'POST', target: '/build?t=a', headers: CHUNKED, body: encodeBody(bytes) }), chunked };
      const expected = Buffer.concat([Buffer.from('POST /build?t=a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n'), wire]);
      expect(requestWire(request, files)).toEqual(expected);
    }),
  );
});

it('cuts a large file into its chunks while it is read', async () => {
  const bytes = Buffer.alloc(600_000, 'abc');
  const body: FileBody = { encoding: 'file', sha256, extension: '.tar', offset: 0, bytes: bytes.length };
  const outcome: WholeOutcome = { ...whole(aWholeOutcome({ headers: CHUNKED })), body, chunked: { sizes: [[32_768, 18], 10_176] } };
  const withFile = someFiles({ [sha256]: bytes });
  const wire = await joined(wholeAnswerStream(outcome, 'GET', withFile));
  expect(wire.equals(wholeAnswer(outcome, 'GET', withFile))).toBe(true);
  expect(wire.length).toBe(Buffer.byteLength('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n') + 600_000 + 19 * 8 + 5);
});

it('leaves an answer open that never came to its end', () => {
  const cut = { ...whole(aWholeOutcome({ headers: CHUNKED, body: 'abc', end: 'engine-died' })), chunked: { sizes: [3] } };
  expect(wholeAnswer(cut, 'GET', files).toString()).toBe('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n');
  const short = whole(aWholeOutcome({ headers: [['Content-Length', '10']], body: 'abc', end: 'client-left' }));
  expect(wholeAnswer(short, 'GET', files).toString()).toBe('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc');
});

it('makes length and chunks fit a body that was edited', () => {
  const length = whole(aWholeOutcome({ headers: [['Content-Length', '2']], body: 'edited' }));
  expect(wholeAnswer(length, 'GET', files).toString()).toBe('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nedited');
  const chunked = { ...whole(aWholeOutcome({ headers: CHUNKED, body: 'edited' })), chunked: { sizes: [2] } };
  expect(wholeAnswer(chunked, 'GET', files).toString()).toBe(
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nedited\r\n0\r\n\r\n',
  );
});

it('keeps the length that an answer to HEAD speaks of, and sends no body', async () => {
  const outcome = whole(aWholeOutcome({ status: 404, headers: [['Content-Length', '61']] }));
  expect(wholeAnswer(outcome, 'HEAD', files).toString()).toBe('HTTP/1.1 404 Not Found\r\nContent-Length: 61\r\n\r\n');
  expect((await joined(wholeAnswerStream(outcome, 'HEAD', files))).toString()).toBe('HTTP/1.1 404 Not Found\r\nContent-Length: 61\r\n\r\n');
});

it('writes heads of interim, streamed and hijacked answers', () => {
  expect(interimHead(aResponseHead({ status: 100, reason: 'Continue' })).toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  const hijacked = aHijackedOutcome({ headers: [['Upgrade', 'tcp']] });
  if (hijacked.kind !== 'hijacked') throw new Error('not hijacked');
  expect(answerHead(hijacked, 'POST').toString()).toBe('HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n');
  const streamed = aStreamedOutcome({ headers: [['Content-Length', '3']], chunks: [{ channel: 'stdout', bytes: 'ab' }, 'c'] });
  if (streamed.kind !== 'streamed') throw new Error('not streamed');
  expect(answerHead(streamed, 'GET').toString()).toBe('HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n');
});

it('knows the answers that only the end of the connection ends', () => {
  expect(endsByClosing(whole(aWholeOutcome({ status: 404, headers: [], body: 'No such container' })), 'POST')).toBe(true);
  expect(endsByClosing(whole(aWholeOutcome({ status: 204, headers: [] })), 'POST')).toBe(false);
  expect(endsByClosing(whole(aWholeOutcome({ headers: [['content-length', '0']] })), 'POST')).toBe(false);
  expect(endsByClosing(whole(aWholeOutcome({ headers: CHUNKED })), 'GET')).toBe(false);
});
