/**
 * Who works on a journal: a file with a pid and when that process was started. The lock of a process that is gone
 * (or whose pid another process has now) counts for nothing.
 */
import { join } from 'node:path';
import { type Disk, errorCode } from './disk.ts';
import type { ProcessTable } from './process-table.ts';

export interface Holder {
  readonly pid: number;
  readonly started: string;
}

const NAME = 'lock';

/** The process that holds the journal; null where none does. */
export function lockHolder(disk: Disk, journal: string, processes: ProcessTable): Holder | null {
  const holder = readHolder(disk, join(journal, NAME));
  return holder !== null && processes.started(holder.pid) === holder.started ? holder : null;
}

/**
 * Takes the lock. Null: it is ours; else who has it. Throws what the file system refuses with.
 * Two processes may find the same stale lock: each puts it aside, and only what it put aside counts as stale.
 */
export function takeLock(disk: Disk, journal: string, pid: number, processes: ProcessTable): Holder | null {
  const path = join(journal, NAME);
  const mine = join(journal, `${NAME}.${pid}`);
  disk.writeFileSync(mine, JSON.stringify({ pid, started: processes.started(pid) ?? '' }));
  try {
    for (;;) {
      if (linkUnlessThere(disk, mine, path)) return null;
      const holder = lockHolder(disk, journal, processes);
      if (holder !== null) return holder;
      putAside(disk, path, join(journal, `${NAME}.${pid}.stale`), processes);
    }
  } finally {
    disk.rmSync(mine, { force: true });
  }
}

/** linkSync makes the lock with all that is in it in one step, or not at all. */
function linkUnlessThere(disk: Disk, from: string, to: string): boolean {
  try {
    disk.linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (errorCode(error) !== 'EPERM' && errorCode(error) !== 'ENOTSUP') throw error;
    // No hard links on this file system.
    return writeUnlessThere(disk, to, disk.readFileSync(from, 'utf8'));
  }
}

function writeUnlessThere(disk: Disk, path: string, text: string): boolean {
  try {
    disk.writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function putAside(disk: Disk, path: string, aside: string, processes: ProcessTable): void {
  try {
    disk.renameSync(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const holder = readHolder(disk, aside);
  // Somebody was faster and it is a live lock that we took away: give it back.
  if (holder !== null && processes.started(holder.pid) === holder.started) linkUnlessThere(disk, aside, path);
  disk.rmSync(aside, { force: true });
}

function readHolder(disk: Disk, path: string): Holder | null {
  let text: string;
  try {
    text = disk.readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
    throw error;
  }
  try {
    const { pid, started } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : null;
  } catch {
    return null;
  }
}
