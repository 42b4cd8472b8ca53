/**
 * The packets by which a BuildKit client hands over files: `moby.filesync.v1.FileSync/DiffCopy`, each a gRPC message
 * (https://github.com/tonistiigi/fsutil, wire.proto).
 *
 *   sender    STAT … STAT, an empty STAT          receiver   REQ id …            id counts the STATs from 0
 *             DATA id … DATA id (empty: its end)             FIN                 then FIN of the sender
 */
import { type ProtobufField, readProtobuf, readVarint, writeProtobuf, writeVarint } from './protobuf.ts';

export interface FileStat {
  readonly path: string;
  /** As Go's `os.FileMode` has it: permission bits below, type bits above. */
  readonly mode: number;
  readonly size: number;
  /** Target of a link; '' for anything else. */
  readonly link: string;
}

export type FilePacket =
  /** Null: no more files. */
  | { readonly kind: 'stat'; readonly stat: FileStat | null }
  | { readonly kind: 'request'; readonly id: number }
  /** Empty: the end of that file. */
  | { readonly kind: 'data'; readonly id: number; readonly data: Buffer }
  | { readonly kind: 'fin' }
  | { readonly kind: 'error'; readonly message: string };

const TYPE = { stat: 0, request: 1, data: 2, fin: 3, error: 4 } as const;
/** Go's `os.FileMode` bits. */
const DIRECTORY = 2 ** 31;
const SYMLINK = 2 ** 27;
const OTHER_TYPES = 2 ** 26 + 2 ** 25 + 2 ** 24 + 2 ** 21 + 2 ** 19;
const EXECUTABLE = 0o111;

/** Null where the message is no packet. */
export function readFilePacket(message: Buffer): FilePacket | null {
  const fields = readProtobuf(message);
  if (fields === null) return null;
  switch (numberOf(fields, 1)) {
    case TYPE.stat: {
      const stat = bytesOf(fields, 2);
      const read = stat === null ? null : readStat(stat);
      return stat !== null && read === null ? null : { kind: 'stat', stat: read };
    }
    case TYPE.request:
      return { kind: 'request', id: numberOf(fields, 3) };
    case TYPE.data:
      return { kind: 'data', id: numberOf(fields, 3), data: bytesOf(fields, 4) ?? Buffer.alloc(0) };
    case TYPE.fin:
      return { kind: 'fin' };
    case TYPE.error:
      return { kind: 'error', message: (bytesOf(fields, 4) ?? Buffer.alloc(0)).toString('utf8') };
    default:
      return null;
  }
}

export function requestFile(id: number): Buffer {
  const type: ProtobufField = { number: 1, wire: 0, bytes: writeVarint(TYPE.request) };
  return writeProtobuf(id === 0 ? [type] : [type, { number: 3, wire: 0, bytes: writeVarint(id) }]);
}

/** Empty: the end of that file. */
export function fileData(id: number, data: Buffer): Buffer {
  const type: ProtobufField = { number: 1, wire: 0, bytes: writeVarint(TYPE.data) };
  const fields = id === 0 ? [type] : [type, { number: 3, wire: 0 as const, bytes: writeVarint(id) }];
  return writeProtobuf(data.length === 0 ? fields : [...fields, { number: 4, wire: 2, bytes: data }]);
}

export function finishFiles(): Buffer {
  return writeProtobuf([{ number: 1, wire: 0, bytes: writeVarint(TYPE.fin) }]);
}

export function fileType({ mode, link }: FileStat): 'file' | 'directory' | 'symlink' | 'link' | 'special file' {
  if (mode >= DIRECTORY) return 'directory';
  if (hasBits(mode, SYMLINK)) return 'symlink';
  if (hasBits(mode, OTHER_TYPES)) return 'special file';
  return link === '' ? 'file' : 'link';
}

export function isExecutable({ mode }: FileStat): boolean {
  return (mode & EXECUTABLE) !== 0;
}

function readStat(message: Buffer): FileStat | null {
  const fields = readProtobuf(message);
  if (fields === null) return null;
  const text = (number: number) => (bytesOf(fields, number) ?? Buffer.alloc(0)).toString('utf8');
  return { path: text(1), mode: numberOf(fields, 2), size: numberOf(fields, 5), link: text(7) };
}

function hasBits(mode: number, bits: number): boolean {
  // Above 2^31 a mode is no int32 any more; what stands there is asked for first.
  return (mode & bits) !== 0;
}

function numberOf(fields: readonly ProtobufField[], number: number): number {
  const field = fields.findLast((candidate) => candidate.number === number && candidate.wire === 0);
  return field === undefined ? 0 : readVarint(field.bytes);
}

function bytesOf(fields: readonly ProtobufField[], number: number): Buffer | null {
  return fields.findLast((candidate) => candidate.number === number && candidate.wire === 2)?.bytes ?? null;
}
