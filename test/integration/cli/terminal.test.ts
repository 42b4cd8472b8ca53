import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { startSmallEngine } from '../../support/small-engine.ts';
import { aClient, program, startProgram } from '../../support/tapedeck.ts';

removeDirectories();

const engine = await startSmallEngine();
const quote = (words: readonly string[]) => words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');

/** Runs tapedeck in a terminal of its own (util-linux's `script`); what is typed goes to its stdin. */
function inTerminal(words: readonly string[], cwd: string) {
  return startProgram(['script', '-qec', `exec ${quote(program(words))}`, '/dev/null'], {
    cwd,
    env: { DOCKER_HOST: engine.url, TERM: 'xterm', SHELL: '/bin/sh' },
  });
}

it('lets Ctrl-C reach the COMMAND once, survives it, and finishes the cassette', async () => {
  const cwd = aDirectory();
  const count = `n=0; trap 'n=$((n+1)); echo "interrupted $n"' INT; ${quote(aClient(['/_ping']))}; echo ready; until read line; do :; done; echo "line $line"; exit 9`;
  const running = inTerminal(['record', 'hello', '--', 'sh', '-c', count], cwd);
  await running.said('ready');
  running.process.stdin?.write('\u0003');
  await running.said('interrupted 1');
  running.process.stdin?.write('typed\n');
  const { exitCode, stdout } = await running.ended;
  expect(exitCode).toBe(9);
  expect(stdout).not.toContain('interrupted 2');
  expect(stdout).toContain('line typed');
  expect(stdout).toContain('recorded 1 interaction in cassettes/hello');
  expect(JSON.parse(readFileSync(join(cwd, 'cassettes/hello/cassette.json'), 'utf8')).complete).toBe(true);
});

it('gives the COMMAND the terminal as its stdin, stdout and stderr', async () => {
  const running = inTerminal(['record', 'hello', '--', 'sh', '-c', '[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo all three'], aDirectory());
  expect((await running.ended).stdout).toContain('all three');
});

it('ends a server with 0 at Ctrl-C', async () => {
  const running = inTerminal(['record', 'hello'], aDirectory());
  await running.said('listening on');
  running.process.stdin?.write('\u0003');
  expect((await running.ended).exitCode).toBe(0);
});

it('colours a table on a terminal', async () => {
  const running = inTerminal(['doctor'], aDirectory());
  expect((await running.ended).stdout).toContain('\u001b[32mok');
});
