/**
 * Folds while recording goes on: when nothing was recorded for a moment, and also under load once much is waiting, so
 * that a recording of days does not pile up in the journal. It works in slices of some milliseconds, for it shares the
 * thread with the relay.
 */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { DiskFold } from './fold-on-disk.ts';
import type { Journal } from './journal.ts';

/** Nothing recorded for this long is idle, in ms. */
const IDLE = 200;
/** Closed segments that may wait while there is traffic, 256 MB of them: folding a busy recorder's own work costs its clients a third of the speed. */
const BACKLOG = 64;
/** Work at a stretch, and rest after it while there is traffic, in ms. */
const SLICE = 4;
const REST = 16;

export class IdleFolding {
  readonly #journal: Journal;
  readonly #newFold: (pause: () => Promise<void>) => DiskFold;
  readonly #timer: NodeJS.Timeout;
  #fold: DiskFold | null = null;
  #folded: number;
  #commits = 0;
  #running: Promise<void> | null = null;
  #busy = false;
  #sliceStart = 0;

  /** @param newFold takes up where the checkpoint says */
  constructor(journal: Journal, newFold: (pause: () => Promise<void>) => DiskFold) {
    this.#journal = journal;
    this.#newFold = newFold;
    this.#folded = journal.segment - 1;
    this.#timer = setInterval(() => void this.tick(), IDLE).unref();
  }

  /** Looks whether there is something to fold, and starts on it. Resolves when what is under way is done. */
  async tick(): Promise<void> {
    const idle = this.#commits === this.#journal.commits;
    this.#commits = this.#journal.commits;
    if (this.#running !== null) return this.#running;
    if (this.#journal.error !== null) return;
    if (idle && this.#journal.dirty && !this.#rotate()) return;
    const waiting = this.#journal.segment - 1 - this.#folded;
    if (waiting === 0 || (!idle && waiting < BACKLOG)) return;
    this.#busy = !idle;
    this.#running = this.#run(this.#journal.segment - 1).finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  /** Ends what is under way, soon, and folds no more. Gives the fold as far as it came, to go on with; null where there is none. */
  async stop(): Promise<DiskFold | null> {
    clearInterval(this.#timer);
    this.#busy = false;
    await this.#running;
    return this.#fold;
  }

  /** False where the disk refuses: the journal keeps that, and the recorder meets it with the next event. */
  #rotate(): boolean {
    try {
      this.#journal.rotate();
      return true;
    } catch {
      return false;
    }
  }

  async #run(last: number): Promise<void> {
    this.#sliceStart = performance.now();
    try {
      this.#fold ??= this.#newFold(() => this.#pause());
      await this.#fold.upTo(last);
      this.#folded = last;
    } catch {
      // The disk refuses: a later fold starts from the checkpoint, and that at the end says what is wrong.
      this.#fold?.close();
      this.#fold = null;
    }
  }

  async #pause(): Promise<void> {
    if (performance.now() - this.#sliceStart < SLICE) return;
    await (this.#busy ? sleep(REST) : nextTurn());
    this.#sliceStart = performance.now();
  }
}
