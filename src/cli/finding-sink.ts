/**
 * Where findings go as they come: to the file that `--output` names; else JSON to stdout, unless that is the COMMAND's,
 * and text to stderr.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { TapedeckError } from '../errors.ts';
import type { ListenValues } from './listening.ts';
import type { ResultOptions } from './result.ts';
import type { World } from './world.ts';

type Values = ResultOptions & Pick<ListenValues, 'COMMAND' | 'print-env'>;

export interface FindingSink {
  /** stdout is for findings alone. */
  readonly takesStdout: boolean;
  write(text: string): void;
  close(): void;
}

/** Throws TD_IO where the file cannot be opened, TD_USAGE where stdout would be for two things. */
export function findingSink(values: Values, world: World): FindingSink {
  if (values.output !== undefined) return toFile(values.output, world);
  const takesStdout = values.format === 'json' && values.COMMAND === null;
  if (takesStdout && values['print-env']) {
    throw new TapedeckError('TD_USAGE', '--print-env and --format json both want stdout', {
      hint: 'Write the findings to a file with --output.',
    });
  }
  return { takesStdout, write: takesStdout ? world.stdout : world.stderr, close: () => {} };
}

function toFile(output: string, world: World): FindingSink {
  let fd: number | null;
  try {
    fd = openSync(resolve(world.cwd, output), 'w');
  } catch (error) {
    throw new TapedeckError('TD_IO', `cannot write ${output}: ${(error as Error).message}`, { cause: error });
  }
  const close = () => {
    if (fd !== null) closeSync(fd);
    fd = null;
  };
  return {
    takesStdout: false,
    write: (text) => {
      try {
        if (fd !== null) writeSync(fd, text);
      } catch (error) {
        // A full disk costs the findings that are still to come, not the clients.
        world.stderr(`tapedeck: cannot write ${output}: ${(error as Error).message}\n`);
        close();
      }
    },
    close,
  };
}
