/** What tapedeck's exit code says (docs/command-line.md). A wrapped COMMAND's own code goes before all but `environment` at the start. */
import { TapedeckError } from '../errors.ts';

export const EXIT = {
  fine: 0,
  /** Findings, misses, drift. */
  found: 1,
  usage: 2,
  /** No engine, unreadable cassette, port taken, recording incomplete, COMMAND never connected. */
  environment: 3,
} as const;

export function exitCodeOf(error: unknown): number {
  if (error instanceof TapedeckError && (error.code === 'TD_USAGE' || error.code === 'TD_API_VERSION')) return EXIT.usage;
  return EXIT.environment;
}

/** One line of what happened and one of what to do. A fault of ours keeps its stack: there is nothing else to go by. */
export function explainError(error: unknown): string {
  if (error instanceof TapedeckError) {
    return `tapedeck: ${error.message}\n${error.hint === undefined ? '' : `  ${error.hint}\n`}`;
  }
  if (error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string' && 'errno' in error) {
    return `tapedeck: ${error.message}\n`;
  }
  return `tapedeck: this is a fault of tapedeck: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}
