import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LiveRequest, Responder } from '../../../src/cassette/exchange.ts';
import { headerValue } from '../../../src/cassette/head.ts';
import { NockExchange } from '../../../src/testing/nock-exchange.ts';

/** What a responder hears of a request that nock caught with this body. */
function heard(bytes: Buffer, headers: Record<string, string>): { readonly request: LiveRequest; readonly body: Buffer } {
  const text = bytes.toString('utf8');
  // As nock hands it on.
  const body = Buffer.from(text).equals(bytes) ? text : bytes.toString('hex');
  const pieces: Buffer[] = [];
  let request: LiveRequest | null = null;
  const responder: Responder = {
    open: (live) => {
      request = live;
      return { data: (data) => void pieces.push(data), end() {}, stream() {}, streamEnd() {}, left() {} };
    },
  };
  new NockExchange({ responder, onRefused() {} }, { method: 'POST', target: '/build', headers, body }, 0, () => {}).start();
  return { request: request as unknown as LiveRequest, body: Buffer.concat(pieces) };
}

it('hands on the bytes that were sent, whatever nock made of them', () => {
  const digits = fc.stringMatching(/^([0-9a-f]{2})*$/).map((text) => Buffer.from(text));
  const bodies = fc.oneof(
    fc.uint8Array().map(Buffer.from),
    fc.string().map((text) => Buffer.from(text)),
    digits,
  );
  fc.assert(
    fc.property(bodies, (bytes) => {
      const { body, request } = heard(bytes, { 'content-length': String(bytes.length) });
      expect(body.equals(bytes)).toBe(true);
      expect(headerValue(request.head.headers, 'Content-Length')).toBe(bytes.length === 0 ? undefined : String(bytes.length));
    }),
  );
});

it('tells the length of what was sent in chunks', () => {
  const { request } = heard(Buffer.from('tar'), { 'Transfer-Encoding': 'chunked', 'X-Registry-Config': 'e30=' });
  expect(request.head.headers).toEqual([
    ['X-Registry-Config', 'e30='],
    ['content-length', '3'],
  ]);
});
