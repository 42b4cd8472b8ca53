/**
 * Where a cassette is written, and how it gets its name.
 *
 *   cassettes/hello              a new one is written in place, and so is one that is appended to
 *   cassettes/.hello.recording   one that takes the place of `hello` is written beside it
 *   cassettes/.hello.old         `hello` for the moment in which the two change places
 *
 * The lock lies in the `.journal` of where it is written. A cassette beside is finished once its checkpoint says so; a
 * change of places that was broken off is completed (or taken back) by the next command that comes by: `settle`.
 */
import { basename, dirname, join } from 'node:path';
import { INFO_FILE_NAME } from '../cassette/format.ts';
import { TapedeckError } from '../errors.ts';
import { FIRST_CHECKPOINT, parseCheckpoint, readCheckpointText, writeCheckpoint } from './checkpoint.ts';
import { type Disk, errorCode } from './disk.ts';
import { JOURNAL_DIRECTORY } from './journal-layout.ts';
import { type Holder, lockHolder, takeLock } from './lock.ts';
import type { ProcessTable } from './process-table.ts';

/** What the store needs of the world around it. */
export interface StoreWorld {
  readonly disk: Disk;
  readonly processes: ProcessTable;
  /** Of this process. */
  readonly pid: number;
}

export interface Workspace {
  /** Where the cassette will be. */
  readonly path: string;
  /** Where it is written. */
  readonly directory: string;
  readonly journal: string;
}

export function besidePath(path: string): string {
  return join(dirname(path), `.${basename(path)}.recording`);
}

export function oldPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.old`);
}

/** Completes or takes back a change of places that was broken off. What a disk refuses here stays as it is. */
export function settle(world: StoreWorld, path: string): void {
  const { disk, processes } = world;
  const [beside, old] = [besidePath(path), oldPath(path)];
  if (!disk.existsSync(beside) && !disk.existsSync(old)) return;
  if (lockHolder(disk, join(beside, JOURNAL_DIRECTORY), processes) !== null) return;
  try {
    if (isFinished(disk, join(beside, JOURNAL_DIRECTORY))) changePlaces(disk, path);
    else if (!disk.existsSync(path) && disk.existsSync(old)) disk.renameSync(old, path);
    if (disk.existsSync(path)) disk.rmSync(old, { recursive: true, force: true });
  } catch (error) {
    if (!mayNotWrite(error)) throw error;
  }
}

/** True where nothing is left to do but to take the journal away. */
export function isFinished(disk: Disk, journal: string): boolean {
  try {
    return parseCheckpoint(readCheckpointText(disk, journal)).finished;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/**
 * Takes the lock for writing a cassette. `in-place` writes into what is there, `replace` beside it.
 * Throws TD_CASSETTE_BUSY, TD_NOT_A_CASSETTE, TD_IO.
 */
export function claimWorkspace(world: StoreWorld, path: string, mode: 'in-place' | 'replace'): Workspace {
  const { disk, processes, pid } = world;
  settle(world, path);
  const there = whatIsThere(disk, path);
  if (there === 'something else') throw notACassette(path);
  for (const directory of [path, besidePath(path)]) {
    const holder = lockHolder(disk, join(directory, JOURNAL_DIRECTORY), processes);
    if (holder !== null) throw busy(path, holder);
  }
  const directory = mode === 'replace' && there === 'cassette' ? besidePath(path) : path;
  const journal = join(directory, JOURNAL_DIRECTORY);
  const fresh = there !== 'cassette' || directory !== path;
  try {
    disk.mkdirSync(journal, { recursive: true });
    const holder = takeLock(disk, journal, pid, processes);
    if (holder !== null) throw busy(path, holder);
    if (fresh) clearLeftovers(disk, directory);
  } catch (error) {
    throw error instanceof TapedeckError ? error : refused(path, error);
  }
  return { path, directory, journal };
}

/** Gives a finished cassette its name, and the lock back. Whatever was there under the name goes. */
export function publish(disk: Disk, workspace: Workspace): void {
  if (workspace.directory !== workspace.path) changePlaces(disk, workspace.path);
  else removeJournal(disk, workspace.journal);
}

/** Marks a cassette that was written without events as finished. */
export function markFinished(disk: Disk, workspace: Workspace): void {
  writeCheckpoint(disk, workspace.journal, { ...FIRST_CHECKPOINT, finished: true });
}

/** The lock goes last: as long as anything is there, it is locked or known to be dead. */
export function removeJournal(disk: Disk, journal: string): void {
  for (const name of disk.readdirSync(journal)) {
    if (name !== 'lock') disk.rmSync(join(journal, name), { recursive: true, force: true });
  }
  disk.rmSync(journal, { recursive: true, force: true });
}

/** The disk can be read but not written, or not now. */
export function mayNotWrite(error: unknown): boolean {
  return ['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT'].includes(errorCode(error) ?? '');
}

export function refused(path: string, error: unknown): TapedeckError {
  return new TapedeckError('TD_IO', `cannot write ${path}: ${(error as Error).message}`, { cause: error });
}

function changePlaces(disk: Disk, path: string): void {
  const [beside, old] = [besidePath(path), oldPath(path)];
  if (disk.existsSync(path)) {
    disk.rmSync(old, { recursive: true, force: true });
    disk.renameSync(path, old);
  }
  disk.renameSync(beside, path);
  removeJournal(disk, join(path, JOURNAL_DIRECTORY));
  disk.rmSync(old, { recursive: true, force: true });
}

type There = 'nothing' | 'cassette' | 'something else';

/** An empty directory, or one in which a recorder died before it had begun, is nothing. */
function whatIsThere(disk: Disk, path: string): There {
  let names: string[];
  try {
    names = disk.readdirSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'nothing';
    if (errorCode(error) === 'ENOTDIR') return 'something else';
    throw refused(path, error);
  }
  if (names.includes(INFO_FILE_NAME)) return 'cassette';
  return names.every((name) => name === JOURNAL_DIRECTORY) ? 'nothing' : 'something else';
}

/** What a recorder that died has left: a new recording of the same name takes its place. */
function clearLeftovers(disk: Disk, directory: string): void {
  for (const name of disk.readdirSync(directory)) {
    if (name !== JOURNAL_DIRECTORY) disk.rmSync(join(directory, name), { recursive: true, force: true });
  }
  const journal = join(directory, JOURNAL_DIRECTORY);
  for (const name of disk.readdirSync(journal)) if (name !== 'lock') disk.rmSync(join(journal, name), { recursive: true, force: true });
}

function busy(path: string, holder: Holder): TapedeckError {
  return new TapedeckError('TD_CASSETTE_BUSY', `${path} is being written by process ${holder.pid}`, {
    hint: 'Wait until it ends, stop it, or record under another name.',
  });
}

function notACassette(path: string): TapedeckError {
  return new TapedeckError('TD_NOT_A_CASSETTE', `${path} exists and is not a cassette: it has no ${INFO_FILE_NAME}`, {
    hint: 'Choose another name, or move it away.',
  });
}
