/** A line that changes while something lasts. Only on a terminal: a log file gets none of it. */
import type { World } from './world.ts';

export interface Progress {
  /** Shows the text in place of the last one. */
  say(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

const SILENT: Progress = { say: () => {}, clear: () => {} };

export function progressOn(world: World): Progress {
  if (!world.terminal.stderr || world.env.TERM === 'dumb') return SILENT;
  let shown = '';
  const clear = () => {
    if (shown !== '') world.stderr('\r\u001b[K');
    shown = '';
  };
  return {
    say: (text) => {
      if (text === shown) return;
      world.stderr(`\r\u001b[K${text}`);
      shown = text;
    },
    clear,
  };
}
