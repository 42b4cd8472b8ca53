/** Two texts of which one may stand for the other: what of them makes the pair, by the type of what varies. */
import { areLongNumbers, areRandomTwins, areTwinTimes, HASH, isLongId, isUuid, LONG_TOKEN, looksRandom, UUID } from './looks.ts';
import type { VaryingType } from './varying.ts';

/** What stood in the recording, and what stands there now. */
export type Pair = readonly [recorded: string, live: string];

/** Paths, and runs of what names are made of: the parts of a text that differ as a whole. */
const PARTS = /(?<![0-9A-Za-z_./-])\/[^\s:,;"'=\\]*|[0-9A-Za-z][0-9A-Za-z_.-]*/g;
/** What compose takes for the name of a project. */
export const PROJECT_NAME = /^[a-z0-9][a-z0-9_-]*$/;

/** Two whole values of that type; null where they are not, or the type is one of parts. */
export function wholePairs(type: VaryingType, recorded: string, live: string): readonly Pair[] | null {
  const both = (fits: (text: string) => boolean) => fits(recorded) && fits(live);
  switch (type) {
    case 'any':
      return recorded === '' || live === '' ? null : [[recorded, live]];
    case 'time':
      return areTwinTimes(recorded, live) ? [[recorded, live]] : null;
    case 'digest':
      return both((text) => HASH.test(text)) ? [[recorded, live]] : null;
    case 'project':
      return both((text) => PROJECT_NAME.test(text)) ? [[recorded, live]] : null;
    case 'directory':
      return twinDirectories(recorded, live);
    default:
      return null;
  }
}

/** The made-up parts of two names, where each by itself cannot be but the same thing: `td-6d14fd3a` has one. */
export function partPairs(recorded: string, live: string): Pair[] {
  const [ours, theirs] = [recorded.split(/[-_.]/), live.split(/[-_.]/)];
  if (ours.length !== theirs.length || ours.length === 1) return [];
  const pairs = ours.map((part, index): Pair => [part, theirs[index] as string]);
  return pairs.filter(([part, other]) => part !== other && areDistinctParts(part, other));
}

/**
 * The numbers that differ in two names, each with the word before it: of `my-app-31452-net` that is `app-31452`. A number
 * alone may be anything, beside that word it is what was made up once, and is as a rule part of several names.
 */
export function stemPairs(recorded: string, live: string): Pair[] {
  const [ours, theirs] = [recorded, live].map((text) => [...text.matchAll(/[^-_.]+/g)]) as [RegExpExecArray[], RegExpExecArray[]];
  if (ours.length !== theirs.length) return [];
  return ours.flatMap(([part], index): Pair[] => {
    const [other = ''] = theirs[index] as RegExpExecArray;
    const [number, otherNumber] = [part, other].map((text) => /[0-9]+$/.exec(text)?.[0]);
    if (part === other || number === undefined || otherNumber === undefined || !areLongNumbers(number, otherNumber)) return [];
    if (part.slice(0, -number.length) !== other.slice(0, -otherNumber.length)) return [];
    const word = ours.findLastIndex(([text], at) => at <= index && /[A-Za-z]/.test(text));
    if (word < 0) return [];
    const upTo = (text: string, parts: readonly RegExpExecArray[]) => {
      const last = parts[index] as RegExpExecArray;
      return text.slice((parts[word] as RegExpExecArray).index, last.index + last[0].length);
    };
    return [[upTo(recorded, ours), upTo(live, theirs)]];
  });
}

/** Numbers stand for many things, and words too. But hexadecimal digits, drawn by lot, may happen to be either. */
function areDistinctParts(part: string, other: string): boolean {
  const isHex = part.length === other.length && /^[0-9a-f]{16,}$/.test(part + other);
  if (isHex) return areRandomTwins(part, other) && /[a-f]/.test(part + other);
  return [part, other].every((one) => one.length >= 6 && /[A-Za-z]/.test(one) && looksRandom(one));
}

/** A text in its parts, and what stands between them. */
export function partsOf(text: string): { readonly parts: readonly string[]; readonly between: string } {
  // A line feed stands for a part: it is none itself.
  return { parts: text.match(PARTS) ?? [], between: text.replace(PARTS, '\n') };
}

/** The uuids or ids that differ in two texts which are otherwise the same. */
export function pairsWithin(type: 'uuid' | 'id', recorded: string, live: string): Pair[] | null {
  const [pattern, fits] = type === 'uuid' ? [UUID, isUuid] : [LONG_TOKEN, isLongId];
  const mask = (text: string) => text.replace(pattern, (found) => (fits(found) ? '\n' : found));
  if (mask(recorded) !== mask(live)) return null;
  const [ours, theirs] = [recorded, live].map((text) => (text.match(pattern) ?? []).filter(fits)) as [string[], string[]];
  const found = ours.map((value, index) => [value, theirs[index] as string] as const).filter(([a, b]) => a !== b);
  return found.length === 0 ? null : found;
}

/** Absolute paths, or lists of such with commas between; of a file of one name the directory counts. */
function twinDirectories(recorded: string, live: string): Pair[] | null {
  const [ours, theirs] = [recorded.split(','), live.split(',')];
  if (ours.length !== theirs.length) return null;
  const found: Pair[] = [];
  for (const [index, path] of ours.entries()) {
    const other = theirs[index] as string;
    if (path === other) continue;
    if (!path.startsWith('/') || !other.startsWith('/')) return null;
    const file = /\/[^/]*\.[^/]*$/.exec(path)?.[0];
    const pair: Pair =
      file !== undefined && other.endsWith(file) ? [path.slice(0, -file.length), other.slice(0, -file.length)] : [path, other];
    if (pair[0] === '' || pair[1] === '' || pair.includes('/')) return null;
    if (!found.some(([from]) => from === pair[0])) found.push(pair);
  }
  return found.length === 0 ? null : found;
}
