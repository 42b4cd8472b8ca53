/**
 * What the journal looks like on disk. All numbers are little-endian.
 *
 *   .journal/lock                      who records (lock.ts)
 *   .journal/checkpoint.json           how far it is folded (checkpoint.ts)
 *   .journal/segment-000001            events in order of arrival; a segment that is folded is deleted
 *   .journal/000012-response.body      bytes of a body that turned out to be large, at their offsets
 *   .journal/000012.open               events of an exchange in flight, out of segments that are gone
 *
 *   segment   "TDJOURN1", groups
 *   group     u32 bytes, u32 crc32 of them, records          one write(2), at the end of an event-loop turn
 *   record    u32 bytes that follow, u8 kind, f64 at, u32 connection, u32 exchange, what the kind has
 *
 * A large body is in both places: its big pieces in the body file (the record says where), its small ones and all that
 * came before it was known to be large in the records. Folding fills these gaps of the file. So no byte is written
 * twice while the client waits, and the file is the body once it is folded.
 */
import { join } from 'node:path';
import type { BodyPart } from '../cassette/exchange.ts';

export const JOURNAL_DIRECTORY = '.journal';
export const SEGMENT_MAGIC = Buffer.from('TDJOURN1', 'latin1');
export const GROUP_HEADER = 8;
/** Length field, kind, at, connection, exchange. */
export const RECORD_HEADER = 4 + 1 + 8 + 4 + 4;

/** The number of a kind is its place here: append only. */
export const KINDS = [
  'request',
  'request-data',
  'request-end',
  'interim',
  'response',
  'response-data',
  'response-end',
  'stream-data',
  'half-close',
  'fault',
  'end',
  'redaction',
] as const;
export const FRAMINGS = ['none', 'length', 'chunked', 'eof', 'hijacked'] as const;
export const ENDS = ['finished', 'client-left', 'engine-died', 'cut-off'] as const;
export const FAILURES = [null, 'upstream-unreachable', 'upstream-closed', 'client-left'] as const;
export const PARTS = ['request', 'response', 'client', 'engine'] as const satisfies readonly BodyPart[];

/** Flags of a record with data. */
export const LAST = 1;
export const HAS_LINE = 2;
/** The bytes are in the body file; the record has their offset (f64) and length (u32). */
export const IN_FILE = 4;
export const FROM_ENGINE = 8;

const SEGMENT_NAME = /^segment-(\d+)$/;
const OPEN_NAME = /^(\d+)\.open$/;

export function segmentPath(journal: string, number: number): string {
  return join(journal, `segment-${padded(number)}`);
}

/** The number in the name of a segment; null for any other file. */
export function segmentNumber(name: string): number | null {
  const match = SEGMENT_NAME.exec(name);
  return match === null ? null : Number(match[1]);
}

export function bodyPath(journal: string, exchange: number, part: BodyPart): string {
  return join(journal, `${padded(exchange)}-${part}.body`);
}

export function openPath(journal: string, exchange: number): string {
  return join(journal, `${padded(exchange)}.open`);
}

/** The exchange in the name of an `.open` file; null for any other file. */
export function openExchange(name: string): number | null {
  const match = OPEN_NAME.exec(name);
  return match === null ? null : Number(match[1]);
}

function padded(number: number): string {
  return String(number).padStart(6, '0');
}
