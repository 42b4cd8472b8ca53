import { expect, it } from '@jest/globals';
import { fitLength, hasNoBody, isChunked, requestHead, statusHead } from '../../../src/cassette/wire-head.ts';
import { aRequest, aResponseHead } from '../../support/interactions.ts';

it('writes a head as its parts say', () => {
  expect(statusHead(aResponseHead({ status: 101, headers: [['Upgrade', 'tcp']] }), null).toString()).toBe(
    'HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n',
  );
  expect(requestHead(aRequest({ headers: [['Host', '']] }), 0).toString()).toBe('GET /v1.41/containers/json HTTP/1.1\r\nHost: \r\n\r\n');
});

it('writes an odd head as it came, until somebody edits its parts', () => {
  const raw = 'HTTP/1.1 200 OK\r\nServer:x\r\nContent-Length: 02\r\n\r\n';
  const headers: [string, string][] = [
    ['Server', 'x'],
    ['Content-Length', '02'],
  ];
  const head = { ...aResponseHead({ headers }), rawHead: Buffer.from(raw).toString('base64') };
  expect(statusHead(head, 2).toString()).toBe(raw);
  expect(statusHead(head, 3).toString()).toBe('HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 3\r\n\r\n');
  expect(statusHead({ ...head, status: 404 }, 2).toString()).toBe('HTTP/1.1 404 OK\r\nServer: x\r\nContent-Length: 02\r\n\r\n');
  expect(statusHead({ ...head, rawHead: 'AAAA' }, 2).toString()).toBe('HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 02\r\n\r\n');
});

it('corrects a length where there is one, and adds it to a request that needs one', () => {
  expect(fitLength([['content-length', '3']], 4)).toEqual([['content-length', '4']]);
  expect(fitLength([['X', '3']], 4)).toEqual([['X', '3']]);
  expect(requestHead(aRequest({ headers: [] }), 4).toString()).toContain('\r\nContent-Length: 4\r\n');
  expect(requestHead(aRequest({ headers: [['Transfer-Encoding', 'chunked']] }), 4).toString()).not.toContain('Content-Length');
});

it('knows which answers end with their head', () => {
  expect([hasNoBody('HEAD', 200), hasNoBody('GET', 204), hasNoBody('GET', 304), hasNoBody('POST', 101), hasNoBody('GET', 404)]).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
});

it('finds chunked among the transfer encodings', () => {
  expect(isChunked([['transfer-encoding', 'gzip, Chunked']])).toBe(true);
  expect(isChunked([['Transfer-Encoding', 'identity']])).toBe(false);
});
