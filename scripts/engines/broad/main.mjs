/** One broad session: starts the two recorders, drives every part in turn, and says what was covered. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { broken } from './broken.mjs';
import { builds } from './builds.mjs';
import { cleanUp } from './clean-up.mjs';
import { Client } from './client.mjs';
import { containers } from './containers.mjs';
import { execs } from './execs.mjs';
import { images } from './images.mjs';
import { networks } from './networks.mjs';
import { plugins } from './plugins.mjs';
import { swarm } from './swarm.mjs';
import { system } from './system.mjs';
import { volumes } from './volumes.mjs';

const [engine, version, outDirectory, engineSocket, pluginSockets] = process.argv.slice(2);
const tapedeck = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const LONGEST = 240_000;
const isDirect = Boolean(process.env.BROAD_DIRECT);

/** `tapedeck record` as a server; `end()` finishes the cassette. */
async function record(cassette, directory) {
  const name = cassette.endsWith('-broken') ? 'b' : 's';
  const socket = join(directory, name);
  const readyFile = join(directory, `${name}.ready`);
  const args = [
    tapedeck,
    'record',
    cassette,
    '--listen',
    `unix://${socket}`,
    '--upstream',
    `unix://${engineSocket}`,
    '--ready-file',
    readyFile,
  ];
  const child = spawn(process.execPath, [...args, '--normalise-times'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  process.on('exit', () => child.kill());
  const exit = once(child, 'exit');
  while (!existsSync(readyFile)) {
    const ended = await Promise.race([exit, new Promise((resolve) => setTimeout(resolve, 20))]);
    if (ended !== undefined) throw new Error(`tapedeck record did not start: ${said}`);
  }
  return {
    socket,
    end: async () => {
      child.kill('SIGTERM');
      const [code] = await exit;
      if (code !== 0) throw new Error(`tapedeck record ended with ${code}: ${said}`);
    },
  };
}

const directory = mkdtempSync(join(tmpdir(), 'broad-'));
const started = Date.now();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
/** Whatever hangs, the session ends, and its recordings are closed well. */
const deadline = setTimeout(() => {
  console.error(`  the session was given up after ${LONGEST / 1000} s`);
  main.close();
  wrong.close();
  void Promise.all(recorders.map((recorder) => recorder.end())).finally(() => process.exit(1));
}, LONGEST);
const direct = new Client({ socket: engineSocket, version });
const cassette = join(outDirectory, `${engine}-${version}`);
const recorders = isDirect ? [] : await Promise.all([record(cassette, directory), record(`${cassette}-broken`, directory)]);
const main = new Client({ socket: recorders[0]?.socket ?? engineSocket, version });
const wrong = new Client({ socket: recorders[1]?.socket ?? engineSocket, version, asIs: true });

try {
  await cleanUp(direct);
  for (const part of [system, images, builds, volumes, networks, containers, execs, plugins, swarm, broken]) {
    const before = Date.now();
    await part(main, { direct, broken: wrong, engine, version, pluginSockets, started });
    if (process.env.BROAD_VERBOSE) console.error(`-- ${part.name}: ${Date.now() - before} ms`);
  }
} finally {
  main.close();
  wrong.close();
  await cleanUp(direct);
  direct.close();
  clearTimeout(deadline);
  for (const recorder of recorders) await recorder.end();
  rmSync(directory, { recursive: true, force: true });
}

const described = main.operations();
const missing = described.filter((id) => !main.asked.has(id));
const succeeded = described.filter((id) => main.succeeded.has(id));
const seconds = Math.round((Date.now() - started) / 1000);
console.log(
  `${engine} API ${version}: ${described.length - missing.length} of ${described.length} operations asked, ` +
    `${succeeded.length} of them with success, ${main.count} requests and ${wrong.count} broken ones, in ${seconds} s`,
);
if (missing.length > 0) console.log(`  not asked: ${missing.join(', ')}`);
const failed = described.filter((id) => main.asked.has(id) && !main.succeeded.has(id));
if (failed.length > 0) console.log(`  never with success: ${failed.join(', ')}`);
if (main.trouble.length + wrong.trouble.length > 0) console.log([...main.trouble, ...wrong.trouble].map((line) => `  ${line}\n`).join(''));
