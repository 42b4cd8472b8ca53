/**
 * What a command may know and touch of the process it runs in, handed in so that tests can bring their own.
 *
 * Text goes out with write(2) and never through `process.stdout`, `process.stderr` or `process.stdin`: opening those
 * streams on a pipe sets O_NONBLOCK on the file description, which a wrapped COMMAND shares with us. A Go program
 * that then finds the pipe full loses output with "resource temporarily unavailable".
 */
import { writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { isatty } from 'node:tty';

export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path; names like `cassettes/hello` are relative to it. */
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** Whether that stream is a terminal. */
  readonly terminal: { readonly stdout: boolean; readonly stderr: boolean };
  /** The day and time, where a result depends on it. */
  readonly now: () => Date;
  /** Results. */
  readonly stdout: (text: string) => void;
  /** Everything that is said about the work. */
  readonly stderr: (text: string) => void;
}

/** The real one. */
export function thisWorld(): World {
  return {
    env: process.env,
    cwd: currentDirectory(),
    home: homedir(),
    platform: process.platform,
    terminal: { stdout: isatty(1), stderr: isatty(2) },
    now: () => new Date(),
    stdout: writeAll(1),
    stderr: writeAll(2),
  };
}

function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    // Somebody removed it while we were in it. Only what names no relative path can work then.
    return process.env.PWD ?? '/';
  }
}

function writeAll(fd: number): (text: string) => void {
  let closed = false;
  return (text) => {
    let rest = Buffer.from(text);
    while (rest.length > 0 && !closed) {
      try {
        rest = rest.subarray(writeSync(fd, rest));
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        // The other end of the pipe is slow (somebody else made it non-blocking), or gone (`| head`).
        if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        else closed = true;
      }
    }
  };
}

/** Colours for that stream? NO_COLOR and FORCE_COLOR (https://no-color.org, https://force-color.org) before what the stream is. */
export function wantsColour(world: World, stream: 'stdout' | 'stderr'): boolean {
  if (world.env.NO_COLOR) return false;
  const force = world.env.FORCE_COLOR;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return world.terminal[stream] && world.env.TERM !== 'dumb';
}
