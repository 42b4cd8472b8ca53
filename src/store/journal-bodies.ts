/**
 * The body files in a journal, as folding uses them: it reads pieces, fills the gaps that the records hold, and gives a
 * finished body its digest.
 *
 * On disk the gaps are filled in the file itself. Where the journal must not be touched (somebody else is recording, or
 * the disk is read-only) they are kept in memory, and the body is file and gaps together.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { BodyPart } from '../cassette/exchange.ts';
import type { FileBody } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import type { Move } from './checkpoint.ts';
import { type Disk, writeAll } from './disk.ts';
import { bodyPath, JOURNAL_DIRECTORY, PARTS } from './journal-layout.ts';

export interface JournalBodies {
  read(exchange: number, part: BodyPart, offset: number, length: number): Buffer;
  /** Puts bytes that were in the records to their place. */
  fill(exchange: number, part: BodyPart, offset: number, bytes: Buffer): void;
  /** The body is whole: gives its digest. */
  finish(exchange: number, part: BodyPart, length: number, extension: FileBody['extension']): Promise<string>;
  /** The exchange is done with. */
  release(exchange: number): void;
}

/** Open files by exchange and part. */
class OpenBodies {
  readonly #disk: Disk;
  readonly #journal: string;
  readonly #flags: number;
  readonly #fds = new Map<string, number>();

  constructor(disk: Disk, journal: string, flags: number) {
    this.#disk = disk;
    this.#journal = journal;
    this.#flags = flags;
  }

  fd(exchange: number, part: BodyPart): number {
    const path = bodyPath(this.#journal, exchange, part);
    const known = this.#fds.get(path);
    if (known !== undefined) return known;
    const fd = this.#disk.openSync(path, this.#flags);
    this.#fds.set(path, fd);
    return fd;
  }

  read(exchange: number, part: BodyPart, offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const read = this.#disk.readSync(this.fd(exchange, part), bytes, done, length - done, offset + done);
      if (read === 0) break;
      done += read;
    }
    if (done === length) return bytes;
    throw new TapedeckError('TD_CASSETTE_FORMAT', `${bodyPath(this.#journal, exchange, part)} is shorter than the journal says`);
  }

  close(): void {
    for (const fd of this.#fds.values()) this.#disk.closeSync(fd);
    this.#fds.clear();
  }

  release(exchange: number): void {
    for (const part of PARTS) {
      const path = bodyPath(this.#journal, exchange, part);
      const fd = this.#fds.get(path);
      if (fd === undefined) continue;
      this.#fds.delete(path);
      this.#disk.closeSync(fd);
    }
  }
}

const RUN_BYTES = 65_536;

export class DiskBodies implements JournalBodies {
  readonly #disk: Disk;
  readonly #journal: string;
  readonly #hash: (path: string, length: number) => Promise<string>;
  readonly #open: OpenBodies;
  /** Small pieces that follow each other in one file, gathered to be written with one call. */
  #run: { readonly exchange: number; readonly part: BodyPart; readonly offset: number; length: number } | null = null;
  readonly #runBytes = Buffer.allocUnsafeSlow(RUN_BYTES);
  /** Finished bodies that are still to get their names. */
  #moves: Move[] = [];

  constructor(disk: Disk, journal: string, hash: (path: string, length: number) => Promise<string>) {
    this.#disk = disk;
    this.#journal = journal;
    this.#hash = hash;
    this.#open = new OpenBodies(disk, journal, constants.O_CREAT | constants.O_RDWR);
  }

  read(exchange: number, part: BodyPart, offset: number, length: number): Buffer {
    return this.#open.read(exchange, part, offset, length);
  }

  fill(exchange: number, part: BodyPart, offset: number, bytes: Buffer): void {
    const run = this.#run;
    const follows = run?.exchange === exchange && run.part === part && run.offset + run.length === offset;
    if (!follows || run.length + bytes.length > RUN_BYTES) this.#flush();
    if (bytes.length > RUN_BYTES) {
      writeAll(this.#disk, this.#open.fd(exchange, part), bytes, offset);
      return;
    }
    this.#run ??= { exchange, part, offset, length: 0 };
    bytes.copy(this.#runBytes, this.#run.length);
    this.#run.length += bytes.length;
  }

  /** Writes what small pieces have come to. */
  #flush(): void {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    writeAll(this.#disk, this.#open.fd(run.exchange, run.part), this.#runBytes.subarray(0, run.length), run.offset);
  }

  async finish(exchange: number, part: BodyPart, length: number, extension: FileBody['extension']): Promise<string> {
    this.#flush();
    // What a killed recorder wrote behind the last record is not part of the recording.
    this.#disk.ftruncateSync(this.#open.fd(exchange, part), length);
    const path = bodyPath(this.#journal, exchange, part);
    const sha256 = await this.#hash(path, length);
    const from = bodyPath(JOURNAL_DIRECTORY, exchange, part);
    this.#moves.push({ from, to: bodyFileName(sha256, extension) });
    return sha256;
  }

  release(exchange: number): void {
    if (this.#run?.exchange === exchange) this.#flush();
    this.#open.release(exchange);
  }

  close(): void {
    this.#open.close();
  }

  /** Sees to it that all is written. Gives the moves since the last time. */
  takeMoves(): Move[] {
    this.#flush();
    const moves = this.#moves;
    this.#moves = [];
    return moves;
  }
}

interface MemoryBody {
  readonly path: string;
  readonly length: number;
  /** False where the gaps are all of it. */
  readonly inFile: boolean;
  /** Bytes that lie over those of the file, by offset. */
  readonly gaps: readonly Gap[];
}
interface Gap {
  readonly offset: number;
  readonly bytes: Buffer;
}

const HASH_PIECE = 262_144;

export class MemoryBodies implements JournalBodies {
  readonly #disk: Disk;
  readonly #journal: string;
  readonly #open: OpenBodies;
  readonly #gaps = new Map<string, Gap[]>();
  readonly #finished = new Map<string, MemoryBody>();

  constructor(disk: Disk, journal: string) {
    this.#disk = disk;
    this.#journal = journal;
    this.#open = new OpenBodies(disk, journal, constants.O_RDONLY);
  }

  read(exchange: number, part: BodyPart, offset: number, length: number): Buffer {
    return this.#open.read(exchange, part, offset, length);
  }

  fill(exchange: number, part: BodyPart, offset: number, bytes: Buffer): void {
    const path = bodyPath(this.#journal, exchange, part);
    const gaps = this.#gaps.get(path) ?? [];
    gaps.push({ offset, bytes: Buffer.from(bytes) });
    this.#gaps.set(path, gaps);
  }

  async finish(exchange: number, part: BodyPart, length: number): Promise<string> {
    const path = bodyPath(this.#journal, exchange, part);
    const gaps = this.#gaps.get(path) ?? [];
    const inFile = gaps.reduce((sum, gap) => sum + gap.bytes.length, 0) < length;
    const body: MemoryBody = { path, length, inFile, gaps };
    const hash = createHash('sha256');
    for (let at = 0; at < length; at += HASH_PIECE) hash.update(this.#slice(body, at, Math.min(HASH_PIECE, length - at)));
    const sha256 = hash.digest('hex');
    this.#finished.set(sha256, body);
    return sha256;
  }

  release(exchange: number): void {
    this.#open.release(exchange);
    for (const part of PARTS) this.#gaps.delete(bodyPath(this.#journal, exchange, part));
  }

  /** Bytes of a finished body; null where it is not one of these. */
  slice(sha256: string, offset: number, length: number): Buffer | null {
    const body = this.#finished.get(sha256);
    return body === undefined || offset + length > body.length ? null : this.#slice(body, offset, length);
  }

  #slice(body: MemoryBody, offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    if (body.inFile) this.#readFile(body.path, bytes, offset);
    for (let index = firstGapBehind(body.gaps, offset); index < body.gaps.length; index++) {
      const gap = body.gaps[index] as Gap;
      if (gap.offset >= offset + length) break;
      const from = Math.max(0, offset - gap.offset);
      gap.bytes.copy(bytes, gap.offset + from - offset, from);
    }
    return bytes;
  }

  #readFile(path: string, bytes: Buffer, offset: number): void {
    const fd = this.#disk.openSync(path, 'r');
    try {
      let done = 0;
      while (done < bytes.length) {
        const read = this.#disk.readSync(fd, bytes, done, bytes.length - done, offset + done);
        if (read === 0) break;
        done += read;
      }
    } finally {
      this.#disk.closeSync(fd);
    }
  }
}

/** Gaps come in order of their offsets: the index of the first that ends behind `offset`. */
function firstGapBehind(gaps: readonly Gap[], offset: number): number {
  let [low, high] = [0, gaps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const gap = gaps[middle] as Gap;
    if (gap.offset + gap.bytes.length <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a body lies in its cassette. */
export function bodyFileName(sha256: string, extension: FileBody['extension']): string {
  return `bodies/${sha256}${extension}`;
}
