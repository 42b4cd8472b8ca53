/** Where the files that a client offers are not those of the recording: contents where these were handed over, else by look. */
import { type FileStat, fileType, isExecutable } from '../../docker/file-sync.ts';
import type { SentFiles } from '../../meaning/buildkit/sent-files.ts';
import type { Unlike } from './build-miss.ts';

/** One file that differs. */
export interface FileDifference {
  /** '' for what is no file of a folder. */
  readonly path: string;
  /** In which way, as short text; null: it is not there. */
  readonly live: string | null;
  readonly recorded: string | null;
  /** The same as the end of a sentence that begins with the path. */
  readonly says: string;
}

/** In the order of the paths; empty where they are the same. Times and owners do not count. */
export function compareStats(live: SentFiles, recorded: SentFiles): FileDifference[] {
  const [here, there] = [byPath(live), byPath(recorded)];
  const paths = [...new Set([...here.keys(), ...there.keys()])].sort();
  return paths.flatMap((path) => {
    const [mine, theirs] = [here.get(path), there.get(path)];
    if (mine === undefined)
      return theirs === undefined ? [] : [{ path, live: null, recorded: `a ${fileType(theirs.stat)}`, says: 'is missing' }];
    if (theirs === undefined) return [{ path, live: `a ${fileType(mine.stat)}`, recorded: null, says: 'was not there in the recording' }];
    const difference = compareStat(mine.stat, theirs.stat);
    return difference === null ? [] : [{ path, ...difference }];
  });
}

/** The same for what was in the files of which the recording has the contents. */
export function compareContents(live: SentFiles, recorded: SentFiles): FileDifference[] {
  const here = byPath(live);
  return recorded.contents.flatMap((id) => {
    const path = recorded.stats[id]?.path ?? '';
    const mine = here.get(path);
    const [own, other] = [mine && live.digest(mine.id), recorded.digest(id)];
    if (own === other) return [];
    return [{ path, live: describeContent(own), recorded: describeContent(other), says: 'has other content' }];
  });
}

/** As many differences are worth reading in one line. */
const SHOWN = 8;

/** @param what for people: `the build context` @param directory what the client calls it: `context` */
export function notTheRecorded(what: string, directory: string, differences: readonly FileDifference[]): Unlike {
  const sentences = differences.slice(0, SHOWN).map(({ path, says }) => `${path || 'it'} ${says}`);
  const more = differences.length > SHOWN ? [`and ${differences.length - SHOWN} more`] : [];
  return {
    reason: `${what} is not the recorded one: ${[...sentences, ...more].join(', ')}`,
    mismatches: differences.map(({ path, live, recorded }) => ({
      place: (path === '' ? directory : `${directory} file ${path}`).trimStart(),
      live,
      recorded,
    })),
  };
}

function describeContent(digest: string | undefined): string | null {
  return digest === undefined ? null : `content with sha256 ${digest.slice(0, 12)}`;
}

/** Ids, in the live list, of the files whose contents the recording has. */
export function wantedContents(live: SentFiles, recorded: SentFiles): number[] {
  const here = byPath(live);
  return recorded.contents.flatMap((id) => here.get(recorded.stats[id]?.path ?? '')?.id ?? []);
}

function compareStat(live: FileStat, recorded: FileStat): Omit<FileDifference, 'path'> | null {
  const [type, before] = [fileType(live), fileType(recorded)];
  if (type !== before) return differs(`a ${type}`, `a ${before}`, `is a ${type}, recorded a ${before}`);
  if (live.link !== recorded.link)
    return differs(`a link to ${live.link}`, `a link to ${recorded.link}`, `points to ${live.link}, recorded ${recorded.link}`);
  if (type !== 'file') return null;
  if (isExecutable(live) !== isExecutable(recorded)) {
    const [is, was] = [live, recorded].map((stat) => (isExecutable(stat) ? 'executable' : 'not executable')) as [string, string];
    return differs(is, was, `is ${is}, recorded the other way`);
  }
  if (live.size === recorded.size) return null;
  return differs(`${live.size} bytes`, `${recorded.size} bytes`, `has ${live.size} bytes, recorded ${recorded.size}`);
}

function differs(live: string, recorded: string, says: string): Omit<FileDifference, 'path'> {
  return { live, recorded, says };
}

function byPath(files: SentFiles): Map<string, { readonly id: number; readonly stat: FileStat }> {
  return new Map(files.stats.map((stat, id) => [stat.path, { id, stat }]));
}
