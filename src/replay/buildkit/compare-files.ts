/** Where the files that a client offers are not those of the recording: contents where these were handed over, else by look. */
import { type FileStat, fileType, isExecutable } from '../../docker/file-sync.ts';
import type { SentFiles } from '../../meaning/buildkit/sent-files.ts';

/** One sentence each, in the order of the paths; empty where they are the same. Times and owners do not count. */
export function compareStats(live: SentFiles, recorded: SentFiles): string[] {
  const [here, there] = [byPath(live), byPath(recorded)];
  const paths = [...new Set([...here.keys(), ...there.keys()])].sort();
  return paths.flatMap((path) => {
    const [mine, theirs] = [here.get(path), there.get(path)];
    if (mine === undefined) return [`${path} is missing`];
    if (theirs === undefined) return [`${path} was not there in the recording`];
    const difference = compareStat(mine.stat, theirs.stat);
    return difference === null ? [] : [`${path} ${difference}`];
  });
}

/** The same for what was in the files of which the recording has the contents. */
export function compareContents(live: SentFiles, recorded: SentFiles): string[] {
  const here = byPath(live);
  return recorded.contents.flatMap((id) => {
    const path = recorded.stats[id]?.path ?? '';
    const mine = here.get(path);
    return mine !== undefined && live.digest(mine.id) === recorded.digest(id) ? [] : [`${path} has other content`];
  });
}

/** Ids, in the live list, of the files whose contents the recording has. */
export function wantedContents(live: SentFiles, recorded: SentFiles): number[] {
  const here = byPath(live);
  return recorded.contents.flatMap((id) => here.get(recorded.stats[id]?.path ?? '')?.id ?? []);
}

function compareStat(live: FileStat, recorded: FileStat): string | null {
  const [type, before] = [fileType(live), fileType(recorded)];
  if (type !== before) return `is a ${type}, recorded a ${before}`;
  if (live.link !== recorded.link) return `points to ${live.link}, recorded ${recorded.link}`;
  if (type !== 'file') return null;
  if (isExecutable(live) !== isExecutable(recorded)) return `is ${isExecutable(live) ? '' : 'not '}executable, recorded the other way`;
  return live.size === recorded.size ? null : `has ${live.size} bytes, recorded ${recorded.size}`;
}

function byPath(files: SentFiles): Map<string, { readonly id: number; readonly stat: FileStat }> {
  return new Map(files.stats.map((stat, id) => [stat.path, { id, stat }]));
}
