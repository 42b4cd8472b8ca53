/** Folds a journal without touching it: somebody else is recording, or the disk is read-only. */
import type { Interaction, Redaction } from '../cassette/types.ts';
import type { ApiVersionCount } from './api-version-count.ts';
import { parseCheckpoint, readCheckpointText } from './checkpoint.ts';
import { type Disk, errorCode } from './disk.ts';
import { Fold, type NewAssembler } from './fold.ts';
import { segmentsAfter } from './fold-on-disk.ts';
import { MemoryBodies } from './journal-bodies.ts';
import { segmentPath } from './journal-layout.ts';
import { openExchangeRecords } from './open-exchanges.ts';

export interface MemoryFold {
  /** Interactions that have no file yet, those in flight cut off where they stand. */
  readonly interactions: readonly Interaction[];
  /** Ids of those in flight. */
  readonly cut: readonly number[];
  readonly bodies: MemoryBodies;
  readonly redactions: readonly Redaction[];
  readonly versions: ApiVersionCount;
}

/** A recorder that folds at the same time takes away what is being read: then it is read again, this often. */
const ATTEMPTS = 20;

/**
 * @param read what else is to be read in the same state of the cassette; called again where that has changed
 * Throws what the file system refuses with.
 */
export async function foldInMemory<T>(
  disk: Disk,
  journal: string,
  assemble: NewAssembler,
  detail: string,
  read: () => T,
): Promise<{ readonly fold: MemoryFold; readonly rest: T }> {
  for (let attempt = 1; ; attempt++) {
    const text = readCheckpointText(disk, journal);
    try {
      const fold = await foldOnce(disk, journal, assemble, detail, text);
      const rest = read();
      if (readCheckpointText(disk, journal) === text || attempt === ATTEMPTS) return { fold, rest };
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || attempt === ATTEMPTS) throw error;
    }
  }
}

async function foldOnce(disk: Disk, journal: string, assemble: NewAssembler, detail: string, text: string): Promise<MemoryFold> {
  const checkpoint = parseCheckpoint(text);
  const bodies = new MemoryBodies(disk, journal);
  const interactions: Interaction[] = [];
  const fold = new Fold({
    checkpoint,
    assemble,
    bodies,
    deliver: (interaction) => interactions.push(interaction),
    pause: async () => {},
  });
  for (const exchange of checkpoint.open) {
    fold.resume(exchange, openExchangeRecords(disk, journal, exchange, checkpoint.segment));
  }
  for (const number of segmentsAfter(disk, journal, checkpoint.segment)) {
    await fold.segment(disk.readFileSync(segmentPath(journal, number)));
  }
  const cut = await fold.cutOff(detail);
  return { interactions, cut, bodies, redactions: fold.redactions, versions: fold.versions };
}
