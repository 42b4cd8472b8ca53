import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { FileBody, Interaction } from '../../../src/cassette/types.ts';
import { openCassette } from '../../../src/store/open-cassette.ts';
import { writeCassette } from '../../../src/store/write-cassette.ts';
import { aCassette, aHijackedOutcome, anInteraction, aWholeOutcome } from '../../support/interactions.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const directory = temporaryDirectory();
const path = () => join(directory(), 'hello');
const assemble = () => {
  throw new Error('there is no journal to fold');
};

const BYTES = Buffer.alloc(100_000, 'bytes ');
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const file = (offset: number, bytes: number): FileBody => ({ encoding: 'file', sha256: SHA256, extension: '.bin', offset, bytes });

/** One that names the whole file, and one whose stream names two runs of it. */
function interactionsWithFiles(): Interaction[] {
  const stream = aHijackedOutcome();
  if (stream.kind !== 'hijacked') throw new Error('it is');
  const run = (seq: number, body: FileBody) => ({ seq, from: 'engine', body, sizes: [body.bytes] }) as const;
  const outcome = { ...stream, chunks: [run(3, file(0, 40_000)), run(4, file(40_000, 60_000))] };
  const times = { request: 0, requestEnd: 0, interim: [], response: 1, chunks: [[2], [3]], end: 4 };
  return [anInteraction({ outcome: aWholeOutcome({ body: file(0, 100_000) }) }), anInteraction({ id: 1, outcome, times })];
}

it('writes body files once, whole, and reads runs of them', async () => {
  await writeCassette(path(), aCassette({ interactions: interactionsWithFiles(), files: { [SHA256]: BYTES } }));
  expect(readdirSync(join(path(), 'bodies'))).toEqual([`${SHA256}.bin`]);
  const { interactions, files } = await openCassette(path(), { assemble });
  expect(interactions).toEqual(interactionsWithFiles());
  expect(files.read(file(40_000, 60_000)).equals(BYTES.subarray(40_000))).toBe(true);
  const pieces: Buffer[] = [];
  for await (const piece of files.stream(file(1, 99_999))) pieces.push(piece);
  expect(Buffer.concat(pieces).equals(BYTES.subarray(1))).toBe(true);
});

it('refuses bytes that are not what their name says, and leaves nothing behind', async () => {
  const cassette = aCassette({ interactions: interactionsWithFiles(), files: { [SHA256]: Buffer.alloc(100_000) } });
  await expect(writeCassette(path(), cassette)).rejects.toMatchObject({ code: 'TD_CASSETTE_FORMAT' });
  expect(readdirSync(directory())).toEqual([]);
});

it('says which body file is missing or short', async () => {
  await writeCassette(path(), aCassette({ interactions: interactionsWithFiles(), files: { [SHA256]: BYTES } }));
  const { files } = await openCassette(path(), { assemble });
  truncateSync(join(path(), 'bodies', `${SHA256}.bin`), 50_000);
  expect(() => files.read(file(0, 100_000))).toThrow('ends before byte 100000');
  rmSync(join(path(), 'bodies'), { recursive: true });
  expect(() => files.read(file(0, 100_000))).toThrow(`bodies/${SHA256}.bin is missing`);
});

it('says when two files have the same id', async () => {
  await writeCassette(path(), aCassette({ interactions: [anInteraction()] }));
  await writeCassette(join(directory(), 'other'), aCassette({ interactions: [anInteraction({ target: '/v1.41/info' })] }));
  copyFileSync(join(directory(), 'other', '000000-SystemInfo.json'), join(path(), '000000-SystemInfo.json'));
  await expect(openCassette(path(), { assemble })).rejects.toMatchObject({
    code: 'TD_CASSETTE_FORMAT',
    message: expect.stringContaining('id 0'),
  });
});

it('says when there is none, or something else', async () => {
  await expect(openCassette(path(), { assemble })).rejects.toMatchObject({ code: 'TD_CASSETTE_MISSING' });
  await expect(openCassette(directory(), { assemble })).rejects.toMatchObject({ code: 'TD_NOT_A_CASSETTE' });
});
