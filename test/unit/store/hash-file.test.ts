import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { realDisk } from '../../../src/store/disk.ts';
import { FileHasher, hashFileNow } from '../../../src/store/hash-file.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const directory = temporaryDirectory();
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

it('hashes the start of a file, here or in a thread of its own', async () => {
  const bytes = Buffer.alloc(2_500_000, 'abcdefg');
  const path = join(directory(), 'body');
  writeFileSync(path, bytes);
  const hasher = new FileHasher();
  try {
    const lengths = [2_500_000, 1_048_576, 3, 0];
    const expected = lengths.map((length) => sha256(bytes.subarray(0, length)));
    expect(await Promise.all(lengths.map((length) => hasher.hash(path, length)))).toEqual(expected);
    expect(lengths.map((length) => hashFileNow(realDisk, path, length))).toEqual(expected);
  } finally {
    await hasher.close();
  }
});

it('says what the file system refuses', async () => {
  const hasher = new FileHasher();
  await expect(hasher.hash(join(directory(), 'missing'), 1)).rejects.toThrow('ENOENT');
  await hasher.close();
});
