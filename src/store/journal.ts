/**
 * Appends events to the journal (journal-layout.ts). This is the hot path of recording: `event` encodes into a buffer,
 * `commit` writes it with one call. Pieces of large bodies go straight to their own file.
 */
import { constants } from 'node:fs';
import { INLINE_LIMIT } from '../cassette/body.ts';
import type { BodyPart } from '../cassette/exchange.ts';
import { type Disk, realDisk, writeAll } from './disk.ts';
import { type Base, type InFile, type JournalEvent, RecordBuffer } from './encode-record.ts';
import { bodyPath, PARTS, SEGMENT_MAGIC, segmentPath } from './journal-layout.ts';

/** Smaller pieces of a large body stay in the records: one more write each would cost more than folding them later. */
const IN_FILE_FROM = 4096;
/** Not truncated: folding may have put earlier bytes of the body there already. */
const CREATE_OR_OPEN = constants.O_CREAT | constants.O_WRONLY;
/** A buffer this full is written before the turn ends, so that memory stays flat. */
const WRITE_EARLY = 1024 * 1024;
/** A segment is closed once it has this many bytes. */
const SEGMENT_BYTES = 4 * 1024 * 1024;

export interface JournalOptions {
  /** The `.journal` directory; it exists. */
  readonly directory: string;
  readonly base: Base;
  /** The number of the first segment. */
  readonly segment: number;
  readonly disk?: Disk;
  readonly segmentBytes?: number;
}

interface PartState {
  length: number;
  fd: number | null;
}

export class Journal {
  readonly #directory: string;
  readonly #base: Base;
  readonly #disk: Disk;
  readonly #segmentBytes: number;
  readonly #buffer: RecordBuffer;
  #segment: number;
  #fd: number | null = null;
  #written = 0;
  /** By exchange * 4 + part, while the exchange is in flight. */
  readonly #parts = new Map<number, PartState>();
  #error: unknown = null;
  #commits = 0;

  constructor(options: JournalOptions) {
    this.#directory = options.directory;
    this.#base = options.base;
    this.#segment = options.segment;
    this.#disk = options.disk ?? realDisk;
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
    this.#buffer = new RecordBuffer(options.base);
  }

  /** Number of the segment that is written now. All before it are closed. */
  get segment(): number {
    return this.#segment;
  }

  /** True where the current segment has events. */
  get dirty(): boolean {
    return this.#written > 0;
  }

  /** How often events were written: the same again means that nothing happened between. */
  get commits(): number {
    return this.#commits;
  }

  /** What the disk refused with; null while all is well. */
  get error(): unknown {
    return this.#error;
  }

  /** Takes an event over: its Buffers may be changed afterwards. Throws what the disk refuses with. */
  event(event: JournalEvent): void {
    this.#refuse();
    let file: InFile | null = null;
    switch (event.kind) {
      case 'request-data':
        file = this.#part(event.exchange, 0, event.data);
        break;
      case 'response-data':
        file = this.#part(event.exchange, 1, event.data);
        break;
      case 'stream-data':
        file = this.#part(event.exchange, event.from === 'client' ? 2 : 3, event.data);
        break;
      case 'end':
        this.#endParts(event.exchange);
        break;
    }
    this.#buffer.add(event, file);
    if (this.#buffer.length >= WRITE_EARLY) this.commit();
  }

  /** Writes what was heard since the last time. Throws what the disk refuses with, also later. */
  commit(): void {
    this.#refuse();
    if (this.#buffer.length === 0) return;
    this.#try(() => {
      this.#fd ??= this.#open();
      const group = this.#buffer.group();
      writeAll(this.#disk, this.#fd, group, null);
      this.#written += group.length;
    });
    this.#buffer.clear();
    this.#commits++;
    if (this.#written >= this.#segmentBytes) this.rotate();
  }

  /** Closes the segment, so that it can be folded; the next event starts another. Throws what the disk refuses with. */
  rotate(): void {
    const fd = this.#fd;
    if (fd === null) return;
    this.#fd = null;
    this.#try(() => this.#disk.closeSync(fd));
    this.#written = 0;
    this.#segment++;
  }

  /** Commits (unless the disk has refused before) and closes all files. */
  close(): void {
    if (this.#error === null) this.commit();
    this.rotate();
    for (const part of this.#parts.values()) if (part.fd !== null) this.#disk.closeSync(part.fd);
    this.#parts.clear();
  }

  #open(): number {
    const fd = this.#disk.openSync(segmentPath(this.#directory, this.#segment), 'a');
    writeAll(this.#disk, fd, SEGMENT_MAGIC, null);
    return fd;
  }

  /** Counts the bytes of a part; writes them to its file where they are large. */
  #part(exchange: number, part: number, data: Buffer): InFile | null {
    const key = exchange * PARTS.length + part;
    let state = this.#parts.get(key);
    if (state === undefined) {
      state = { length: 0, fd: null };
      this.#parts.set(key, state);
    }
    const offset = state.length;
    state.length += data.length;
    if (state.length <= INLINE_LIMIT || data.length < IN_FILE_FROM) return null;
    this.#try(() => {
      state.fd ??= this.#disk.openSync(bodyPath(this.#directory, exchange + this.#base.exchange, PARTS[part] as BodyPart), CREATE_OR_OPEN);
      writeAll(this.#disk, state.fd, data, offset);
    });
    return { offset, length: data.length };
  }

  #endParts(exchange: number): void {
    const first = exchange * PARTS.length;
    for (let key = first; key < first + PARTS.length; key++) {
      const state = this.#parts.get(key);
      if (state === undefined) continue;
      this.#parts.delete(key);
      if (state.fd !== null) this.#disk.closeSync(state.fd);
    }
  }

  #try(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#error = error;
      throw error;
    }
  }

  #refuse(): void {
    if (this.#error !== null) throw this.#error;
  }
}
