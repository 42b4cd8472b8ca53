/**
 * The meaning of a tar: what is in it, not how it was packed. Times, owners, order, umask and padding differ from run to
 * run; path, type, content, exec bit and link target do not. Entries are digested as they stream by.
 */
import { createHash } from 'node:crypto';
import { extract, type Header } from 'tar-stream';
import { IGNORE_FILE, ignoreFileMeaning, LARGEST_IGNORE_FILE } from './made-up-dockerfile.ts';

export interface TarEntry {
  /** Without a leading `./` or a trailing `/`. */
  readonly path: string;
  /** `file`, `directory`, `symlink`, `link`, … as tar-stream names them. */
  readonly type: string;
  /** SHA-256 of the content (of a `.dockerignore` without what a client made up in it); '' where it has none. */
  readonly digest: string;
  readonly executable: boolean;
  /** Target of a link; '' for anything else. */
  readonly link: string;
}

const BLOCK = 512;
const MAGIC_AT = 257;

/** Whether bytes that start so are a tar: `ustar` stands where POSIX and GNU put it. */
export function looksLikeTar(start: Buffer): boolean {
  return start.length >= BLOCK && start.toString('latin1', MAGIC_AT, MAGIC_AT + 5) === 'ustar';
}

/** Of which files a reader keeps the content, too. */
export interface KeptContents {
  readonly paths: ReadonlySet<string>;
  /** Bytes; larger ones are not kept. */
  readonly largest: number;
}

/** Reads one tar, however its bytes are cut. */
export class TarReader {
  readonly #extract = extract();
  readonly #entries: TarEntry[] = [];
  readonly #contents = new Map<string, Buffer>();
  readonly #done: Promise<boolean>;
  #pushed = 0;
  /** Of the content of the last entry that began. */
  #lastSize = 0;
  /** Who pushes and does not wait still costs one listener only. */
  #drained: Promise<void> | null = null;

  constructor(kept: KeptContents | null = null) {
    this.#extract.on('entry', (header, content, next) => {
      const path = pathOf(header);
      const size = header.size ?? 0;
      this.#lastSize = size;
      const hash = createHash('sha256');
      const isKept = kept?.paths.has(path) === true && size <= kept.largest;
      const isIgnoreFile = path === IGNORE_FILE && size <= LARGEST_IGNORE_FILE;
      const parts: Buffer[] | null = isKept || isIgnoreFile ? [] : null;
      content.on('error', () => {}); // the tar itself says so, once, below
      content.on('data', (bytes) => {
        if (!isIgnoreFile) hash.update(bytes as Buffer);
        parts?.push(bytes as Buffer);
      });
      content.on('end', () => {
        const held = Buffer.concat(parts ?? []);
        if (isIgnoreFile) hash.update(ignoreFileMeaning(held));
        if (isKept) this.#contents.set(path, held);
        this.#entries.push(entryOf(header, path, size > 0 ? hash.digest('hex') : ''));
        next();
      });
    });
    this.#done = new Promise((resolve) => {
      this.#extract.once('finish', () => resolve(true));
      this.#extract.once('error', () => resolve(false));
      this.#extract.once('close', () => resolve(false));
    });
  }

  /** What was to be kept, by path. Of two entries with one path the last one. */
  get contents(): ReadonlyMap<string, Buffer> {
    return this.#contents;
  }

  /** A promise where the caller should wait before it pushes more. */
  push(bytes: Buffer): Promise<void> | undefined {
    this.#pushed += bytes.length;
    if (this.#extract.destroyed || this.#extract.write(bytes)) return undefined;
    this.#drained ??= new Promise((resolve) => {
      const go = () => {
        this.#drained = null;
        this.#extract.off('drain', go).off('close', go);
        resolve();
      };
      this.#extract.on('drain', go).on('close', go);
    });
    return this.#drained;
  }

  /** The entries by path; null where this was no whole tar. */
  async end(): Promise<readonly TarEntry[] | null> {
    // The docker CLI ends some of its tars (those it adds a Dockerfile to) with the last byte of content, unpadded.
    const used = this.#pushed % BLOCK;
    if (!this.#extract.destroyed) this.#extract.end(used === 0 ? undefined : Buffer.alloc(BLOCK - used));
    if (!(await this.#done)) return null;
    if (used > 0 && used < (this.#lastSize % BLOCK || BLOCK)) return null; // in the middle of its content
    return this.#entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }
}

function pathOf({ name }: Header): string {
  return name.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '') || '.';
}

function entryOf(header: Header, path: string, digest: string): TarEntry {
  const type = header.type === 'contiguous-file' ? 'file' : header.type;
  return {
    path,
    type,
    digest,
    executable: type === 'file' && (header.mode & 0o111) !== 0,
    // tar-stream gives null for what is no link.
    link: header.linkname ?? '',
  };
}
