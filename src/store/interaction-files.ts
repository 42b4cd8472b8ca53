/** What the listing of a cassette's directory tells, before any file is read. */
import { join } from 'node:path';
import { INTERACTION_FILE_NAME } from '../cassette/format.ts';
import { type Disk, realDisk } from './disk.ts';

/** How many interactions have a file; 0 where there is no such directory. */
export function countInteractionFiles(directory: string, disk: Disk = realDisk): number {
  return interactionFileNames(directory, disk).length;
}

/** The file of an interaction; null where there is none, or where somebody has given it another number. */
export function findInteractionFile(directory: string, id: number, disk: Disk = realDisk): string | null {
  const name = interactionFileNames(directory, disk).find((one) => Number.parseInt(one, 10) === id);
  return name === undefined ? null : join(directory, name);
}

function interactionFileNames(directory: string, disk: Disk): string[] {
  return disk.existsSync(directory) ? disk.readdirSync(directory).filter((name) => INTERACTION_FILE_NAME.test(name)) : [];
}
