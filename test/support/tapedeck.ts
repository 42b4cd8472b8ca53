/** Runs the built program as its users do. `npm test` builds it first. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, jest } from '@jest/globals';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Run {
  /** 128+n after signal n. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** Resolves with all of stdout so far, as soon as it holds the text; rejects where the program ends before. */
  said(text: string): Promise<string>;
  readonly ended: Promise<Run>;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

// Whole programs, some of them one after the other, on machines that do other things too.
jest.setTimeout(60_000);

const running = new Set<ChildProcess>();
afterAll(() => {
  for (const process of running) process.kill('SIGKILL');
});

/** The words that start tapedeck. */
export function program(words: readonly string[]): string[] {
  if (!existsSync(MAIN)) throw new Error('dist/ is missing: npm run build');
  return [process.execPath, MAIN, ...words];
}

export function startTapedeck(words: readonly string[], options: RunOptions): Running {
  return startProgram(program(words), options);
}

/** Starts it with nothing in the environment but PATH and what is given. Without `input` its stdin stays open. */
export function startProgram([file = '', ...rest]: readonly string[], { cwd, env = {}, input }: RunOptions): Running {
  const child = spawn(file, rest, { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env }, stdio: 'pipe' });
  running.add(child);
  child.stdin.on('error', () => {});
  if (input !== undefined) child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    wake();
  });
  let over = false;
  const ended = new Promise<Run>((resolve) => {
    child.on('close', (exitCode) => {
      over = true;
      running.delete(child);
      wake();
      resolve({ exitCode, stdout, stderr });
    });
  });
  return {
    process: child,
    ended,
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (stdout.includes(text) || stderr.includes(text)) resolve(stdout);
          else if (over) reject(new Error(`it ended without saying ${JSON.stringify(text)}: ${stdout}${stderr}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
  };
}

export function tapedeck(words: readonly string[], options: RunOptions): Promise<Run> {
  return runProgram(program(words), options);
}

export function runProgram(words: readonly string[], options: RunOptions): Promise<Run> {
  return startProgram(words, { input: '', ...options }).ended;
}

/**
 * Words of a COMMAND that asks for these paths (`/_ping`, `POST /v1.51/…`) over one connection each, prints the bodies, and ends
 * with `exitCode`.
 */
export function aClient(paths: readonly string[], exitCode = 0): string[] {
  return [process.execPath, '--input-type=module', '-e', CLIENT, ...paths, String(exitCode)];
}

const CLIENT = `
import { request } from 'node:http';
const [paths, code] = [process.argv.slice(1, -1), Number(process.argv.at(-1))];
const url = new URL(process.env.DOCKER_HOST);
const where = url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: url.port };
for (const asked of paths) {
  const [path, method] = asked.split(' ').reverse();
  await new Promise((resolve, reject) => {
    request({ ...where, path, method, agent: false, headers: { Host: 'docker' } }, (response) => {
      response.on('data', (data) => process.stdout.write(data));
      response.on('end', resolve);
    }).on('error', reject).end();
  });
}
process.exitCode = code;
`;
