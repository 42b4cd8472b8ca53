/**
 * Opens a cassette. What a killed recorder left in the journal is folded first: on disk, or in memory where the disk
 * may not be written. One that is being recorded is read as it stands and left alone.
 */
import { join } from 'node:path';
import { INFO_FILE_NAME, INTERACTION_FILE_NAME, interactionFileName } from '../cassette/format.ts';
import type { Cassette, CassetteInfo, Interaction } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import { CassetteFiles } from './cassette-files.ts';
import { cassetteParser } from './cassette-schema.ts';
import { type Disk, errorCode, realDisk } from './disk.ts';
import type { NewAssembler } from './fold.ts';
import type { MemoryFold } from './fold-in-memory.ts';
import { JOURNAL_DIRECTORY } from './journal-layout.ts';
import { lockHolder, takeLock } from './lock.ts';
import { processTable } from './process-table.ts';
import { besidePath, isFinished, mayNotWrite, oldPath, removeJournal, type StoreWorld, settle } from './workspace.ts';

export interface OpenOptions {
  /** How events become interactions, for what is still in the journal: `(next, sink) => new InteractionBuilder(next, sink)`. */
  readonly assemble: NewAssembler;
  readonly world?: StoreWorld;
}

export interface ReadOptions {
  /** Loads the same. Most cassettes have no journal, and then neither it nor what folds one is loaded. */
  readonly assemble: () => Promise<NewAssembler>;
  readonly world?: StoreWorld;
}

/** An interaction with the path of its file, absolute where that of the cassette is; null where it stands in the journal still. */
export interface SavedInteraction {
  readonly interaction: Interaction;
  readonly file: string | null;
}

/** A cassette whose files are read as one goes: of any size, and in little memory. */
export interface CassetteReading extends Pick<Cassette, 'info' | 'files'> {
  /** In the order of their ids. Throws TD_CASSETTE_FORMAT, TD_CASSETTE_NEWER, TD_IO as it comes upon what is wrong. */
  readonly saved: Iterable<SavedInteraction>;
}

export interface OpenedCassette extends Cassette {
  readonly path: string;
  /** A recording that was to take this one's place and whose recorder was killed; it can be opened like a cassette. */
  readonly unfinished: string | null;
}

export function realWorld(): StoreWorld {
  return { disk: realDisk, processes: processTable(process.platform), pid: process.pid };
}

/** Throws TD_CASSETTE_MISSING, TD_NOT_A_CASSETTE, TD_CASSETTE_FORMAT, TD_CASSETTE_NEWER, TD_IO. */
export async function openCassette(path: string, options: OpenOptions): Promise<OpenedCassette> {
  const world = options.world ?? realWorld();
  const directory = settledDirectory(world, path);
  const cassette = await openDirectory(
    world,
    directory,
    async () => options.assemble,
    () => loadDirectory(world.disk, directory),
    whole,
  );
  return { ...cassette, path, unfinished: unfinishedBeside(world, path) };
}

/** The same for who needs one interaction after the other. Throws what openCassette throws, some of it while it is read. */
export async function readCassette(path: string, options: ReadOptions): Promise<CassetteReading> {
  const world = options.world ?? realWorld();
  const { disk } = world;
  const directory = settledDirectory(world, path);
  const fileOf = (interaction: Interaction): string | null => {
    const file = join(directory, interactionFileName(interaction));
    return disk.existsSync(file) ? file : null;
  };
  return openDirectory<CassetteReading>(
    world,
    directory,
    options.assemble,
    () => ({ info: readInfo(disk, directory), files: new CassetteFiles(disk, directory, null), saved: readInteractions(disk, directory) }),
    ({ info, files, interactions }) => ({
      info,
      files,
      saved: interactions.map((interaction) => ({ interaction, file: fileOf(interaction) })),
    }),
  );
}

function settledDirectory(world: StoreWorld, path: string): string {
  const { disk } = world;
  settle(world, path);
  // Only while a recorder is between the two renames of its swap is there an old one without a new one.
  return !disk.existsSync(path) && disk.existsSync(oldPath(path)) ? oldPath(path) : path;
}

const whole = (cassette: Cassette): Cassette => cassette;

function unfinishedBeside({ disk, processes }: StoreWorld, path: string): string | null {
  const beside = besidePath(path);
  const dead = lockHolder(disk, join(beside, JOURNAL_DIRECTORY), processes) === null;
  return dead && disk.existsSync(join(beside, INFO_FILE_NAME)) ? beside : null;
}

/**
 * @param load reads a directory that is finished
 * @param take takes a cassette of which a part is in the journal
 */
async function openDirectory<Opened>(
  world: StoreWorld,
  directory: string,
  assemble: () => Promise<NewAssembler>,
  load: () => Opened,
  take: (cassette: Cassette) => Opened,
): Promise<Opened> {
  const { disk, processes } = world;
  const journal = join(directory, JOURNAL_DIRECTORY);
  if (!disk.existsSync(journal)) return load();
  const holder = lockHolder(disk, journal, processes);
  if (holder === null && (await foldKilled(world, directory, assemble))) return load();
  if (isFinished(disk, journal)) return load();
  const why = holder === null ? 'The recorder was killed.' : `Still being recorded by process ${holder.pid}.`;
  try {
    const { foldInMemory } = await import('./fold-in-memory.ts');
    const { fold, rest } = await foldInMemory(disk, journal, await assemble(), why, () => loadDirectory(disk, directory));
    return take(withFold(disk, directory, rest, fold, why));
  } catch (error) {
    // The recorder finished meanwhile.
    if (errorCode(error) === 'ENOENT' && !disk.existsSync(journal)) return load();
    throw error;
  }
}

/** Folds the journal of a dead recorder on disk. False where that is not possible. */
async function foldKilled(world: StoreWorld, directory: string, assemble: () => Promise<NewAssembler>): Promise<boolean> {
  const { disk, processes, pid } = world;
  const journal = join(directory, JOURNAL_DIRECTORY);
  try {
    if (takeLock(disk, journal, pid, processes) !== null) return false;
    try {
      if (disk.existsSync(join(journal, 'checkpoint.json'))) await foldAll(disk, directory, await assemble());
      removeJournal(disk, journal);
    } finally {
      disk.rmSync(join(journal, 'lock'), { force: true });
    }
    return true;
  } catch (error) {
    if (mayNotWrite(error)) return false;
    throw error;
  }
}

async function foldAll(disk: Disk, directory: string, assemble: NewAssembler): Promise<void> {
  const { DiskFold } = await import('./fold-on-disk.ts');
  const { hashFileNow } = await import('./hash-file.ts');
  const fold = new DiskFold({
    disk,
    journal: join(directory, JOURNAL_DIRECTORY),
    assemble,
    hash: async (path, length) => hashFileNow(disk, path, length),
    pause: async () => {},
  });
  if (fold.finished) return;
  const cut = await fold.all('the recorder was killed');
  const info = readInfo(disk, directory);
  const warnings = [...info.warnings, sentence('The recorder was killed.', cut)];
  fold.finish({ ...fold.describe(info), complete: false, warnings });
}

function loadDirectory(disk: Disk, directory: string): Cassette {
  const info = readInfo(disk, directory);
  const interactions = Array.from(readInteractions(disk, directory), ({ interaction }) => interaction).sort((a, b) => a.id - b.id);
  return { info, interactions, files: new CassetteFiles(disk, directory, null) };
}

/**
 * In the order of their ids. A file's name tells its id before it is read, save where somebody has given it another one:
 * from there on all are read before they are put in order.
 */
function* readInteractions(disk: Disk, directory: string): Generator<SavedInteraction, void, undefined> {
  const names = disk.readdirSync(directory).filter((name) => INTERACTION_FILE_NAME.test(name));
  names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const parser = cassetteParser();
  const read = (name: string): SavedInteraction => {
    const file = join(directory, name);
    return { interaction: parser.parseInteraction(disk.readFileSync(file, 'utf8'), file), file };
  };
  const seen = new Set<number>();
  for (const [index, name] of names.entries()) {
    const saved = read(name);
    if (saved.interaction.id === Number.parseInt(name, 10)) {
      refuseTwin(directory, saved, seen);
      yield saved;
      continue;
    }
    const rest = [saved, ...names.slice(index + 1).map(read)].sort((a, b) => a.interaction.id - b.interaction.id);
    for (const one of rest) {
      refuseTwin(directory, one, seen);
      yield one;
    }
    return;
  }
}

function withFold(disk: Disk, directory: string, loaded: Cassette, fold: MemoryFold, why: string): Cassette {
  const folded = new Set(fold.interactions.map(({ id }) => id));
  const interactions = [...loaded.interactions.filter(({ id }) => !folded.has(id)), ...fold.interactions].sort((a, b) => a.id - b.id);
  const { info } = loaded;
  return {
    info: {
      ...info,
      apiVersion: fold.versions.version() ?? info.apiVersion ?? info.engine?.apiVersion ?? null,
      complete: false,
      warnings: [...info.warnings, sentence(why, fold.cut)],
      redactions: [...fold.redactions],
    },
    interactions,
    files: new CassetteFiles(disk, directory, fold.bodies),
  };
}

/** Reads cassette.json. Throws TD_CASSETTE_MISSING, TD_NOT_A_CASSETTE, TD_CASSETTE_FORMAT, TD_CASSETTE_NEWER, TD_IO. */
export function readInfo(disk: Disk, directory: string): CassetteInfo {
  const path = join(directory, INFO_FILE_NAME);
  let text: string;
  try {
    text = disk.readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      throw new TapedeckError('TD_IO', `cannot read ${path}: ${(error as Error).message}`, { cause: error });
    if (!disk.existsSync(directory)) throw new TapedeckError('TD_CASSETTE_MISSING', `there is no cassette ${directory}`);
    throw new TapedeckError('TD_NOT_A_CASSETTE', `${directory} is not a cassette: it has no ${INFO_FILE_NAME}`);
  }
  return cassetteParser().parseInfo(text, path);
}

/** What happened, and to which interactions. */
export function sentence(why: string, cut: readonly number[]): string {
  if (cut.length === 0) return why;
  return `${why} Cut off where it stood: ${cut.length === 1 ? 'interaction' : 'interactions'} ${cut.join(', ')}.`;
}

/** Copied files keep their id; playback could not tell them apart. */
function refuseTwin(directory: string, { interaction }: SavedInteraction, seen: Set<number>): void {
  const { id } = interaction;
  if (seen.has(id)) {
    throw new TapedeckError('TD_CASSETTE_FORMAT', `${directory} has two interactions with id ${id}`, {
      hint: 'Give one of the files another id, or delete it.',
    });
  }
  seen.add(id);
}
