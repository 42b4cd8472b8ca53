import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
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

it('reads a tar that ends with its content, as the docker CLI leaves some, and none that ends within it', async () => {
  const lengths = fc.integer({ min: 1, max: 1200 });
  await fc.assert(
    fc.asyncProperty(lengths, lengths, fc.nat(), async (first, second, less) => {
      const content = 'x'.repeat(second);
      const tar = await someTar([
        { name: 'a', content: 'y'.repeat(first) },
        { name: 'b', content },
      ]);
      const end = tar.lastIndexOf('x') + 1;
      expect(await read(tar.subarray(0, end))).toEqual(await read(tar));
      expect(await read(tar.subarray(0, end - 1 - (less % second)))).toBeNull();
    }),
  );
});

it('tells a .dockerignore without the name that a client made up in it', async () => {
  const context = (name: string, ignored = name) =>
    someTar([
      { name, content: 'FROM a\n' },
      { name: '.dockerignore', content: `.dockerignore\n${ignored}\n` },
    ]);
  const digests = async (tar: Buffer) => (await read(tar))?.map(({ digest }) => digest);
  const [one, other] = ['.dockerfile.2f27fb4c2d82238d1537', '.dockerfile.d9f535c4df5974bc6c2a'];
  expect(await digests(await context(one))).toEqual(await digests(await context(other)));
  expect(await digests(await context(one))).not.toEqual(await digests(await context(one, 'f')));
});

it('knows a tar by its magic', async () => {
  expect(looksLikeTar(await someTar([{ name: 'a' }]))).toBe(true);
  expect(looksLikeTar(Buffer.alloc(512))).toBe(false);
  expect(looksLikeTar(Buffer.alloc(3))).toBe(false);
});
