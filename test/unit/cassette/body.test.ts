import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodyBytes, bodyLength, bodyStream, EMPTY_BODY, encodeBody, isEmptyBody } from '../../../src/cassette/body.ts';
import type { BodyFiles, FileBody } from '../../../src/cassette/types.ts';
import { someFiles } from '../../support/interactions.ts';

const sha256 = '0'.repeat(64);
const file: FileBody = { encoding: 'file', sha256, extension: '.bin', offset: 1, bytes: 3 };
const files = someFiles({ [sha256]: Buffer.from('xabcx') });
const noFiles = someFiles();

async function streamed(body: Parameters<typeof bodyStream>[0], from: BodyFiles): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of bodyStream(body, from)) parts.push(part);
  return Buffer.concat(parts);
}

it('keeps JSON as JSON, words as text and the rest as base64', () => {
  expect(encodeBody(Buffer.from('{"message":"page not found"}\n'))).toEqual({
    encoding: 'json',
    style: 'engine',
    end: '\n',
    data: { message: 'page not found' },
  });
  expect(encodeBody(Buffer.from('null\n'))).toEqual({ encoding: 'json', style: 'engine', end: '\n', data: null });
  expect(encodeBody(Buffer.from('42\n'))).toEqual({ encoding: 'text', data: '42\n' });
  expect(encodeBody(Buffer.from('OK'))).toEqual({ encoding: 'text', data: 'OK' });
  expect(encodeBody(Buffer.from('\ufeffhi'))).toEqual({ encoding: 'text', data: '\ufeffhi' });
  expect(encodeBody(Buffer.from([0xff]))).toEqual({ encoding: 'base64', data: '/w==' });
  expect(encodeBody(Buffer.from('a\0b'))).toEqual({ encoding: 'base64', data: 'YQBi' });
  expect(encodeBody(Buffer.alloc(0))).toBe(EMPTY_BODY);
});

it('gives every run of bytes back, whole, in pieces, and counted', async () => {
  const anyBytes = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(`${text}\n`)),
  );
  await fc.assert(
    fc.asyncProperty(anyBytes, async (bytes) => {
      const body = encodeBody(bytes);
      expect(bodyBytes(body, noFiles)).toEqual(bytes);
      expect(await streamed(body, noFiles)).toEqual(bytes);
      expect(bodyLength(body)).toBe(bytes.length);
      expect(isEmptyBody(body)).toBe(bytes.length === 0);
    }),
  );
});

it('reads a file body through what is handed in', async () => {
  expect(bodyBytes(file, files).toString()).toBe('abc');
  expect((await streamed(file, files)).toString()).toBe('abc');
  expect(bodyLength(file)).toBe(3);
  expect(isEmptyBody(file)).toBe(false);
});
