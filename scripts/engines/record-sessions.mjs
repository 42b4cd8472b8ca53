/**
 * Records sessions of test/engine with `tapedeck record`, for `tapedeck diff` and `tapedeck verify`:
 *
 *   node --no-warnings --import ./bench/typescript.mjs scripts/engines/record-sessions.mjs ENGINE CLIENT DIRECTORY [NAME…]
 *
 * Each becomes DIRECTORY/NAME. CLIENT is one of scripts/engines/clients, or `others`: then compose, docker-py and buildx are
 * recorded. DOCKER_API_VERSION holds for the client. Needs `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SESSIONS } from '../../test/engine/sessions/all.ts';
import { CLIENT_SESSIONS } from '../../test/engine/sessions/clients.ts';
import { runDirect, runRecorded, setUpBench, tearDownBench } from '../../test/support/engine-session.ts';

const [engineName, clientName, directory, ...names] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('usage: record-sessions ENGINE CLIENT DIRECTORY [NAME…]\n');
  process.exit(2);
}
const say = (script, ...args) => spawnSync(join(import.meta.dirname, script), args, { encoding: 'utf8' }).stdout.trim();
const others = clientName === 'others';
const cli = others ? 'docker-cli-28.5' : clientName;
const client = { name: cli, path: join(say('clients', 'bin'), cli), config: say('clients', 'config', cli), buildKit: true };
const bench = setUpBench({ name: engineName, host: `unix://${say('engine', 'sock', engineName)}`, clients: [client] }, client);
// The sessions start with few variables of their own.
const version = process.env.DOCKER_API_VERSION === undefined ? '' : `export DOCKER_API_VERSION=${process.env.DOCKER_API_VERSION}; `;

const target = resolve(directory);
mkdirSync(target, { recursive: true });
for (const session of others ? CLIENT_SESSIONS : SESSIONS) {
  if (names.length > 0 && !names.includes(session.name)) continue;
  if (session.setup !== undefined) await runDirect(bench, `${session.setup} > /dev/null`);
  const run = await runRecorded(bench, session.name, version + session.script);
  if (session.cleanup !== undefined) await runDirect(bench, session.cleanup);
  const cassette = join(bench.path, 'cassettes', session.name);
  process.stdout.write(`${session.name}: ${existsSync(cassette) ? `code ${run.code}` : `not recorded, is its client installed?`}\n`);
  if (!existsSync(cassette)) continue;
  rmSync(join(target, session.name), { recursive: true, force: true });
  cpSync(cassette, join(target, session.name), { recursive: true });
}
tearDownBench(bench);
