/** Two tars, file by file, and which way a file differs. */
import type { Mismatch } from './mismatch.ts';
import type { TarEntry } from './tar.ts';

export function tarMismatches(live: readonly TarEntry[], recorded: readonly TarEntry[]): Mismatch[] {
  const [here, there] = [byPath(live), byPath(recorded)];
  const found: Mismatch[] = [];
  for (const path of new Set([...here.keys(), ...there.keys()])) {
    const [mine, theirs] = [here.get(path), there.get(path)];
    const [a, b] = mine === undefined || theirs === undefined ? [describe(mine), describe(theirs)] : whichWay(mine, theirs);
    if (a !== b) found.push({ place: `body file ${path}`, live: a, recorded: b });
  }
  return found;
}

/** Only what differs of the two is said. */
function whichWay(live: TarEntry, recorded: TarEntry): [live: string, recorded: string] {
  if (live.type !== recorded.type) return [`a ${live.type}`, `a ${recorded.type}`];
  const [a, b]: [string[], string[]] = [[], []];
  if (live.digest !== recorded.digest) {
    a.push(content(live));
    b.push(content(recorded));
  }
  if (live.executable !== recorded.executable) {
    a.push(live.executable ? 'executable' : 'not executable');
    b.push(recorded.executable ? 'executable' : 'not executable');
  }
  if (live.link !== recorded.link) {
    a.push(`a link to ${live.link}`);
    b.push(`a link to ${recorded.link}`);
  }
  return [a.join(', '), b.join(', ')];
}

function describe(entry: TarEntry | undefined): string | null {
  if (entry === undefined) return null;
  const { type, executable, link } = entry;
  const parts = [`a ${type}`, executable ? 'executable' : '', link && `to ${link}`, type === 'file' ? content(entry) : ''];
  return parts.filter((part) => part !== '').join(', ');
}

function content({ digest }: TarEntry): string {
  return digest === '' ? 'empty' : `content with sha256 ${digest.slice(0, 12)}`;
}

/** Of two entries with one path the last one counts: so it is unpacked. */
function byPath(entries: readonly TarEntry[]): Map<string, TarEntry> {
  return new Map(entries.map((entry) => [entry.path, entry]));
}
