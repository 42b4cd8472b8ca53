/**
 * A recording under way: the journal that the recorder writes to, folding when there is time, and the end of it.
 */
import { join } from 'node:path';
import { INFO_FILE_NAME, INTERACTION_FILE_NAME, writeInfo } from '../cassette/format.ts';
import type { CassetteInfo } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import { ApiVersionCount } from './api-version-count.ts';
import { type Checkpoint, FIRST_CHECKPOINT, writeCheckpoint } from './checkpoint.ts';
import { type Disk, replaceFile } from './disk.ts';
import type { Base } from './encode-record.ts';
import type { NewAssembler } from './fold.ts';
import { DiskFold } from './fold-on-disk.ts';
import { FileHasher } from './hash-file.ts';
import { IdleFolding } from './idle-folding.ts';
import { countInteractionFiles } from './interaction-files.ts';
import { Journal } from './journal.ts';
import { openCassette, realWorld, sentence } from './open-cassette.ts';
import { sweepBodies } from './sweep-bodies.ts';
import { claimWorkspace, publish, refused, removeJournal, type StoreWorld, type Workspace } from './workspace.ts';

/** What is known of a recording when it starts. `name` is that of the directory unless given. */
export interface RecordingStart {
  readonly name: string;
  readonly recordedAt: string;
  readonly recordedWith: string;
  readonly engine?: CassetteInfo['engine'];
}

export interface RecordingOptions {
  readonly start: RecordingStart;
  /** As for openCassette. */
  readonly assemble: NewAssembler;
  /** Go on where an existing cassette ends, instead of taking its place. */
  readonly append?: boolean;
  readonly world?: StoreWorld;
}

/** What the recorder learned in the meantime. */
export interface RecordingEnd {
  readonly engine?: CassetteInfo['engine'];
  readonly warnings?: readonly string[];
}

export interface FinishedRecording {
  /** Where the cassette is. Not the name asked for where an incomplete one would have taken the place of an older one. */
  readonly path: string;
  readonly info: CassetteInfo;
  /** How many interactions were recorded, those of an appended cassette not counted. */
  readonly interactions: number;
}

/**
 * Takes the lock, makes the directory and starts a journal.
 * Throws TD_CASSETTE_BUSY, TD_NOT_A_CASSETTE, TD_IO; with `append` also what openCassette throws.
 */
export async function createRecording(path: string, options: RecordingOptions): Promise<Recording> {
  const world = options.world ?? realWorld();
  const { disk } = world;
  const start =
    options.append === true && disk.existsSync(join(path, INFO_FILE_NAME)) ? await startBehind(path, options) : startNew(options);
  const workspace = claimWorkspace(world, path, options.append === true ? 'in-place' : 'replace');
  try {
    const infoPath = join(workspace.directory, INFO_FILE_NAME);
    const before = start.appends ? disk.readFileSync(infoPath, 'utf8') : null;
    writeCheckpoint(disk, workspace.journal, start.checkpoint);
    replaceFile(disk, infoPath, writeInfo({ ...start.info, complete: false }), join(workspace.journal, 'info.next'));
    return new Recording({ disk, workspace, assemble: options.assemble, start, before });
  } catch (error) {
    if (start.appends) removeJournal(disk, workspace.journal);
    else disk.rmSync(workspace.directory, { recursive: true, force: true });
    throw refused(path, error);
  }
}

/** Where a recording starts to count. */
interface Start {
  readonly info: CassetteInfo;
  readonly checkpoint: Checkpoint;
  readonly base: Base;
  readonly appends: boolean;
  /** Interactions that were there before. */
  readonly interactions: number;
}

function startNew({ start }: RecordingOptions): Start {
  const { name, recordedAt, recordedWith, engine } = start;
  const info: CassetteInfo = {
    format: 1,
    name,
    recordedAt,
    recordedWith,
    engine: engine ?? null,
    apiVersion: null,
    complete: true,
    warnings: [],
    redactions: [],
  };
  return { info, checkpoint: FIRST_CHECKPOINT, base: { exchange: 0, connection: 0, at: 0 }, appends: false, interactions: 0 };
}

/** Ids, connections, sequence numbers and times go on behind the last of the cassette. */
async function startBehind(path: string, options: RecordingOptions): Promise<Start> {
  const { info, interactions } = await openCassette(path, options);
  const [versions, base] = [new ApiVersionCount(), { exchange: 0, connection: 0, at: 0 }];
  let next = 0;
  for (const interaction of interactions) {
    versions.add(interaction);
    base.exchange = Math.max(base.exchange, interaction.id + 1);
    base.connection = Math.max(base.connection, interaction.connection + 1);
    base.at = Math.max(base.at, interaction.times.end);
    next = Math.max(next, interaction.order.end + 1);
  }
  const { requested, answered } = versions;
  const { complete, redactions } = info;
  const engine = options.start.engine ?? info.engine;
  const checkpoint: Checkpoint = { ...FIRST_CHECKPOINT, next, at: base.at, redactions, requested, answered, complete };
  return { info: { ...info, engine, complete: true }, checkpoint, base, appends: true, interactions: interactions.length };
}

interface RecordingParts {
  readonly disk: Disk;
  readonly workspace: Workspace;
  readonly assemble: NewAssembler;
  readonly start: Start;
  /** cassette.json as it was, of a cassette that is appended to. */
  readonly before: string | null;
}

export class Recording {
  /** Where the events go: a JournalSink for the recorder. */
  readonly journal: Journal;
  readonly #parts: RecordingParts;
  readonly #hasher = new FileHasher();
  readonly #folding: IdleFolding;
  #info: CassetteInfo;

  constructor(parts: RecordingParts) {
    this.#parts = parts;
    this.#info = parts.start.info;
    const { disk, workspace, start } = parts;
    this.journal = new Journal({ disk, directory: workspace.journal, base: start.base, segment: 1 });
    this.#folding = new IdleFolding(this.journal, (pause) => this.#newFold(pause));
  }

  /** Where the cassette will be. */
  get path(): string {
    return this.#parts.workspace.path;
  }

  /** Where it is written until it is finished. */
  get directory(): string {
    return this.#parts.workspace.directory;
  }

  /** The id of the first interaction that it adds. */
  get firstId(): number {
    return this.#parts.start.base.exchange;
  }

  /** Notes what the engine is, as soon as that is known: it would survive the end of this process. */
  describe(end: RecordingEnd): void {
    this.#info = this.#with(end);
    const path = join(this.directory, INFO_FILE_NAME);
    const text = writeInfo({ ...this.#info, complete: false });
    replaceFile(this.#parts.disk, path, text, join(this.#parts.workspace.journal, 'info.next'));
  }

  /**
   * Folds the rest and gives the cassette its name. Call it when all exchanges have ended: what has not is cut off.
   * Throws TD_RECORDING_INCOMPLETE where the disk refuses that too; the journal is then kept, and folded by the next
   * command that opens the cassette.
   */
  async finish(end: RecordingEnd = {}): Promise<FinishedRecording> {
    const { disk, workspace, start } = this.#parts;
    try {
      const begun = await this.#folding.stop();
      const failure = this.#closeJournal();
      const fold = begun ?? this.#newFold(async () => {});
      const cut = await fold.all('the recording ended');
      const known = fold.describe(this.#with(end));
      const warnings = [
        ...known.warnings,
        ...(failure === null ? [] : [failure]),
        ...(cut.length === 0 ? [] : [sentence('Recording ended.', cut)]),
      ];
      const info = { ...known, warnings, complete: known.complete && failure === null && cut.length === 0 };
      const interactions = countInteractionFiles(workspace.directory, disk) - start.interactions;
      fold.finish(info);
      fold.close();
      if (start.appends) sweepBodies(disk, workspace.directory);
      return { path: this.#publish(failure !== null), info, interactions };
    } catch (error) {
      disk.rmSync(join(workspace.journal, 'lock'), { force: true });
      throw new TapedeckError('TD_RECORDING_INCOMPLETE', `cannot finish ${workspace.directory}: ${(error as Error).message}`, {
        hint: 'What was recorded is in its journal: make room, then open the cassette with any command.',
        cause: error,
      });
    } finally {
      await this.#hasher.close();
    }
  }

  /** Throws all of it away; a cassette that was to be replaced or appended to is as it was. */
  async abort(): Promise<void> {
    const { disk, workspace, start, before } = this.#parts;
    (await this.#folding.stop())?.close();
    this.#closeJournal();
    await this.#hasher.close();
    if (before === null) {
      disk.rmSync(workspace.directory, { recursive: true, force: true });
      return;
    }
    for (const name of disk.readdirSync(workspace.directory)) {
      if (INTERACTION_FILE_NAME.test(name) && Number.parseInt(name, 10) >= start.base.exchange)
        disk.rmSync(join(workspace.directory, name));
    }
    replaceFile(disk, join(workspace.directory, INFO_FILE_NAME), before, join(workspace.journal, 'info.next'));
    sweepBodies(disk, workspace.directory);
    removeJournal(disk, workspace.journal);
  }

  /** Gives what the disk refused with, as a sentence for the cassette. */
  #closeJournal(): string | null {
    try {
      this.journal.close();
    } catch {
      // The journal keeps what went wrong.
    }
    const { error } = this.journal;
    return error === null ? null : `Recording ended early, the disk refused: ${(error as Error).message}.`;
  }

  #with(end: RecordingEnd): CassetteInfo {
    const { engine, warnings } = end;
    // A recording that goes on says again what the one before it said.
    const all = new Set([...this.#info.warnings, ...(warnings ?? [])]);
    return { ...this.#info, engine: engine ?? this.#info.engine, warnings: [...all] };
  }

  /** An incomplete one does not take the place of one that may be complete: it stays beside it. */
  #publish(incomplete: boolean): string {
    const { disk, workspace } = this.#parts;
    if (incomplete && workspace.directory !== workspace.path) {
      removeJournal(disk, workspace.journal);
      return workspace.directory;
    }
    publish(disk, workspace);
    return workspace.path;
  }

  #newFold(pause: () => Promise<void>): DiskFold {
    const { disk, workspace, assemble } = this.#parts;
    return new DiskFold({ disk, journal: workspace.journal, assemble, hash: (path, length) => this.#hasher.hash(path, length), pause });
  }
}
