/** What a recording knows of the files of its client: those of one folder of one session, with the contents that were handed over. */
import type { RawHeaders } from '../../cassette/types.ts';
import { type FileStat, readFilePacket } from '../../docker/file-sync.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';

export interface KnownFile {
  readonly stat: FileStat;
  /** The packet that says so, with owner, times and all: by it an engine knows a file again. */
  readonly packet: Buffer;
}

/** The files of one recorded call. */
export class KnownFiles {
  readonly files: readonly KnownFile[];
  readonly #contents = new Map<string, Buffer[]>();

  constructor(call: RecordedCall) {
    const files: KnownFile[] = [];
    const open = new Map<number, Buffer[]>();
    for (const packet of call.files?.packets ?? []) {
      const read = readFilePacket(packet);
      if (read?.kind === 'stat' && read.stat !== null) files.push({ stat: read.stat, packet });
      if (read?.kind !== 'data') continue;
      const pieces = open.get(read.id) ?? [];
      open.set(read.id, pieces);
      pieces.push(read.data);
      const file = files[read.id];
      // Only what came to its end is whole.
      if (read.data.length === 0 && file !== undefined) this.#contents.set(keyOf(file), pieces);
    }
    this.files = files;
  }

  contentOf(file: KnownFile): readonly Buffer[] | null {
    return this.#contents.get(keyOf(file)) ?? null;
  }
}

/** What an engine asks a client's files by: a folder, and which of it. */
export interface Wanted {
  readonly folder: string;
  readonly followed: readonly string[];
  /** One text for all of it. */
  readonly key: string;
}

const ASKED_BY = ['dir-name', 'followpaths', 'include-patterns', 'exclude-patterns'];

/** Reads it from the headers of a call. */
export function wantedIn(headers: RawHeaders): Wanted {
  const values = (name: string) => headers.filter(([header]) => header === name).map(([, value]) => value);
  return {
    folder: values('dir-name')[0] ?? '',
    followed: values('followpaths'),
    key: JSON.stringify(ASKED_BY.map((name) => values(name).sort())),
  };
}

/**
 * What a folder is known to hold of what is wanted, where no call was recorded that wanted just this. A file that nobody
 * asked for is not known; engines then build as if it were not there.
 */
export function selectFiles(calls: readonly KnownFiles[], { followed }: Wanted): readonly KnownFile[] {
  const known = new Map<string, KnownFile>();
  for (const { files } of calls) for (const file of files) known.set(file.stat.path, file);
  const isWanted = (path: string) =>
    followed.length === 0 || followed.some((wanted) => path === wanted || path.startsWith(`${wanted}/`) || wanted.startsWith(`${path}/`));
  return [...known.values()].filter(({ stat }) => isWanted(stat.path)).sort((a, b) => comparePaths(a.stat.path, b.stat.path));
}

/** In the order of fsutil: part by part, so that what is in a folder comes right behind it. */
function comparePaths(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (part !== other) return part < other ? -1 : 1;
  }
  return left.length - right.length;
}

function keyOf({ packet }: KnownFile): string {
  return packet.toString('latin1');
}
