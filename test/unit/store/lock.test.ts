import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { type Disk, realDisk } from '../../../src/store/disk.ts';
import { lockHolder, takeLock } from '../../../src/store/lock.ts';
import { processTable } from '../../../src/store/process-table.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const directory = temporaryDirectory();

/** A machine on which these processes run. */
function running(processes: Record<number, string>) {
  return { started: (pid: number) => processes[pid] ?? null };
}

it('belongs to the first that takes it, and says to others whose it is', () => {
  const processes = running({ 1: 'a', 2: 'b' });
  expect(takeLock(realDisk, directory(), 1, processes)).toBeNull();
  expect(takeLock(realDisk, directory(), 2, processes)).toEqual({ pid: 1, started: 'a' });
  expect(lockHolder(realDisk, directory(), processes)).toEqual({ pid: 1, started: 'a' });
  expect(fs.readdirSync(directory())).toEqual(['lock']);
});

it.each([
  ['a process that is gone', {}],
  ['a process whose pid another one has now', { 1: 'later' }],
])('of %s counts for nothing', (_, others) => {
  takeLock(realDisk, directory(), 1, running({ 1: 'a' }));
  const processes = running({ ...others, 2: 'b' });
  expect(lockHolder(realDisk, directory(), processes)).toBeNull();
  expect(takeLock(realDisk, directory(), 2, processes)).toBeNull();
  expect(lockHolder(realDisk, directory(), processes)).toEqual({ pid: 2, started: 'b' });
});

it('counts for nothing when it is garbage or half written', () => {
  fs.writeFileSync(join(directory(), 'lock'), '{"pid":1,"sta');
  expect(takeLock(realDisk, directory(), 2, running({ 1: 'a', 2: 'b' }))).toBeNull();
});

it('goes to one only when two find the same stale one', () => {
  takeLock(realDisk, directory(), 1, running({ 1: 'a' }));
  const processes = running({ 2: 'b', 3: 'c' });
  let overtaken = false;
  const slow: Disk = {
    ...realDisk,
    renameSync: (from, to) => {
      if (!overtaken) {
        overtaken = true;
        expect(takeLock(realDisk, directory(), 3, processes)).toBeNull();
      }
      realDisk.renameSync(from, to);
    },
  };
  expect(takeLock(slow, directory(), 2, processes)).toEqual({ pid: 3, started: 'c' });
  expect(fs.readdirSync(directory())).toEqual(['lock']);
});

it('works on a file system without hard links', () => {
  const disk: Disk = {
    ...realDisk,
    linkSync: () => {
      throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    },
  };
  const processes = running({ 1: 'a', 2: 'b' });
  expect(takeLock(disk, directory(), 1, processes)).toBeNull();
  expect(takeLock(disk, directory(), 2, processes)).toEqual({ pid: 1, started: 'a' });
});

it('tells this process by its start, and knows when another has ended', async () => {
  const table = processTable(process.platform);
  expect(table.started(process.pid)).toBe(table.started(process.pid));
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const pid = child.pid as number;
  expect(table.started(pid)).not.toBeNull();
  expect(table.started(pid)).not.toBe(table.started(process.pid));
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(table.started(pid)).toBeNull();
});
