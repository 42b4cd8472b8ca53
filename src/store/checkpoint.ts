/**
 * How far a journal is folded. Replaced in one step after each segment: what it says is on disk, and what it says is to
 * be done (`moves`, deleting segments) is done after it and again by whoever comes after a crash.
 */
import { join } from 'node:path';
import type { Redaction } from '../cassette/types.ts';
import { type Disk, replaceFile } from './disk.ts';

/** A body file that is complete: from its name in the journal to its name in the cassette. Both relative to the cassette. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

export interface Checkpoint {
  /** Segments up to this one are folded. */
  readonly segment: number;
  /** The next sequence number. */
  readonly next: number;
  /** Exchanges in flight: their events so far are in `.open` files. */
  readonly open: readonly number[];
  readonly moves: readonly Move[];
  /** Of interactions folded so far, and of exchanges in flight. */
  readonly redactions: readonly Redaction[];
  /** How many requests named an API version, and how many answers did. */
  readonly requested: Readonly<Record<string, number>>;
  readonly answered: Readonly<Record<string, number>>;
  /** When the last event came, in ms. */
  readonly at: number;
  /** Whether the cassette was complete before this recording: false only for one that is appended to. */
  readonly complete: boolean;
  /** All is folded and cassette.json is written: only the journal has to go. */
  readonly finished: boolean;
}

export const FIRST_CHECKPOINT: Checkpoint = {
  segment: 0,
  next: 0,
  open: [],
  moves: [],
  redactions: [],
  requested: {},
  answered: {},
  at: 0,
  complete: true,
  finished: false,
};

const NAME = 'checkpoint.json';

/** The checkpoint as text: equal texts mean that nothing was folded between. Throws where there is none. */
export function readCheckpointText(disk: Disk, journal: string): string {
  return disk.readFileSync(join(journal, NAME), 'utf8');
}

export function parseCheckpoint(text: string): Checkpoint {
  return JSON.parse(text) as Checkpoint;
}

export function writeCheckpoint(disk: Disk, journal: string, checkpoint: Checkpoint): void {
  replaceFile(disk, join(journal, NAME), `${JSON.stringify(checkpoint)}\n`, join(journal, 'checkpoint.next'));
}
