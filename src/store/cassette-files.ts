/** Body files of a cassette directory. */
import { join } from 'node:path';
import type { BodyFiles, FileBody } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import { type Disk, errorCode } from './disk.ts';
import { bodyFileName, type MemoryBodies } from './journal-bodies.ts';

const STREAM_PIECE = 262_144;

export class CassetteFiles implements BodyFiles {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #journal: MemoryBodies | null;

  /** @param journal bodies that are still in the journal, for a cassette that was folded in memory */
  constructor(disk: Disk, directory: string, journal: MemoryBodies | null) {
    this.#disk = disk;
    this.#directory = directory;
    this.#journal = journal;
  }

  read(body: FileBody): Buffer {
    return this.#slice(body, 0, body.bytes);
  }

  async *stream(body: FileBody): AsyncGenerator<Buffer, void, undefined> {
    for (let at = 0; at < body.bytes; at += STREAM_PIECE) yield this.#slice(body, at, Math.min(STREAM_PIECE, body.bytes - at));
  }

  #slice(body: FileBody, start: number, length: number): Buffer {
    const name = bodyFileName(body.sha256, body.extension);
    let fd: number;
    try {
      fd = this.#disk.openSync(join(this.#directory, name), 'r');
    } catch (error) {
      if (errorCode(error) !== 'ENOENT')
        throw new TapedeckError('TD_IO', `cannot read ${name}: ${(error as Error).message}`, { cause: error });
      const bytes = this.#journal?.slice(body.sha256, body.offset + start, length) ?? null;
      if (bytes !== null) return bytes;
      throw broken(this.#directory, `${name} is missing`);
    }
    try {
      const bytes = Buffer.allocUnsafe(length);
      let done = 0;
      while (done < length) {
        const read = this.#disk.readSync(fd, bytes, done, length - done, body.offset + start + done);
        if (read === 0) throw broken(this.#directory, `${name} ends before byte ${body.offset + body.bytes}`);
        done += read;
      }
      return bytes;
    } finally {
      this.#disk.closeSync(fd);
    }
  }
}

function broken(directory: string, problem: string): TapedeckError {
  return new TapedeckError('TD_CASSETTE_FORMAT', `${directory}: ${problem}`, {
    hint: 'Put the file back (git checkout), or record the cassette anew.',
  });
}
