/** Removes body files that no interaction names. */
import { join } from 'node:path';
import { INTERACTION_FILE_NAME } from '../cassette/format.ts';
import { type Disk, errorCode } from './disk.ts';

const DIGEST = /"sha256": ?"([0-9a-f]{64})"/g;
const BODY_NAME = /^([0-9a-f]{64})\.(?:tar|bin)$/;

/** Looks for digests in the text of the files: one too many only keeps a file. */
export function sweepBodies(disk: Disk, directory: string): void {
  const bodies = join(directory, 'bodies');
  const names = bodyNames(disk, bodies);
  if (names.length === 0) return;
  const used = new Set<string>();
  for (const name of disk.readdirSync(directory)) {
    if (!INTERACTION_FILE_NAME.test(name)) continue;
    for (const [, digest] of disk.readFileSync(join(directory, name), 'utf8').matchAll(DIGEST)) used.add(digest as string);
  }
  for (const name of names) {
    const digest = BODY_NAME.exec(name)?.[1];
    if (digest !== undefined && !used.has(digest)) disk.rmSync(join(bodies, name), { force: true });
  }
  if (disk.readdirSync(bodies).length === 0) disk.rmSync(bodies, { recursive: true, force: true });
}

function bodyNames(disk: Disk, bodies: string): string[] {
  try {
    return disk.readdirSync(bodies);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
