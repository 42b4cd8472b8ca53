/** Large bodies of exchanges that nobody records: in files without a name, for as long as somebody looks at them. */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, readSync, writeSync } from 'node:fs';
import type { BodyPart, Bytes } from '../cassette/exchange.ts';
import type { BodyFiles, FileBody } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import { openNameless } from './nameless-file.ts';

const PIECE = 256 * 1024;

interface Growing {
  readonly file: number;
  readonly hash: Hash;
  length: number;
}

export class TemporaryBodies implements BodyFiles {
  /** By sha256. */
  readonly #kept = new Map<string, { readonly file: number; readonly length: number }>();
  readonly #growing = new Set<Growing>();

  /** For the bodies of one exchange. */
  sink() {
    const parts = new Map<BodyPart, Growing>();
    const part = (name: BodyPart): Growing => {
      const known = parts.get(name) ?? { file: openNameless(), hash: createHash('sha256'), length: 0 };
      parts.set(name, known);
      this.#growing.add(known);
      return known;
    };
    return {
      /** @throws what the disk refuses with */
      append: (name: BodyPart, _offset: number, bytes: Bytes): void => {
        const body = part(name);
        const buffer = bytes.subarray();
        body.hash.update(buffer);
        for (let at = 0; at < buffer.length; ) {
          const written = writeSync(body.file, buffer, at, buffer.length - at, body.length);
          at += written;
          body.length += written;
        }
      },
      /** That part is whole: from now on it can be read. Gives its sha256, in hex. */
      keep: (name: BodyPart): string => this.#keep(part(name)),
    };
  }

  read(body: FileBody): Buffer {
    const bytes = Buffer.alloc(body.bytes);
    const kept = this.#find(body);
    for (let at = 0; at < bytes.length; ) at += readSync(kept, bytes, at, bytes.length - at, body.offset + at);
    return bytes;
  }

  async *stream(body: FileBody): AsyncGenerator<Buffer, void, undefined> {
    for (let at = 0; at < body.bytes; at += PIECE) {
      yield this.read({ ...body, offset: body.offset + at, bytes: Math.min(PIECE, body.bytes - at) });
    }
  }

  /** All go. */
  drop(): void {
    for (const { file } of [...this.#growing, ...this.#kept.values()]) closeSync(file);
    this.#growing.clear();
    this.#kept.clear();
  }

  #keep(body: Growing): string {
    const sha256 = body.hash.copy().digest('hex');
    this.#growing.delete(body);
    const known = this.#kept.get(sha256);
    if (known === undefined) this.#kept.set(sha256, body);
    else if (known.file !== body.file) closeSync(body.file);
    return sha256;
  }

  #find({ sha256, offset, bytes }: FileBody): number {
    const kept = this.#kept.get(sha256);
    if (kept !== undefined && offset + bytes <= kept.length) return kept.file;
    throw new TapedeckError('TD_CASSETTE_FORMAT', `no body ${sha256} of ${bytes} bytes here`);
  }
}
