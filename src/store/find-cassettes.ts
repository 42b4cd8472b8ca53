/** From what people type to cassette directories. */
import { basename, join, relative, resolve } from 'node:path';
import { INFO_FILE_NAME } from '../cassette/format.ts';
import { TapedeckError } from '../errors.ts';
import { type Disk, errorCode } from './disk.ts';
import { realWorld } from './open-cassette.ts';
import { oldPath, type StoreWorld, settle } from './workspace.ts';

/** Where a bare name is looked for, below the working directory. */
export const CASSETTES_DIRECTORY = 'cassettes';
/** Directories within directories: a cassette lies at most this deep. */
const DEPTH = 8;

/** The cassettes in a directory and in those below it, in order of their paths. Throws TD_IO. */
export async function listCassettes(directory: string, world: StoreWorld = realWorld()): Promise<string[]> {
  return cassettesBelow(world, resolve(directory), DEPTH);
}

/**
 * What CASSETTE arguments stand for: a path or a name under cassettes/; a directory that is no cassette stands for those
 * in it. Absolute paths, each once, in the order of the arguments. Throws TD_CASSETTE_MISSING, TD_IO.
 */
export async function resolveCassettes(namesOrPaths: readonly string[], cwd: string, world: StoreWorld = realWorld()): Promise<string[]> {
  const found = namesOrPaths.flatMap((nameOrPath) => resolveOne(world, nameOrPath, cwd));
  return [...new Set(found)];
}

/** Where `record` writes: an existing cassette or a path as it stands, a bare name under cassettes/. Absolute. */
export function cassettePath(nameOrPath: string, cwd: string, world: StoreWorld = realWorld()): string {
  const path = resolve(cwd, nameOrPath);
  const isName = basename(nameOrPath) === nameOrPath && nameOrPath !== '.' && nameOrPath !== '..';
  return isName && !isCassette(world, path) ? resolve(cwd, CASSETTES_DIRECTORY, nameOrPath) : path;
}

function resolveOne(world: StoreWorld, nameOrPath: string, cwd: string): string[] {
  const candidates = [resolve(cwd, nameOrPath), resolve(cwd, CASSETTES_DIRECTORY, nameOrPath)];
  for (const path of candidates) {
    const cassettes = cassettesBelow(world, path, DEPTH);
    if (cassettes.length > 0) return cassettes;
  }
  const there = cassettesBelow(world, resolve(cwd, CASSETTES_DIRECTORY), DEPTH).map((path) =>
    relative(join(cwd, CASSETTES_DIRECTORY), path),
  );
  const list = there.length > 20 ? `${there.slice(0, 20).join(', ')} and ${there.length - 20} more` : there.join(', ');
  const empty = candidates.find((path) => world.disk.existsSync(path));
  throw new TapedeckError(
    'TD_CASSETTE_MISSING',
    empty === undefined
      ? `there is no cassette ${nameOrPath}, neither at that path nor in ${CASSETTES_DIRECTORY}/`
      : `${nameOrPath} is no cassette and holds none: there is no ${INFO_FILE_NAME} in it`,
    { hint: there.length > 0 ? `In ${CASSETTES_DIRECTORY}/ there are: ${list}.` : 'Make one with: tapedeck record NAME -- COMMAND' },
  );
}

function cassettesBelow(world: StoreWorld, directory: string, depth: number): string[] {
  if (isCassette(world, directory)) return [directory];
  if (depth === 0) return [];
  const names = new Set<string>();
  for (const entry of entries(world.disk, directory)) {
    if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') names.add(entry.name);
    // A swap that was broken off: the name may be there only as `.NAME.old`.
    const swapped = /^\.(.+)\.old$/.exec(entry.name)?.[1];
    if (swapped !== undefined) names.add(swapped);
  }
  return [...names].sort().flatMap((name) => cassettesBelow(world, join(directory, name), depth - 1));
}

function isCassette(world: StoreWorld, path: string): boolean {
  if (basename(path) !== '') settle(world, path);
  const { disk } = world;
  return disk.existsSync(join(path, INFO_FILE_NAME)) || (!disk.existsSync(path) && disk.existsSync(join(oldPath(path), INFO_FILE_NAME)));
}

function entries(disk: Disk, directory: string) {
  try {
    return disk.readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw new TapedeckError('TD_IO', `cannot read ${directory}: ${(error as Error).message}`, { cause: error });
  }
}
