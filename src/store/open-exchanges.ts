/**
 * Events of exchanges in flight, taken out of segments that are folded: one file an exchange, so that an attach that
 * stays open for days keeps its own events on disk and no others.
 *
 *   entry   u32 segment, f64 sequence number that was due, record
 *
 * Entries are appended before the checkpoint says that their segment is folded. Those of a later segment than the
 * checkpoint knows come from a fold that did not end; they are cut off and made again.
 */
import type { Disk } from './disk.ts';
import { writeAll } from './disk.ts';
import type { CarriedRecord } from './fold.ts';
import { openPath } from './journal-layout.ts';

const ENTRY_HEADER = 4 + 8;

export function appendOpenExchange(
  disk: Disk,
  journal: string,
  exchange: number,
  segment: number,
  records: readonly CarriedRecord[],
): void {
  const entries = records.flatMap(({ next, record }) => {
    const header = Buffer.alloc(ENTRY_HEADER);
    header.writeUInt32LE(segment, 0);
    header.writeDoubleLE(next, 4);
    return [header, record];
  });
  const fd = disk.openSync(openPath(journal, exchange), 'a');
  try {
    writeAll(disk, fd, Buffer.concat(entries), null);
  } finally {
    disk.closeSync(fd);
  }
}

/** The records of an exchange out of segments up to `segment`; with the length of the file that they make up. */
export function readOpenExchange(
  disk: Disk,
  journal: string,
  exchange: number,
  segment: number,
): { readonly records: CarriedRecord[]; readonly length: number } {
  const bytes = disk.readFileSync(openPath(journal, exchange));
  const records: CarriedRecord[] = [];
  let at = 0;
  while (at + ENTRY_HEADER + 4 <= bytes.length) {
    const start = at + ENTRY_HEADER;
    const end = start + 4 + bytes.readUInt32LE(start);
    if (bytes.readUInt32LE(at) > segment || end > bytes.length) break;
    records.push({ next: bytes.readDoubleLE(at + 4), record: bytes.subarray(start, end) });
    at = end;
  }
  return { records, length: at };
}

/** Cuts off what a fold that did not end has left. */
export function trimOpenExchange(disk: Disk, journal: string, exchange: number, length: number): void {
  const fd = disk.openSync(openPath(journal, exchange), 'r+');
  try {
    disk.ftruncateSync(fd, length);
  } finally {
    disk.closeSync(fd);
  }
}
