/** Paths as people write them. */
import { relative } from 'node:path';

/** Relative to where they are, where it lies below that; else as it is. */
export function readablePath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}
