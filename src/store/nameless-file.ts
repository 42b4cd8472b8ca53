/** A file that nobody else can open. */
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives its descriptor, for reading and writing. It goes with its last descriptor, however this process ends. */
export function openNameless(): number {
  const directory = mkdtempSync(join(tmpdir(), 'tapedeck-'));
  try {
    return openSync(join(directory, 'body'), 'wx+', 0o600);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
