import { expect, it } from '@jest/globals';
import { writeProtobuf } from '../../../../src/docker/protobuf.ts';
import { SentFiles } from '../../../../src/meaning/buildkit/sent-files.ts';
import { compareContents, compareStats, notTheRecorded, wantedContents } from '../../../../src/replay/buildkit/compare-files.ts';
import { dataPacket, type OfferedFile, statPacket } from '../../../support/buildkit-client.ts';

/** What a client handed over; the contents only of `read`. */
function sent(files: readonly OfferedFile[], read: readonly string[] = files.map(({ path }) => path)): SentFiles {
  const all = new SentFiles();
  for (const file of files) all.take(statPacket(file));
  all.take(writeProtobuf([]));
  for (const [id, { path, content }] of files.entries()) {
    if (!read.includes(path)) continue;
    if (content !== '') all.take(dataPacket(id, Buffer.from(content)));
    all.take(dataPacket(id, Buffer.alloc(0)));
  }
  return all;
}

const A = { path: 'a', content: 'one' };
const B = { path: 'b', content: '' };
const FOLDER = 0x80000000 + 0o755;

it('finds no difference between the same files in another order', () => {
  const [live, recorded] = [sent([B, A]), sent([A, B])];
  expect(live.listed).toBe(true);
  expect([...compareStats(live, recorded), ...compareContents(live, recorded)]).toEqual([]);
});

it.each([
  ['a file less', [B], { path: 'a', live: null, recorded: 'a file', says: 'is missing' }],
  [
    'a file more',
    [A, B, { path: 'c', content: '' }],
    { path: 'c', live: 'a file', recorded: null, says: 'was not there in the recording' },
  ],
  ['another size', [{ ...A, content: 'four' }, B], { path: 'a', live: '4 bytes', recorded: '3 bytes', says: 'has 4 bytes, recorded 3' }],
  [
    'the exec bit',
    [{ ...A, mode: 0o755 }, B],
    { path: 'a', live: 'executable', recorded: 'not executable', says: 'is executable, recorded the other way' },
  ],
  [
    'a folder',
    [{ ...A, mode: FOLDER }, B],
    { path: 'a', live: 'a directory', recorded: 'a file', says: 'is a directory, recorded a file' },
  ],
])('says so of %s', (_, live, difference) => {
  expect(compareStats(sent(live), sent([A, B]))).toEqual([difference]);
});

it('says all in one sentence, and each by itself', () => {
  const files = Array.from({ length: 10 }, (_, index) => ({ path: `f${index}`, content: '' }));
  const unlike = notTheRecorded('the build context', 'context', compareStats(sent([]), sent(files)));
  expect(unlike.reason).toMatch(/^the build context is not the recorded one: f0 is missing, .*, f7 is missing, and 2 more$/);
  expect(unlike.mismatches).toHaveLength(10);
  expect(unlike.mismatches[9]).toEqual({ place: 'context file f9', live: null, recorded: 'a file' });
});

it('looks into the files whose contents were recorded, and into no other', () => {
  const [live, recorded] = [
    sent([
      { ...B, content: 'b' },
      { ...A, content: 'two' },
    ]),
    sent([A, { ...B, content: 'x' }], ['a']),
  ];
  expect(wantedContents(live, recorded)).toEqual([1]);
  expect(compareContents(live, recorded)).toEqual([
    {
      path: 'a',
      live: expect.stringMatching(/^content with sha256 [0-9a-f]{12}$/),
      recorded: expect.stringMatching(/^content with sha256 [0-9a-f]{12}$/),
      says: 'has other content',
    },
  ]);
});
