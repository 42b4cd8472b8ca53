import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tarMember } from '../../../src/meaning/tar-member.ts';
import { aBody, someFiles } from '../../support/interactions.ts';
import { someTar } from '../../support/tars.ts';

const parts = [
  { name: 'a/', type: 'directory' as const },
  { name: './big', content: Buffer.alloc(3000, 'x') },
  { name: './Dockerfile', content: 'FROM busybox\n' },
  { name: 'last', content: '' },
];

it('finds one file in a tar, packed or not, in its interaction or beside it', async () => {
  const tar = await someTar(parts);
  const sha256 = createHash('sha256').update(tar).digest('hex');
  const file = { encoding: 'file', sha256, extension: '.tar', offset: 0, bytes: tar.length } as const;
  expect(tarMember(aBody(tar), someFiles(), 'Dockerfile')?.toString()).toBe('FROM busybox\n');
  expect(tarMember(aBody(gzipSync(tar)), someFiles(), 'Dockerfile')?.toString()).toBe('FROM busybox\n');
  expect(tarMember(file, someFiles({ [sha256]: tar }), 'Dockerfile')?.toString()).toBe('FROM busybox\n');
  expect(tarMember(aBody(tar), someFiles(), 'last')?.toString()).toBe('');
  expect(tarMember(aBody(tar), someFiles(), 'a')).toBeNull();
  expect(tarMember(aBody(tar), someFiles(), 'none')).toBeNull();
});

it('finds nothing in what is no tar, and comes to an end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
      expect(tarMember(aBody(Buffer.from(bytes)), someFiles(), 'Dockerfile')).toBeNull();
    }),
  );
});
