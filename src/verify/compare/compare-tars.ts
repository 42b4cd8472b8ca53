/**
 * Archives by what is in them. Of files and whole file systems path, type, content, mode and link count; of saved images the
 * names are made of digests, and what describes them names those, so that there the content of layers counts alone.
 */
import { type TarEntry, TarReader } from '../../meaning/tar.ts';
import type { Told } from '../types.ts';
import { answerStream } from './answer-bytes.ts';
import { shown } from './differences.ts';
import type { Walk } from './json-values.ts';
import type { Place } from './place.ts';
import { tokensOf } from './value-looks.ts';

/** What describes the images of an archive: it names their digests. */
const MANIFESTS = /(?:^|\/)(?:manifest\.json|repositories|index\.json|oci-layout|VERSION|json)$|\.json$/;

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
  for (const entry of was) {
    const candidates = left.get(options.images ? nameOf(entry, options) : walk.identities.toLive(entry.path)) ?? [];
    const index = candidates.findIndex((other) => other.digest === entry.digest);
    const [other] = candidates.splice(Math.max(0, index), 1);
    const at = place.entry(entry.path);
    if (other === undefined) {
      walk.found.add('breaking', 'gone', at, { recorded: entry.path, live: null }, () => `${entry.path} is no longer in the archive`);
    } else compareEntry(entry, other, at, walk, options);
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

function nameOf({ path }: TarEntry, { images }: Options): string {
  return images ? tokensOf(path).skeleton : path;
}

async function entriesOf(told: Told): Promise<readonly TarEntry[] | null> {
  const reader = new TarReader();
  for await (const bytes of answerStream(told)) await reader.push(bytes);
  return reader.end();
}
