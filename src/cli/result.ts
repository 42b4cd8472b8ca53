/** Where a result goes: stdout, or the file that `--output` names. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TapedeckError } from '../errors.ts';
import type { Colours } from '../report/colours.ts';
import { coloursIf } from '../report/colours.ts';
import type { World } from './world.ts';
import { wantsColour } from './world.ts';

export interface ResultOptions {
  readonly format: string;
  readonly output?: string | undefined;
}

/** Whether a text result has colours: a file gets them only where FORCE_COLOR asks. */
export function resultColour({ format, output }: ResultOptions, world: World): boolean {
  if (format !== 'text') return false;
  return wantsColour(output === undefined ? world : { ...world, terminal: { stdout: false, stderr: false } }, 'stdout');
}

export function resultColours(options: ResultOptions, world: World): Colours {
  return coloursIf(resultColour(options, world));
}

/** @throws TD_IO where the file cannot be written */
export function writeResult(text: string, { output }: ResultOptions, world: World): void {
  if (output === undefined) {
    world.stdout(text);
    return;
  }
  try {
    writeFileSync(resolve(world.cwd, output), text);
  } catch (error) {
    throw new TapedeckError('TD_IO', `cannot write ${output}: ${(error as Error).message}`, { cause: error });
  }
}

/** stdout is the COMMAND's, or a server's who has said there where it listens: the last word of either goes to stderr, or to the file. */
export function writeSummary(text: string, options: ResultOptions, world: World): void {
  if (options.output === undefined) world.stderr(text);
  else writeResult(text, options, world);
}

export const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
