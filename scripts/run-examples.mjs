/**
 * Runs the examples as a user would: the package is packed and installed in a directory of its own, with nothing of this
 * repository beside it but its dependencies. No engine is needed, and none is found: all answers come from cassettes.
 *
 *   npm run build && node scripts/run-examples.mjs
 *
 * The compose example needs compose 2.40 (scripts/engines/clients install compose-2.40), and is left out where it is not.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const COMPOSE = join(process.env.ENGINES_HOME ?? '/var/tmp/engines', '.clients', 'bin', 'compose-2.40');
/** As strict as a user's own configuration may be; declarations of packages are checked as well. */
const STRICT = [
  '--noEmit',
  '--strict',
  '--exactOptionalPropertyTypes',
  '--noUncheckedIndexedAccess',
  ...['--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023,esnext.disposable', '--types', 'node'],
  'await-using.mts',
];
const directory = mkdtempSync(join(tmpdir(), 'tapedeck-examples-'));
const suites = join(directory, 'examples', 'test-suites');
const compose = join(directory, 'examples', 'compose');
let failures = 0;

try {
  install();
  run('node:test', suites, [process.execPath, '--test', 'node-test.test.mjs']);
  run('nock', suites, [process.execPath, '--test', 'nock.test.mjs']);
  const jest = join(directory, 'node_modules', 'jest', 'bin', 'jest.js');
  run('jest, ES modules and CommonJS', suites, [process.execPath, '--experimental-vm-modules', '--no-warnings', jest, '--ci']);
  run('types, strictly', suites, [process.execPath, join(directory, 'node_modules', 'typescript', 'bin', 'tsc'), ...STRICT]);
  if (existsSync(COMPOSE)) composeExample();
  else console.log(`compose: left out, there is no ${COMPOSE}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

/** A change that was not recorded ends compose at once, with a message that names service and field. */
function composeExample() {
  const up = [...tapedeck(), 'replay', 'shop', '--', COMPOSE, 'up', '-d'];
  run('docker compose up', compose, up, { text: 'used 14 of 14, 0 misses' });
  const text = '(compose service web): body /HostConfig/Memory is 60000000, recorded 50000000';
  run('docker compose up, changed', compose, up, { env: { WEB_MEMORY: '60000000' }, exitCode: 1, text });
}

function tapedeck() {
  return [process.execPath, join(directory, 'node_modules', 'docker-tapedeck', 'dist', 'cli', 'main.js')];
}

function install() {
  const packed = spawnSync('npm', ['pack', ROOT, '--silent', '--ignore-scripts'], { cwd: directory, encoding: 'utf8' });
  const file = readdirSync(directory).find((name) => name.endsWith('.tgz'));
  if (packed.status !== 0 || file === undefined) throw new Error(`npm pack: ${packed.stderr}`);
  const modules = join(directory, 'node_modules');
  mkdirSync(join(modules, 'docker-tapedeck'), { recursive: true });
  const unpacked = spawnSync('tar', ['-xzf', file, '-C', join(modules, 'docker-tapedeck'), '--strip-components=1'], { cwd: directory });
  if (unpacked.status !== 0) throw new Error(`tar: ${unpacked.stderr}`);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== 'docker-tapedeck') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  cpSync(join(ROOT, 'examples'), join(directory, 'examples'), { recursive: true });
}

function run(title, cwd, [program, ...words], { env = {}, exitCode = 0, text = '' } = {}) {
  const nowhere = { DOCKER_HOST: `unix://${directory}/no-engine.sock`, DOCKER_CONFIG: directory, TAPEDECK_MODE: 'none' };
  const options = { cwd, env: { ...process.env, NODE_OPTIONS: '', ...nowhere, ...env }, encoding: 'utf8', timeout: 120_000 };
  const { status, stdout, stderr } = spawnSync(program, words, options);
  const output = `${stdout}${stderr}`;
  const fine = status === exitCode && output.includes(text);
  console.log(`${title}: ${fine ? 'fine' : `FAILED (exit code ${status}, expected ${exitCode})\n${output}`}`);
  if (!fine) failures += 1;
}
