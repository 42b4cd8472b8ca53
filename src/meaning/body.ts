/**
 * The meaning of a request body, read as it streams by: JSON by its data, a tar by its entries, both also within gzip, and
 * anything else by its digest. Nothing is held whole but JSON, up to a limit.
 */
import { createHash, type Hash } from 'node:crypto';
import { createGunzip, type Gunzip } from 'node:zlib';
import { bodyStream, isEmptyBody } from '../cassette/body.ts';
import { type Json, parseJson } from '../cassette/json.ts';
import type { Body, BodyFiles } from '../cassette/types.ts';
import { jsonKey, meaningfulJson } from './json.ts';
import { looksLikeTar, type TarEntry, TarReader } from './tar.ts';

export type BodyMeaning =
  /** No body, or one that says nothing (`{}`, `null`). */
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly data: Json }
  | { readonly kind: 'tar'; readonly entries: readonly TarEntry[] }
  | { readonly kind: 'bytes'; readonly sha256: string; readonly length: number };

const NO_BODY: BodyMeaning = { kind: 'none' };
/** JSON above this is told by its digest. No client sends a MiB of it. */
const JSON_LIMIT = 16 * 1024 * 1024;
/** What must be seen to know a tar. */
const SNIFFED = 512;

/** One line that bodies of equal meaning share. */
export function bodyKey(meaning: BodyMeaning): string {
  switch (meaning.kind) {
    case 'none':
      return '';
    case 'json':
      return `json ${jsonKey(meaning.data)}`;
    case 'tar':
      return `tar ${createHash('sha256').update(JSON.stringify(meaning.entries)).digest('hex')}`;
    case 'bytes':
      return `bytes ${meaning.sha256}`;
    default:
      return meaning satisfies never;
  }
}

/** The meaning of a recorded body; a promise for what must be streamed. Rejects with what the files throw. */
export function readBody(body: Body, files: BodyFiles): BodyMeaning | Promise<BodyMeaning> {
  if (isEmptyBody(body)) return NO_BODY;
  if (body.encoding === 'json') return jsonMeaning(body.data);
  return streamMeaning(body, files);
}

async function streamMeaning(body: Body, files: BodyFiles): Promise<BodyMeaning> {
  const reader = new BodyReader();
  for await (const bytes of bodyStream(body, files)) await reader.push(bytes);
  return reader.end();
}

/** What digests one form of body. `push` gives a promise where the caller should wait before it pushes more. */
interface Reader {
  push(bytes: Buffer): Promise<void> | undefined;
  end(): BodyMeaning | Promise<BodyMeaning>;
}

/** Reads one body, however its bytes are cut; what it is shows in its first bytes. */
export class BodyReader implements Reader {
  #start: Buffer = Buffer.alloc(0);
  #reader: Reader | null = null;

  push(bytes: Buffer): Promise<void> | undefined {
    if (this.#reader !== null) return this.#reader.push(bytes);
    this.#start = this.#start.length === 0 ? bytes : Buffer.concat([this.#start, bytes]);
    return this.#start.length < SNIFFED ? undefined : this.#begin(this.#start);
  }

  end(): BodyMeaning | Promise<BodyMeaning> {
    if (this.#reader === null) {
      if (this.#start.length === 0) return NO_BODY;
      const begun = this.#begin(this.#start);
      if (begun !== undefined) return begun.then(() => (this.#reader as Reader).end());
    }
    return (this.#reader as Reader).end();
  }

  #begin(start: Buffer): Promise<void> | undefined {
    this.#reader = readerFor(start);
    this.#start = Buffer.alloc(0);
    return this.#reader.push(start);
  }
}

function readerFor(start: Buffer): Reader {
  if (start[0] === 0x1f && start[1] === 0x8b) return new GzipReader();
  if (looksLikeTar(start)) return new TarOrBytesReader();
  return /^\s*[[{n]/.test(start.toString('latin1', 0, 16)) ? new JsonReader() : new BytesReader();
}

function jsonMeaning(json: Json): BodyMeaning {
  const data = meaningfulJson(json);
  return data === undefined ? NO_BODY : { kind: 'json', data };
}

class BytesReader implements Reader {
  readonly #hash: Hash = createHash('sha256');
  #length = 0;

  push(bytes: Buffer): undefined {
    this.#hash.update(bytes);
    this.#length += bytes.length;
  }

  end(): BodyMeaning {
    return { kind: 'bytes', sha256: this.#hash.digest('hex'), length: this.#length };
  }
}

class JsonReader implements Reader {
  #parts: Buffer[] = [];
  #length = 0;
  #bytes: BytesReader | null = null;

  push(bytes: Buffer): undefined {
    if (this.#bytes !== null) return this.#bytes.push(bytes);
    this.#parts.push(bytes);
    this.#length += bytes.length;
    if (this.#length > JSON_LIMIT) this.#giveUp();
  }

  end(): BodyMeaning {
    if (this.#bytes === null) {
      try {
        return jsonMeaning(parseJson(Buffer.concat(this.#parts).toString('utf8')));
      } catch {
        this.#giveUp();
      }
    }
    return (this.#bytes as unknown as BytesReader).end();
  }

  #giveUp(): void {
    this.#bytes = new BytesReader();
    for (const part of this.#parts) this.#bytes.push(part);
    this.#parts = [];
  }
}

/** By entries where it is a tar to its end, else by digest. */
class TarOrBytesReader implements Reader {
  readonly #tar = new TarReader();
  readonly #bytes = new BytesReader();

  push(bytes: Buffer): Promise<void> | undefined {
    this.#bytes.push(bytes);
    return this.#tar.push(bytes);
  }

  async end(): Promise<BodyMeaning> {
    const entries = await this.#tar.end();
    return entries === null ? this.#bytes.end() : { kind: 'tar', entries };
  }
}

/** What is within; where that breaks off, the packed bytes by digest. */
class GzipReader implements Reader {
  readonly #packed = new BytesReader();
  readonly #gunzip: Gunzip = createGunzip();
  readonly #within: Promise<BodyMeaning | null>;
  #drained: Promise<void> | null = null;

  constructor() {
    this.#within = this.#unpack().catch(() => null);
  }

  push(bytes: Buffer): Promise<void> | undefined {
    this.#packed.push(bytes);
    if (this.#gunzip.destroyed || this.#gunzip.write(bytes)) return undefined;
    this.#drained ??= new Promise((resolve) => {
      const go = () => {
        this.#drained = null;
        this.#gunzip.off('drain', go).off('close', go);
        resolve();
      };
      this.#gunzip.on('drain', go).on('close', go);
    });
    return this.#drained;
  }

  async end(): Promise<BodyMeaning> {
    this.#gunzip.end();
    return (await this.#within) ?? this.#packed.end();
  }

  async #unpack(): Promise<BodyMeaning> {
    const reader = new BodyReader();
    for await (const bytes of this.#gunzip) await reader.push(bytes as Buffer);
    return reader.end();
  }
}
