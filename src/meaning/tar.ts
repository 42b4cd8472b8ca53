/**
 * The meaning of a tar: what is in it, not how it was packed. Times, owners, order, umask and padding differ from run to
 * run; path, type, content, exec bit and link target do not. Entries are digested as they stream by.
 */
import { createHash } from 'node:crypto';
import { extract, type Header } from 'tar-stream';

export interface TarEntry {
  /** Without a leading `./` or a trailing `/`. */
  readonly path: string;
  /** `file`, `directory`, `symlink`, `link`, … as tar-stream names them. */
  readonly type: string;
  /** SHA-256 of the content; '' where it has none. */
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
  /** Who pushes and does not wait still costs one listener only. */
  #drained: Promise<void> | null = null;

  constructor(kept: KeptContents | null = null) {
    this.#extract.on('entry', (header, content, next) => {
      const hash = createHash('sha256');
      const path = pathOf(header);
      const parts: Buffer[] | null = kept?.paths.has(path) && (header.size ?? 0) <= kept.largest ? [] : null;
      content.on('error', () => {}); // the tar itself says so, once, below
      content.on('data', (bytes) => {
        hash.update(bytes as Buffer);
        parts?.push(bytes as Buffer);
      });
      content.on('end', () => {
        if (parts !== null) this.#contents.set(path, Buffer.concat(parts));
        this.#entries.push(entryOf(header, header.size ? hash.digest('hex') : ''));
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
    if (!this.#extract.destroyed) this.#extract.end(undefined);
    if (!(await this.#done)) return null;
    return this.#entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }
}

function pathOf({ name }: Header): string {
  return name.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '') || '.';
}

function entryOf(header: Header, digest: string): TarEntry {
  const type = header.type === 'contiguous-file' ? 'file' : header.type;
  return {
    path: pathOf(header),
    type,
    digest,
    executable: type === 'file' && (header.mode & 0o111) !== 0,
    // tar-stream gives null for what is no link.
    link: header.linkname ?? '',
  };
}
