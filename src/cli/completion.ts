/** What the shell may complete where a CASSETTE is wanted. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Cassettes under `cassettes/`, by name. */
export function cassetteNames(cwd: string): string[] {
  try {
    return readdirSync(join(cwd, 'cassettes'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}
