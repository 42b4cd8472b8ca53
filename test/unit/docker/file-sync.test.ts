import { expect, it } from '@jest/globals';
import { fileType, finishFiles, isExecutable, readFilePacket, requestFile } from '../../../src/docker/file-sync.ts';
import { writeProtobuf } from '../../../src/docker/protobuf.ts';
import { dataPacket, statPacket } from '../../support/buildkit-client.ts';

it.each([0, 1, 300])('writes what a receiver says: file %i, please', (id) => {
  expect(readFilePacket(requestFile(id))).toEqual({ kind: 'request', id });
});

it('reads every packet', () => {
  expect(readFilePacket(finishFiles())).toEqual({ kind: 'fin' });
  expect(readFilePacket(writeProtobuf([]))).toEqual({ kind: 'stat', stat: null });
  expect(readFilePacket(statPacket({ path: 'a/b', content: 'four', mode: 0o755 }))).toEqual({
    kind: 'stat',
    stat: { path: 'a/b', mode: 0o755, size: 4, link: '' },
  });
  expect(readFilePacket(dataPacket(7, Buffer.from('x')))).toEqual({ kind: 'data', id: 7, data: Buffer.from('x') });
  expect(readFilePacket(dataPacket(0, Buffer.alloc(0)))).toEqual({ kind: 'data', id: 0, data: Buffer.alloc(0) });
  expect(readFilePacket(Buffer.from([8, 4, 0x22, 2, 0x6e, 0x6f]))).toEqual({ kind: 'error', message: 'no' });
});

it.each([
  ['no protobuf', Buffer.from([0xff])],
  ['another type', Buffer.from([8, 9])],
  ['a stat that is none', Buffer.from([0x12, 1, 0xff])],
])('refuses %s', (_, message) => {
  expect(readFilePacket(message)).toBeNull();
});

// Go's os.FileMode: type bits stand above the permissions.
it.each([
  ['file', 0o644, ''],
  ['link', 0o644, 'other'],
  ['directory', 0x80000000 + 0o755, ''],
  ['symlink', 0x8000000 + 0o777, '../1'],
  ['special file', 0x2000000 + 0o644, ''],
])('knows a %s', (type, mode, link) => {
  expect(fileType({ path: 'x', mode, size: 0, link })).toBe(type);
});

it('knows what may be executed', () => {
  const stat = { path: 'x', size: 0, link: '' };
  expect([0o644, 0o755, 0o010].map((mode) => isExecutable({ ...stat, mode }))).toEqual([false, true, true]);
});
