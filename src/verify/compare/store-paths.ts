/**
 * Paths below the directories in which an engine keeps what is its own. Where those lie is how it was set up; what is below
 * them counts. The two directories are bound, so that other paths below them are known from then on.
 */
import type { Identities } from '../identities.ts';
import { sayTheSame } from './texts.ts';
import { tokensOf } from './value-looks.ts';

/** Parts at the end that must be the same: `containers/4f66…/hosts`. */
const SHARED_PARTS = 2;

/** @param recorded one path, or several with colons between them */
export function leadToTheSame(recorded: string, live: string, identities: Identities): boolean {
  if (sayTheSame(recorded, live, 'engine', identities)) return true;
  const [was, is] = [recorded.split(':'), live.split(':')];
  if (was.length !== is.length || !was.every((path, index) => bindRoots(path, is[index] as string, identities))) return false;
  return sayTheSame(identities.toLive(recorded), live, 'engine', identities);
}

function bindRoots(recorded: string, live: string, identities: Identities): boolean {
  const [was, is] = [recorded.split('/'), live.split('/')];
  let shared = 0;
  while (
    shared < Math.min(was.length, is.length) &&
    areTwins(identities.toLive(was.at(-1 - shared) as string), is.at(-1 - shared) as string)
  )
    shared += 1;
  const [root, other] = [was.slice(0, was.length - shared).join('/'), is.slice(0, is.length - shared).join('/')];
  if (shared < SHARED_PARTS || root === '' || other === '') return root === other;
  return identities.bind('path', root, other);
}

function areTwins(part: string, other: string): boolean {
  return part === other || (tokensOf(part).tokens.length > 0 && tokensOf(part).skeleton === tokensOf(other).skeleton);
}
