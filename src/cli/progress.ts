/** A line that changes while something lasts. Only on a terminal: a log file gets none of it. */
import type { World } from './world.ts';

export interface Progress {
  /** Shows the text in place of the last one. */
  say(text: string): void;
  /** Takes the line away. */
  clear(): void;
  /** The same world, but what is written to its terminal does not run into the line. */
  readonly world: World;
}

export function progressOn(world: World): Progress {
  if (!world.terminal.stderr || world.env.TERM === 'dumb') return { say: () => {}, clear: () => {}, world };
  let shown = '';
  const clear = () => {
    if (shown !== '') world.stderr('\r\u001b[K');
    shown = '';
  };
  const above = (write: (text: string) => void) => (text: string) => {
    const line = shown;
    clear();
    write(text);
    say(line);
  };
  const say = (text: string) => {
    if (text === shown) return;
    world.stderr(`\r\u001b[K${text}`);
    shown = text;
  };
  return {
    say,
    clear,
    world: { ...world, stdout: world.terminal.stdout ? above(world.stdout) : world.stdout, stderr: above(world.stderr) },
  };
}

/** Milliseconds between two looks. */
const INTERVAL = 250;

/** Says again and again how things stand, until it is stopped. */
export function keepSaying(progress: Progress, text: () => string): { stop(): void } {
  const timer = setInterval(() => progress.say(text()), INTERVAL);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      progress.clear();
    },
  };
}
