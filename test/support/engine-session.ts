/**
 * Runs one session three ways: straight at the engine, through `tapedeck record`, and through `tapedeck replay` with no
 * engine to be reached.
 *
 *   bench/w/      what sessions read: $W        bench/o/        what they write: $O, empty before each run
 *   bench/s/      the scripts                   bench/cassettes/
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding } from '../../src/docker/finding.ts';
import type { Client, Engine } from './engine.ts';
import { PROJECT } from './project.ts';

/** What a command gave. Text is latin1, so that equal text is equal bytes. */
export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface Bench {
  readonly engine: Engine;
  readonly client: Client;
  readonly path: string;
}

export const TAPEDECK: string = join(PROJECT, 'dist/cli/main.js');
const TYPIST = join(PROJECT, 'test/engine/typist.mjs');
const NOWHERE = 'unix:///nowhere/no-engine.sock';
const LIMIT = 90_000; // ms, one run of one session

const HELPERS = `
# until_seen FILE TEXT: wait until the file has the text
until_seen() { n=0; until grep -q -- "$2" "$1" 2>/dev/null; do n=$((n + 1)); [ $n -lt 400 ] || { echo "never saw $2 in $1" >&2; return 1; }; sleep 0.05; done; }
`;

/** A folder with the files that sessions use. Their bytes and times are the same in every run. */
export function setUpBench(engine: Engine, client: Client): Bench {
  const path = mkdtempSync(join(tmpdir(), 'td-'));
  for (const folder of ['w/context', 'w/failing', 'o', 's', 'cassettes']) mkdirSync(join(path, folder), { recursive: true });
  const files: Readonly<Record<string, string>> = {
    'w/f': 'content\n',
    'w/ten-megabytes': '0123456789abcdef'.repeat((10 << 20) / 16),
    'w/context/Dockerfile': 'FROM busybox:test\nRUN echo built > /built\nCOPY f /f\nCMD ["cat","/f"]\n',
    'w/context/f': 'content\n',
    'w/failing/Dockerfile': 'FROM busybox:test\nRUN echo so far; exit 3\n',
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(path, name), text);
    utimesSync(join(path, name), 1_700_000_000, 1_700_000_000);
  }
  return { engine, client, path };
}

export function tearDownBench(bench: Bench): void {
  if (process.env.TAPEDECK_TEST_KEEP === '1') process.stderr.write(`kept ${bench.path}\n`);
  else rmSync(bench.path, { recursive: true, force: true });
}

/** Straight at the engine. */
export function runDirect(bench: Bench, script: string): Promise<Run> {
  return finished(start(bench, 'sh', [prepare(bench, 'direct', script)], bench.engine.host));
}

/** Through `tapedeck record NAME -- sh SCRIPT`. tapedeck's own last word goes to summaryOf(bench, name). */
export function runRecorded(bench: Bench, name: string, script: string, options: readonly string[] = []): Promise<Run> {
  return finished(startRecorded(bench, name, script, options));
}

/** Through `tapedeck replay NAME -- sh SCRIPT`; the upstream leads nowhere. */
export function runReplayed(bench: Bench, name: string, script: string, options: readonly string[] = []): Promise<Run> {
  return finished(startTapedeck(bench, NOWHERE, 'replay', name, script, options));
}

/** Through `tapedeck run NAME --mode MODE -- sh SCRIPT`, with the engine at hand. */
export function runInMode(bench: Bench, mode: string, name: string, script: string): Promise<Run> {
  return finished(startTapedeck(bench, bench.engine.host, 'run', name, script, ['--mode', mode]));
}

/** Through `tapedeck proxy --enforce`, without its own last word. What it finds goes to findingsOf(bench, name). */
export async function runGuarded(bench: Bench, name: string, script: string): Promise<Run> {
  const options = ['--enforce', '--format', 'json', '--output', guardFile(bench, name)];
  const args = [TAPEDECK, 'proxy', ...options, '--', 'sh', prepare(bench, name, script)];
  const run = await finished(start(bench, process.execPath, args, bench.engine.host));
  return { ...run, stderr: run.stderr.replace(/passed \d+ requests? on, .*\n$/, '') };
}

/** What `tapedeck proxy` found in a guarded run. */
export function findingsOf(bench: Bench, name: string): readonly Pick<Finding, 'code' | 'severity' | 'message'>[] {
  const lines = readFileSync(guardFile(bench, name), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** `tapedeck verify NAME` at the engine that was recorded, with the session's setup as `--setup`; all of it is sent. */
export function runVerified(bench: Bench, name: string, setup: string | undefined): Promise<Run> {
  const before = setup === undefined ? [] : ['--setup', prepare(bench, `${name}-setup`, `{\n${setup}\n} > /dev/null`)];
  const args = [TAPEDECK, 'verify', name, '--against', bench.engine.host, '--allow-destructive', '--fail-on', 'added', ...before];
  return finished(start(bench, process.execPath, args, NOWHERE));
}

/** Any other tapedeck command: `tapedeck(bench, ['validate', 'hello'])`. */
export function tapedeck(bench: Bench, args: readonly string[]): Promise<Run> {
  return finished(start(bench, process.execPath, [TAPEDECK, ...args], NOWHERE));
}

export function startRecorded(bench: Bench, name: string, script: string, options: readonly string[] = []): ChildProcess {
  return startTapedeck(bench, bench.engine.host, 'record', name, script, options);
}

/** "used 12 of 12, 0 misses" */
export function summaryOf(bench: Bench, name: string): string {
  return readFileSync(summaryFile(bench, name), 'utf8');
}

function startTapedeck(bench: Bench, host: string, verb: string, name: string, script: string, options: readonly string[]): ChildProcess {
  const summary = summaryFile(bench, name);
  const args = [TAPEDECK, verb, name, '--output', summary, ...options, '--', 'sh', prepare(bench, name, script)];
  return start(bench, process.execPath, args, host);
}

function summaryFile(bench: Bench, name: string): string {
  return join(bench.path, 's', `${name.replaceAll('/', '-')}.summary`);
}

function guardFile(bench: Bench, name: string): string {
  return join(bench.path, 's', `${name.replaceAll('/', '-')}.findings`);
}

function prepare(bench: Bench, name: string, script: string): string {
  const file = join(bench.path, 's', `${name.replaceAll('/', '-')}.sh`);
  rmSync(join(bench.path, 'o'), { recursive: true, force: true });
  mkdirSync(join(bench.path, 'o'));
  writeFileSync(file, `${HELPERS}${script}\n`);
  return file;
}

function start(bench: Bench, command: string, args: readonly string[], host: string): ChildProcess {
  const { PATH, HOME, TMPDIR } = process.env;
  const env = {
    PATH,
    HOME,
    TMPDIR,
    LANG: 'C.UTF-8',
    TERM: 'xterm',
    DOCKER_HOST: host,
    DOCKER_CLI_HINTS: 'false',
    BUILDKIT_PROGRESS: 'plain',
  };
  const own = {
    D: bench.client.path,
    W: join(bench.path, 'w'),
    O: join(bench.path, 'o'),
    TYPIST: `${process.execPath} ${TYPIST}`,
    NODE: process.execPath,
  };
  const others = { B: dirname(bench.client.path), CLIENTS: join(PROJECT, 'test/engine') };
  const config = bench.client.config === null ? {} : { DOCKER_CONFIG: bench.client.config };
  // A process group of its own, so that a run that hangs can be ended whole.
  return spawn(command, args, {
    cwd: bench.path,
    env: { ...env, ...own, ...others, ...config },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

/** Waits for the end; a run that takes too long is killed and has the code 124. */
export function finished(child: ChildProcess): Promise<Run> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => err.push(bytes));
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    err.push(Buffer.from(`\nkilled after ${LIMIT} ms\n`));
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    // What went into a group of its own (under script or timeout) keeps the pipes open.
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, LIMIT);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(limit);
      const text = (pieces: readonly Buffer[]) => Buffer.concat(pieces).toString('latin1');
      resolve({ stdout: text(out), stderr: text(err), code: late ? 124 : (code ?? -1) });
    });
  });
}
