/**
 * The pieces of one stream in the order in which they came, both sides together.
 *
 * A side of at most INLINE_LIMIT bytes keeps its pieces one by one. Once it is larger its bytes lie in a file, and what
 * is kept here is runs: neighbouring pieces of one side and channel with consecutive numbers, their sizes and times
 * run-length coded. That is some bytes a piece at most, and next to nothing for the even pieces of a bulk stream.
 */
import { encodeBody } from '../cassette/body.ts';
import type { BodyPart } from '../cassette/exchange.ts';
import { SizesBuilder } from '../cassette/sizes.ts';
import type { Channel, Chunk, DataChunk, FileBody, Side, Sizes } from '../cassette/types.ts';

/** A piece as it is handed in. */
export interface StreamPiece {
  readonly kind: 'piece';
  /** What it is a piece of; null for bytes that stay in memory however large the parts get. */
  readonly part: BodyPart | null;
  readonly from: Side;
  readonly channel: Channel | null;
  readonly seq: number;
  readonly at: number;
  /** Bytes on the wire: of a frame with its header. */
  readonly wireLength: number;
  /** Without frame header; null where the part lies in a file. */
  readonly payload: Buffer | null;
}

interface Fin {
  readonly kind: 'fin';
  readonly from: Side;
  readonly seq: number;
  readonly at: number;
}

interface Run {
  readonly kind: 'run';
  readonly part: BodyPart;
  readonly from: Side;
  readonly channel: Channel | null;
  readonly seq: number;
  nextSeq: number;
  readonly offset: number;
  bytes: number;
  readonly sizes: SizesBuilder;
  readonly times: SizesBuilder;
}

/** Where the bytes of a large part will be found. */
export type FileOf = (part: BodyPart) => Pick<FileBody, 'sha256' | 'extension'>;

export class ChunkList {
  #entries: (StreamPiece | Fin | Run)[] = [];
  /** Bytes stored so far of each part that lies in a file. */
  readonly #offsets = new Map<BodyPart, number>();

  add(piece: StreamPiece): void {
    if (piece.part !== null && this.#offsets.has(piece.part)) this.#addToFile(piece, piece.part);
    else this.#entries.push(piece);
  }

  /** Puts pieces in front of all that was added. */
  prepend(pieces: readonly StreamPiece[]): void {
    this.#entries.unshift(...pieces);
  }

  halfClose(from: Side, seq: number, at: number): void {
    this.#entries.push({ kind: 'fin', from, seq, at });
  }

  /** From here on (and back to its start) the part lies in a file. */
  moveToFile(part: BodyPart): void {
    if (this.#offsets.has(part)) return;
    this.#offsets.set(part, 0);
    const entries = this.#entries;
    this.#entries = [];
    for (const entry of entries) {
      if (entry.kind === 'piece' && entry.part === part) this.#addToFile(entry, part);
      else this.#entries.push(entry);
    }
  }

  #addToFile(piece: StreamPiece, part: BodyPart): void {
    const offset = this.#offsets.get(part) ?? 0;
    this.#offsets.set(part, offset + piece.wireLength);
    const last = this.#entries.at(-1);
    if (last?.kind === 'run' && last.part === part && last.channel === piece.channel && last.nextSeq === piece.seq) {
      last.sizes.add(piece.wireLength);
      last.times.add(piece.at);
      last.bytes += piece.wireLength;
      last.nextSeq++;
      return;
    }
    const { from, channel, seq, wireLength } = piece;
    const [sizes, times] = [new SizesBuilder(), new SizesBuilder()];
    sizes.add(wireLength);
    times.add(piece.at);
    this.#entries.push({ kind: 'run', part, from, channel, seq, nextSeq: seq + 1, offset, bytes: wireLength, sizes, times });
  }

  chunks(fileOf: FileOf): Chunk[] {
    return this.#entries.map((entry) => {
      switch (entry.kind) {
        case 'fin':
          return { seq: entry.seq, from: entry.from, end: true };
        case 'piece':
          return dataChunk(entry, { body: encodeBody(entry.payload ?? Buffer.alloc(0)) });
        case 'run': {
          const body: FileBody = { encoding: 'file', ...fileOf(entry.part), offset: entry.offset, bytes: entry.bytes };
          return dataChunk(entry, { body, sizes: entry.sizes.sizes() });
        }
        default:
          return entry satisfies never;
      }
    });
  }

  /** One entry a chunk, as `Times.chunks` wants it. */
  times(): (number | Sizes)[] {
    return this.#entries.map((entry) => (entry.kind === 'run' ? entry.times.sizes() : entry.at));
  }
}

function dataChunk(entry: StreamPiece | Run, rest: Pick<DataChunk, 'body' | 'sizes'>): DataChunk {
  const { seq, from, channel } = entry;
  return channel === null ? { seq, from, ...rest } : { seq, from, channel, ...rest };
}
