/**
 * Events of exchanges in flight, taken out of segments that are folded: one file an exchange, so that an attach that
 * stays open for days keeps its own events on disk and no others.
 *
 *   entry   u32 segment, f64 sequence number that was due, record
 *
 * Entries are appended before the checkpoint says that their segment is folded. Those of a later segment than the
 * checkpoint knows come from a fold that did not end; they are cut off and made again.
 */
import { type Disk, writeAll } from './disk.ts';
import { openPath } from './journal-layout.ts';

const ENTRY_HEADER = 4 + 8;

/** A record of an exchange in flight, with the sequence number that was due when it was folded first. */
export interface CarriedRecord {
  readonly next: number;
  readonly record: Buffer;
}

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

/** A record, and where the next one starts in the file. */
export interface OpenRecord extends CarriedRecord {
  readonly end: number;
}

const READ_AHEAD = 1024 * 1024;

/** The records of an exchange out of segments up to `segment`, read as they are asked for: the file may be large. */
export function* openExchangeRecords(
  disk: Disk,
  journal: string,
  exchange: number,
  segment: number,
): Generator<OpenRecord, void, undefined> {
  const fd = disk.openSync(openPath(journal, exchange), 'r');
  try {
    let bytes = Buffer.alloc(0);
    /** Where `bytes` starts in the file, and where the next entry starts in `bytes`. */
    let start = 0;
    let at = 0;
    const have = (length: number): boolean => {
      if (at + length <= bytes.length) return true;
      const rest = bytes.subarray(at);
      const more = readFrom(disk, fd, start + bytes.length, Math.max(READ_AHEAD, length - rest.length));
      start += at;
      at = 0;
      bytes = Buffer.concat([rest, more]);
      return length <= bytes.length;
    };
    while (have(ENTRY_HEADER + 4)) {
      const length = ENTRY_HEADER + 4 + bytes.readUInt32LE(at + ENTRY_HEADER);
      if (bytes.readUInt32LE(at) > segment || !have(length)) return;
      const record = bytes.subarray(at + ENTRY_HEADER, at + length);
      const next = bytes.readDoubleLE(at + 4);
      at += length;
      yield { next, record, end: start + at };
    }
  } finally {
    disk.closeSync(fd);
  }
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

function readFrom(disk: Disk, fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const read = disk.readSync(fd, bytes, done, length - done, position + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}
