import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import type { Body } from '../../../src/cassette/types.ts';
import { BodyReader, bodyKey, readBody } from '../../../src/meaning/body.ts';
import { aBody, someFiles } from '../../support/interactions.ts';
import { someTar } from '../../support/tars.ts';

async function read(bytes: Buffer | string, cut = 65536) {
  const reader = new BodyReader();
  const whole = Buffer.from(bytes);
  for (let at = 0; at < whole.length; at += cut) await reader.push(whole.subarray(at, at + cut));
  return reader.end();
}

it('reads JSON at once, and knows it whatever way it was kept', async () => {
  const reader = new BodyReader();
  void reader.push(Buffer.from('{"Image":"a",'));
  void reader.push(Buffer.from('"Tty":false}'));
  expect(reader.end()).toEqual({ kind: 'json', data: { Image: 'a' } });
  expect(readBody(aBody('{"Image":"a"}'), someFiles())).toEqual({ kind: 'json', data: { Image: 'a' } });
  // Blanks that no style writes: kept as text.
  expect(await readBody(aBody('{ "Image" : "a" }'), someFiles())).toEqual({ kind: 'json', data: { Image: 'a' } });
});

it.each(['', '{}', 'null', '{"Detach":false,"Tty":false}'])('takes %j for no body', async (text) => {
  expect(await read(text)).toEqual({ kind: 'none' });
  expect(await readBody(aBody(text), someFiles())).toEqual({ kind: 'none' });
});

it('tells anything else by its digest', async () => {
  for (const text of ['hello', '{"broken":', 'not a tar'.repeat(100)]) {
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(await read(text, 3)).toEqual({ kind: 'bytes', sha256, length: text.length });
  }
});

it('reads a tar by its entries, packed or not, however it is cut', async () => {
  const tar = await someTar([{ name: 'Dockerfile', content: 'FROM scratch\n' }]);
  const plain = await read(tar);
  expect(plain.kind).toBe('tar');
  for (const bytes of [gzipSync(tar), gzipSync(tar, { level: 1 })]) {
    for (const cut of [1, 7, 65536]) expect(await read(bytes, cut)).toEqual(plain);
  }
  const moved = await someTar([{ name: './Dockerfile', content: 'FROM scratch\n', mtime: new Date(0) }]);
  expect(bodyKey(await read(moved))).toBe(bodyKey(plain));
  const edited = await someTar([{ name: 'Dockerfile', content: 'FROM busybox\n' }]);
  expect(bodyKey(await read(edited))).not.toBe(bodyKey(plain));
});

it('falls back to the digest of a tar or gzip that breaks off', async () => {
  const tar = await someTar([{ name: 'a', content: 'x'.repeat(3000) }]);
  const cutTar = tar.subarray(0, 1700);
  const cutGzip = gzipSync(tar).subarray(0, 40);
  for (const bytes of [cutTar, cutGzip]) {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await read(bytes, 100)).toEqual({ kind: 'bytes', sha256, length: bytes.length });
  }
});

it('streams a recorded body from its file', async () => {
  const tar = await someTar([{ name: 'big', content: Buffer.alloc(300_000, 7) }]);
  const body: Body = { encoding: 'file', sha256: 'f', extension: '.tar', offset: 10, bytes: tar.length };
  const file = Buffer.concat([Buffer.alloc(10), tar]);
  expect(await readBody(body, someFiles({ f: file }))).toEqual(await read(tar));
});
