/** Name and version of this program, from its package.json. */
import { readFileSync } from 'node:fs';

export const PROGRAM_VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** `recordedWith` of a cassette, and the User-Agent of the one question tapedeck asks itself. */
export const PROGRAM = `docker-tapedeck/${PROGRAM_VERSION}`;
