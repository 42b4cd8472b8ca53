/** The files that a client handed over in one call, digested as their packets go by. */
import { createHash, type Hash } from 'node:crypto';
import { type FileStat, readFilePacket } from '../../docker/file-sync.ts';

export class SentFiles {
  /** In order: their places are the ids that the packets use. */
  readonly stats: FileStat[] = [];
  /** The client has named all. */
  listed = false;
  /** What the client reports instead of files. */
  error: string | null = null;
  finished = false;
  /** The packets themselves, in order, where they are kept: an upgrade check hands the files over again. */
  readonly packets: readonly Buffer[] | null;
  readonly #kept: Buffer[] = [];
  readonly #hashes = new Map<number, Hash>();
  readonly #digests = new Map<number, string>();

  constructor({ keep = false }: { readonly keep?: boolean } = {}) {
    this.packets = keep ? this.#kept : null;
  }

  /** SHA-256 of a file's content; undefined where it was not handed over whole. */
  digest(id: number): string | undefined {
    return this.#digests.get(id);
  }

  /** Ids of the files whose contents came. */
  get contents(): readonly number[] {
    return [...this.#digests.keys()];
  }

  /** A message of the client. False: it is no packet. */
  take(message: Buffer): boolean {
    const packet = readFilePacket(message);
    if (this.packets !== null) this.#kept.push(Buffer.from(message));
    switch (packet?.kind) {
      case undefined:
        return false;
      case 'stat':
        if (packet.stat === null) this.listed = true;
        else this.stats.push(packet.stat);
        return true;
      case 'data':
        this.#takeData(packet.id, packet.data);
        return true;
      case 'error':
        this.error = packet.message;
        return true;
      case 'fin':
        this.finished = true;
        return true;
      default:
        return true;
    }
  }

  #takeData(id: number, data: Buffer): void {
    let hash = this.#hashes.get(id);
    if (hash === undefined) {
      hash = createHash('sha256');
      this.#hashes.set(id, hash);
    }
    if (data.length > 0) hash.update(data);
    else this.#digests.set(id, hash.digest('hex'));
  }
}
