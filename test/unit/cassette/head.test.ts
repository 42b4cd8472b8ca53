import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  headerTokens,
  headerValue,
  headerValues,
  parseRequestHead,
  parseStatusHead,
  parseTrailers,
  writeRequestHead,
  writeStatusHead,
  writeTrailers,
} from '../../../src/cassette/head.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

it('reads a request head with names, order, repeats and blanks as they came', () => {
  const raw = bytes('POST /v1.41/x?a=%2F HTTP/1.1\r\nHost: \r\nX-a: 1\r\nx-A:  2 \r\nNoBlank:3\r\n\r\n');
  expect(parseRequestHead(raw)).toEqual({
    method: 'POST',
    target: '/v1.41/x?a=%2F',
    version: 'HTTP/1.1',
    headers: [
      ['Host', ''],
      ['X-a', '1'],
      ['x-A', ' 2 '],
      ['NoBlank', '3'],
    ],
    raw,
  });
});

it('reads a status head with and without a reason', () => {
  expect(parseStatusHead(bytes('HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n'))).toMatchObject({
    status: 101,
    reason: 'UPGRADED',
    version: 'HTTP/1.1',
    headers: [['Upgrade', 'tcp']],
  });
  expect(parseStatusHead(bytes('HTTP/1.0 204\r\n\r\n'))).toMatchObject({ status: 204, reason: '', headers: [] });
  expect(parseStatusHead(bytes('HTTP/1.1 200 \r\n\r\n')).reason).toBe('');
});

it.each([
  ['no version', 'GET /\r\n\r\n'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\n'],
  ['two blanks', 'GET  / HTTP/1.1\r\n\r\n'],
  ['a bare LF', 'GET / HTTP/1.1\nHost: x\r\n\r\n'],
  ['a bare CR', 'GET / HTTP/1.1\r\nHost: x\ry\r\n\r\n'],
  ['a NUL', 'GET / HTTP/1.1\r\nHost: \0\r\n\r\n'],
  ['a line without a colon', 'GET / HTTP/1.1\r\nHost\r\n\r\n'],
  ['a blank before the colon', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n'],
  ['a folded line', 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n'],
  ['an empty name', 'GET / HTTP/1.1\r\n: x\r\n\r\n'],
  ['no empty line', 'GET / HTTP/1.1\r\nHost: x\r\n'],
])('refuses a request head with %s', (_, text) => {
  expect(() => parseRequestHead(bytes(text))).toThrow(SyntaxError);
});

it.each(['HTTP/1.1 20 OK\r\n\r\n', 'HTTP/1.1 099 No\r\n\r\n', 'HTTP/2 200\r\n\r\n', 'HTTP/1.1  200 OK\r\n\r\n', 'ICY 200 OK\r\n\r\n'])(
  'refuses the status head %j',
  (text) => {
    expect(() => parseStatusHead(bytes(text))).toThrow(SyntaxError);
  },
);

it('finds header values in any case, without the blanks around them', () => {
  const headers = [
    ['Connection', ' Upgrade,close '],
    ['connection', 'X'],
  ] as const;
  expect(headerValue(headers, 'CONNECTION')).toBe('Upgrade,close');
  expect(headerValues(headers, 'connection')).toEqual(['Upgrade,close', 'X']);
  expect(headerTokens(headers, 'connection')).toEqual(['upgrade', 'close', 'x']);
  expect(headerValue(headers, 'host')).toBeUndefined();
  expect(headerValue([['Name', ' \xc3\xa0\t']], 'name')).toBe('\xc3\xa0');
});

it('reads and writes trailers', () => {
  expect(parseTrailers(bytes('\r\n'))).toEqual([]);
  expect(parseTrailers(bytes('A: 1\r\nB: \r\n\r\n'))).toEqual([
    ['A', '1'],
    ['B', ''],
  ]);
  expect(writeTrailers([['A', '1']]).toString('latin1')).toBe('A: 1\r\n\r\n');
});

const name = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);
const value = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 20 });
const headers = fc.array(fc.tuple(name, value), { maxLength: 6 });

it('writes a request head that reads the same', () => {
  fc.assert(
    fc.property(name, fc.stringMatching(/^[!-\xff]{1,20}$/), headers, (method, target, pairs) => {
      const head = { method, target, version: 'HTTP/1.1', headers: pairs };
      const raw = writeRequestHead(head);
      expect(parseRequestHead(raw)).toEqual({ ...head, raw });
      expect(writeRequestHead(parseRequestHead(raw))).toEqual(raw);
    }),
  );
});

it('writes a status head that reads the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 999 }), value, headers, (status, reason, pairs) => {
      const head = { status, reason, version: 'HTTP/1.0', headers: pairs };
      const raw = writeStatusHead(head);
      expect(parseStatusHead(raw)).toEqual({ ...head, raw });
    }),
  );
});
