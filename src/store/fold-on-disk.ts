/**
 * Folds a journal into the cassette that it lies in, segment by segment:
 *
 *   1. each interaction that ends in the segment gets its file
 *   2. events of what is still in flight go to `.open` files
 *   3. the checkpoint: from here on the segment counts as folded
 *   4. body files get their names; the segment and the `.open` files of what has ended go
 *
 * Whatever is broken off before 3 is done again, with the same result; what is broken off after it is finished by
 * whoever comes next.
 */
import { dirname, join } from 'node:path';
import { INFO_FILE_NAME, interactionFileName, writeInfo, writeInteraction } from '../cassette/format.ts';
import type { CassetteInfo, Interaction } from '../cassette/types.ts';
import { type Checkpoint, parseCheckpoint, readCheckpointText, writeCheckpoint } from './checkpoint.ts';
import { type Disk, errorCode, replaceFile } from './disk.ts';
import { Fold, type NewAssembler } from './fold.ts';
import { DiskBodies } from './journal-bodies.ts';
import { openExchange, openPath, segmentNumber, segmentPath } from './journal-layout.ts';
import { appendOpenExchange, type CarriedRecord, openExchangeRecords, trimOpenExchange } from './open-exchanges.ts';

export interface DiskFoldOptions {
  readonly disk: Disk;
  /** The `.journal` directory, which lies in the cassette. */
  readonly journal: string;
  readonly assemble: NewAssembler;
  /** SHA-256 of the start of a file, in hex. */
  readonly hash: (path: string, length: number) => Promise<string>;
  readonly pause: () => Promise<void>;
}

export class DiskFold {
  readonly #disk: Disk;
  readonly #journal: string;
  readonly #cassette: string;
  readonly #bodies: DiskBodies;
  readonly #fold: Fold;
  readonly #before: Checkpoint;
  #segment: number;

  /** Takes up where the checkpoint says. */
  constructor(options: DiskFoldOptions) {
    const { disk, journal } = options;
    this.#disk = disk;
    this.#journal = journal;
    this.#cassette = dirname(journal);
    this.#bodies = new DiskBodies(disk, journal, options.hash);
    this.#before = parseCheckpoint(readCheckpointText(disk, journal));
    this.#segment = this.#before.segment;
    this.#tidy(this.#before);
    this.#fold = new Fold({
      checkpoint: this.#before,
      assemble: options.assemble,
      bodies: this.#bodies,
      deliver: (interaction) => this.#write(interaction),
      pause: options.pause,
    });
    for (const exchange of this.#before.open) {
      const length = this.#fold.resume(exchange, openExchangeRecords(disk, journal, exchange, this.#segment));
      trimOpenExchange(disk, journal, exchange, length);
    }
  }

  /** True where all was folded and described: only the journal has to go. */
  get finished(): boolean {
    return this.#before.finished;
  }

  /** Folds all segments from the first to this one that are there. They must be closed. */
  async upTo(last: number): Promise<void> {
    const numbers = segmentsAfter(this.#disk, this.#journal, this.#segment).filter((number) => number <= last);
    for (const number of numbers) {
      const carried = await this.#fold.segment(this.#disk.readFileSync(segmentPath(this.#journal, number)));
      this.#carry(number, carried);
      this.#segment = number;
      this.#settle(false);
    }
  }

  /** Folds everything, ends what is in flight as cut off, and gives those exchanges. */
  async all(detail: string): Promise<number[]> {
    await this.upTo(Number.POSITIVE_INFINITY);
    const cut = await this.#fold.cutOff(detail);
    this.#settle(false);
    return cut;
  }

  /** Writes cassette.json; the journal is of no use after it. */
  finish(info: CassetteInfo): void {
    replaceFile(this.#disk, join(this.#cassette, INFO_FILE_NAME), writeInfo(info), join(this.#journal, 'info.next'));
    this.#settle(true);
  }

  /** Closes what is open. The fold is of no use after it. */
  close(): void {
    this.#bodies.close();
  }

  /** The description of the cassette, as far as folding knows it. */
  describe(info: CassetteInfo): CassetteInfo {
    return {
      ...info,
      apiVersion: this.#fold.versions.version() ?? info.apiVersion ?? info.engine?.apiVersion ?? null,
      complete: info.complete && this.#before.complete,
      redactions: [...this.#fold.redactions].sort((a, b) => a.interaction - b.interaction),
    };
  }

  #write(interaction: Interaction): void {
    const path = join(this.#cassette, interactionFileName(interaction));
    replaceFile(this.#disk, path, writeInteraction(interaction), join(this.#journal, 'interaction.next'));
  }

  #carry(segment: number, carried: ReadonlyMap<number, readonly CarriedRecord[]>): void {
    for (const [exchange, records] of carried) appendOpenExchange(this.#disk, this.#journal, exchange, segment, records);
  }

  #settle(finished: boolean): void {
    const { next, at, open, redactions, versions } = this.#fold;
    const { requested, answered } = versions;
    const { complete } = this.#before;
    const moves = this.#bodies.takeMoves();
    const checkpoint = { segment: this.#segment, next, at, open, moves, redactions, requested, answered, complete, finished };
    writeCheckpoint(this.#disk, this.#journal, checkpoint);
    this.#tidy(checkpoint);
  }

  /** What is to be done after a checkpoint, as far as it is not done yet. */
  #tidy(checkpoint: Checkpoint): void {
    for (const { from, to } of checkpoint.moves) {
      this.#disk.mkdirSync(join(this.#cassette, 'bodies'), { recursive: true });
      try {
        this.#disk.renameSync(join(this.#cassette, from), join(this.#cassette, to));
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
      }
    }
    const open = new Set(checkpoint.open);
    for (const name of this.#disk.readdirSync(this.#journal)) {
      const segment = segmentNumber(name);
      if (segment !== null && segment <= checkpoint.segment) this.#disk.rmSync(segmentPath(this.#journal, segment));
      const exchange = openExchange(name);
      if (exchange !== null && !open.has(exchange)) this.#disk.rmSync(openPath(this.#journal, exchange));
    }
  }
}

/** Numbers of the segments behind `segment`, in order. */
export function segmentsAfter(disk: Disk, journal: string, segment: number): number[] {
  return disk
    .readdirSync(journal)
    .map(segmentNumber)
    .filter((number) => number !== null && number > segment)
    .sort((a, b) => (a as number) - (b as number)) as number[];
}
