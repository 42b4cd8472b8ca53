/** Where a result goes: stdout, or the file that `--output` names. */
import { closeSync, existsSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
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

/** For a command that works for long: says at once what writeResult would say at the end. Throws TD_IO. */
export function expectDirectory({ output }: Pick<ResultOptions, 'output'>, world: World): void {
  if (output === undefined || existsSync(dirname(resolve(world.cwd, output)))) return;
  throw new TapedeckError('TD_IO', `cannot write ${output}: there is no directory ${dirname(output)}`, {
    hint: 'Make it first, or name another file.',
  });
}

/**
 * A file is written beside and then put in its place: one that is there is a whole one.
 * @param text also in pieces, where one string could not hold it
 * @throws TD_IO where the file cannot be written
 */
export function writeResult(text: string | readonly string[], options: Pick<ResultOptions, 'output'>, world: World): void {
  const pieces = typeof text === 'string' ? [text] : text;
  const { output } = options;
  if (output === undefined) {
    for (const piece of pieces) world.stdout(piece);
    return;
  }
  expectDirectory(options, world);
  try {
    writeWhole(resolve(world.cwd, output), pieces);
  } catch (error) {
    throw new TapedeckError('TD_IO', `cannot write ${output}: ${(error as Error).message}`, { cause: error });
  }
}

function writeWhole(path: string, pieces: readonly string[]): void {
  const old = statSync(path, { throwIfNoEntry: false });
  // Nothing can take the place of a terminal or a pipe (/dev/stdout).
  const isSpecial = old !== undefined && !old.isFile() && !old.isDirectory();
  const target = old === undefined || isSpecial ? path : realpathSync(path);
  const beside = isSpecial ? target : join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    const fd = openSync(beside, 'w');
    try {
      for (const piece of pieces) writeFileSync(fd, piece);
    } finally {
      closeSync(fd);
    }
    if (!isSpecial) renameSync(beside, target);
  } catch (error) {
    if (!isSpecial) rmSync(beside, { force: true });
    throw error;
  }
}

/** stdout is the COMMAND's, or a server's who has said there where it listens: the last word of either goes to stderr, or to the file. */
export function writeSummary(text: string, options: ResultOptions, world: World): void {
  if (options.output === undefined) world.stderr(text);
  else writeResult(text, options, world);
}

export const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
