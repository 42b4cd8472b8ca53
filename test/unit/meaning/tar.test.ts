import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { looksLikeTar, TarReader } from '../../../src/meaning/tar.ts';
import { someTar } from '../../support/tars.ts';

async function read(bytes: Buffer, cut = bytes.length) {
  const reader = new TarReader();
  for (let at = 0; at < bytes.length; at += cut) await reader.push(bytes.subarray(at, at + cut));
  return reader.end();
}

it('tells the entries of a tar by path, type, content, exec bit and link', async () => {
  const tar = await someTar([
    { name: './app/', type: 'directory', mode: 0o755 },
    { name: './app/run.sh', mode: 0o755, content: 'echo hi\n' },
    { name: 'app/link', type: 'symlink', linkname: 'run.sh' },
    { name: 'app/empty' },
  ]);
  expect(await read(tar)).toEqual([
    { path: 'app', type: 'directory', digest: '', executable: false, link: '' },
    { path: 'app/empty', type: 'file', digest: '', executable: false, link: '' },
    { path: 'app/link', type: 'symlink', digest: '', executable: false, link: 'run.sh' },
    { path: 'app/run.sh', type: 'file', digest: createHash('sha256').update('echo hi\n').digest('hex'), executable: true, link: '' },
  ]);
});

it('does not count times, order, owners and umask', async () => {
  const one = await someTar([
    { name: 'a', content: '1', mode: 0o644, mtime: new Date(0), uid: 0 },
    { name: 'b', content: '2', mode: 0o755 },
  ]);
  const other = await someTar([
    { name: 'b', content: '2', mode: 0o700 },
    { name: 'a', content: '1', mode: 0o664, mtime: new Date(1e12), uid: 1000 },
  ]);
  expect(await read(one)).toEqual(await read(other));
});

it('reads the same however the bytes are cut', async () => {
  const tar = await someTar([
    { name: `${'long/'.repeat(60)}name`, content: 'x'.repeat(5000) },
    { name: 'b', content: 'y' },
  ]);
  const whole = await read(tar);
  expect(whole).toHaveLength(2);
  for (const cut of [1, 100, 512, 513]) expect(await read(tar, cut)).toEqual(whole);
});

it('keeps the content of files that are asked for, where they are small', async () => {
  const tar = await someTar([
    { name: './a', content: '1' },
    { name: 'b', content: '2' },
    { name: 'c', content: '12345' },
    { name: 'a', content: '3' },
  ]);
  const reader = new TarReader({ paths: new Set(['a', 'c']), largest: 4 });
  await reader.push(tar);
  await reader.end();
  expect([...reader.contents].map(([path, bytes]) => [path, bytes.toString()])).toEqual([['a', '3']]);
});

it('gives null for what is no whole tar', async () => {
  const tar = await someTar([{ name: 'a', content: 'x'.repeat(2000) }]);
  expect(await read(tar.subarray(0, 1500))).toBeNull();
  expect(await read(Buffer.from('x'.repeat(2000)))).toBeNull();
});

it('knows a tar by its magic', async () => {
  expect(looksLikeTar(await someTar([{ name: 'a' }]))).toBe(true);
  expect(looksLikeTar(Buffer.alloc(512))).toBe(false);
  expect(looksLikeTar(Buffer.alloc(3))).toBe(false);
});
