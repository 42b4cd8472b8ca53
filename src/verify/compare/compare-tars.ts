/**
 * Archives by what is in them. Of files and whole file systems path, type, content, mode and link count; of saved images the
 * names are made of digests, and what describes them names those, so that there the content of layers counts alone.
 *
 * Entries are compared by their digests as they stream by. Of small files that differ the content is read then: a text is
 * compared as what programs print, since `/etc/hosts` has an address in it and `/etc/hostname` an id.
 */
import { isUtf8 } from 'node:buffer';
import { type TarEntry, TarReader } from '../../meaning/tar.ts';
import type { Told } from '../types.ts';
import { answerStream } from './answer-bytes.ts';
import { shown, shownBoth } from './differences.ts';
import { firstLines } from './first-lines.ts';
import type { Walk } from './json-values.ts';
import { isMadeFile } from './made-files.ts';
import type { Place } from './place.ts';
import { sayTheSame } from './texts.ts';
import { tokensOf } from './value-looks.ts';

/** What describes the images of an archive: it names their digests. */
const MANIFESTS = /(?:^|\/)(?:manifest\.json|repositories|index\.json|oci-layout|VERSION|json)$|\.json$/;

/** Bytes of a file that is read as a text, and how many such files are. */
const LARGEST_TEXT = 64 * 1024;
const MOST_TEXTS = 100;

interface Options {
  /** Of saved images. */
  readonly images: boolean;
}

/** False where one of the two is no whole tar: then they are bytes. */
export async function compareTars(recorded: Told, live: Told, place: Place, walk: Walk, options: Options): Promise<boolean> {
  const [was, is] = [await entriesOf(recorded), await entriesOf(live)];
  if (was === null || is === null) return false;
  const left = new Map<string, TarEntry[]>();
  for (const entry of is) {
    const key = nameOf(entry, options);
    left.set(key, [...(left.get(key) ?? []), entry]);
  }
  const pairs: (readonly [TarEntry, TarEntry | undefined])[] = [];
  for (const entry of was) {
    const candidates = left.get(options.images ? nameOf(entry, options) : walk.identities.toLive(entry.path)) ?? [];
    const index = candidates.findIndex((other) => other.digest === entry.digest);
    const [other] = candidates.splice(Math.max(0, index), 1);
    pairs.push([entry, other]);
  }
  const changed = options.images ? [] : pairs.flatMap(([entry, other]) => (areOtherFiles(entry, other) ? [[entry.path, other.path]] : []));
  const texts = await textsOf(
    recorded,
    changed.map(([path]) => path as string),
  );
  const others = await textsOf(
    live,
    changed.map(([, path]) => path as string),
  );
  for (const [entry, other] of pairs) {
    const at = place.entry(entry.path);
    if (other === undefined) {
      walk.found.add('breaking', 'gone', at, { recorded: entry.path, live: null }, () => `${entry.path} is no longer in the archive`);
      continue;
    }
    const [text, otherText] = [texts.get(entry.path), others.get(other.path)];
    const asTexts = text !== undefined && otherText !== undefined;
    if (asTexts) compareTexts(entry.path, text, otherText, at, walk);
    compareEntry(entry, asTexts ? { ...other, digest: entry.digest } : other, at, walk, options);
  }
  for (const entry of [...left.values()].flat()) {
    walk.found.add(
      'added',
      'new',
      place.entry(entry.path),
      { recorded: null, live: entry.path },
      () => `${entry.path} is new in the archive`,
    );
  }
  return true;
}

function compareEntry(entry: TarEntry, other: TarEntry, place: Place, walk: Walk, { images }: Options): void {
  const parts: readonly (readonly [string, string, string])[] = [
    ['type', entry.type, other.type],
    ['content', entry.digest, other.digest],
    ['mode', String(entry.executable), String(other.executable)],
    [
      'link',
      images ? tokensOf(entry.link).skeleton : walk.identities.toLive(entry.link),
      images ? tokensOf(other.link).skeleton : other.link,
    ],
  ];
  for (const [what, was, is] of parts) {
    if (was === is || (images && what === 'content' && (MANIFESTS.test(entry.path) || tokensOf(entry.path).tokens.length > 0))) continue;
    walk.found.add('changed', 'content', place.member(what), { recorded: was, live: is }, () => {
      return what === 'content'
        ? `${entry.path} in the archive has other content`
        : `${what} of ${entry.path} is ${shown(is)}, it was ${shown(was)}`;
    });
  }
}

function compareTexts(path: string, recorded: string, live: string, place: Place, walk: Walk): void {
  if (sayTheSame(recorded, live, isMadeFile(path) ? 'engine' : 'container', walk.identities)) return;
  const [first, second] = firstLines(recorded, live, walk.identities);
  const [before, now] = shownBoth(first, second);
  walk.found.add('changed', 'content', place.member('content'), { recorded: first, live: second }, () => {
    return `${path} in the archive has other content: ${now} where it had ${before}`;
  });
}

/** Whether it is a file still, with other content. */
function areOtherFiles(entry: TarEntry, other: TarEntry | undefined): other is TarEntry {
  return other !== undefined && entry.type === 'file' && other.type === 'file' && entry.digest !== other.digest;
}

/** Of those that are texts, and small. */
async function textsOf(told: Told, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (paths.length === 0) return new Map();
  const reader = new TarReader({ paths: new Set(paths.slice(0, MOST_TEXTS)), largest: LARGEST_TEXT });
  for await (const bytes of answerStream(told)) await reader.push(bytes);
  await reader.end();
  return new Map([...reader.contents].filter(([, bytes]) => isUtf8(bytes)).map(([path, bytes]) => [path, bytes.toString('utf8')]));
}

function nameOf({ path }: TarEntry, { images }: Options): string {
  return images ? tokensOf(path).skeleton : path;
}

async function entriesOf(told: Told): Promise<readonly TarEntry[] | null> {
  const reader = new TarReader();
  for await (const bytes of answerStream(told)) await reader.push(bytes);
  return reader.end();
}
