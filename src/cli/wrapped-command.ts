/**
 * Runs the wrapped COMMAND so that it cannot tell tapedeck is there: our stdin, stdout, stderr and terminal, our
 * process group, our environment but for the variables that say where the engine is.
 *
 * Signals. Ctrl-C and Ctrl-\ in a terminal go to the whole foreground process group, so the COMMAND has them already;
 * passing them on would make `docker run` stop a container that was only to be interrupted once. We only have to
 * survive them. Where they come another way (`kill -INT`, a CI runner) only we get them, and pass them on, as always
 * TERM and HUP. TSTP, CONT and WINCH are left to the kernel: they stop, go on and resize both of us.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { TapedeckError } from '../errors.ts';

/** What would lead a client elsewhere than DOCKER_HOST says, or to it with TLS. DOCKER_API_VERSION is the user's and stays. */
const LEADS_ELSEWHERE = ['DOCKER_CONTEXT', 'DOCKER_TLS', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'] as const;

export type Env = Readonly<Record<string, string | undefined>>;

export function environmentFor(url: string, env: Env): Env {
  const copy: Record<string, string | undefined> = { ...env, DOCKER_HOST: url };
  for (const name of LEADS_ELSEWHERE) delete copy[name];
  return copy;
}

/** The same for a shell: `eval "$(…)"`. */
export function environmentLines(url: string): string {
  return `export DOCKER_HOST='${url.replaceAll("'", "'\\''")}'\nunset ${LEADS_ELSEWHERE.join(' ')}\n`;
}

/**
 * Resolves when the COMMAND has ended, with its exit code: its own, or 128+n after signal n.
 * @throws TD_COMMAND where it cannot be started; `exitCodeOfStart` says 126 or 127, as a shell does
 */
export function runCommand(words: readonly string[], env: Env): Promise<number> {
  const [program = '', ...rest] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: 'inherit', env: env as NodeJS.ProcessEnv });
    const passOn = (signal: NodeJS.Signals) => void child.kill(signal);
    const passOnUnlessHeard = (signal: NodeJS.Signals) => {
      if (!inForeground()) child.kill(signal);
    };
    process.on('SIGINT', passOnUnlessHeard).on('SIGQUIT', passOnUnlessHeard).on('SIGTERM', passOn).on('SIGHUP', passOn);
    const done = () => {
      process.off('SIGINT', passOnUnlessHeard).off('SIGQUIT', passOnUnlessHeard).off('SIGTERM', passOn).off('SIGHUP', passOn);
      // Who presses Ctrl-C twice means the COMMAND: the cassette is still to be finished. Once more ends us too.
      for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => {});
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      // Also emitted where a signal could not be sent; then the COMMAND still runs and will end by itself.
      if (child.pid !== undefined) return;
      done();
      const missing = error.code === 'ENOENT';
      reject(
        new TapedeckError(
          'TD_COMMAND',
          `${program}: ${missing ? 'command not found' : error.code === 'EACCES' ? 'permission denied' : error.message}`,
          { cause: error },
        ),
      );
    });
    child.on('exit', (code, signal) => {
      done();
      resolve(signal === null ? (code ?? 0) : 128 + constants.signals[signal]);
    });
  });
}

/** 127 not found, 126 found and not to be run. */
export function exitCodeOfStart(error: TapedeckError): number {
  return (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT' ? 127 : 126;
}

/** Are we in the foreground process group of a terminal, so that its keys have reached the COMMAND as well? */
function inForeground(): boolean {
  try {
    // proc(5): pid (comm) state ppid pgrp session tty_nr tpgid; comm may hold blanks and parentheses.
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foreground;
  } catch {
    return isatty(0) || isatty(1) || isatty(2);
  }
}
