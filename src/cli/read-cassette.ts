/** Opens a cassette that is read from its first interaction to its last. Loads little: for a short one that is most of the time. */
import type { CassetteReading } from '../store/open-cassette.ts';
import { readCassette as read } from '../store/open-cassette.ts';

/** One that a killed recorder left is finished first. */
export function readCassette(path: string): Promise<CassetteReading> {
  return read(path, { assemble: async () => (await import('./cassettes.ts')).assemble });
}
