/**
 * npm run demo: the main job, on a machine without any engine.
 *
 *   shipped cassette ─► tapedeck replay --listen   plays the engine
 *                             ▲
 *                       tapedeck record            records what examples/dockerode does with it
 *                             ▲
 *                       node examples/dockerode/hello.mjs
 *
 * Then the new cassette is shown, validated, and replayed with nothing behind it. The same once more with `docker run`,
 * where a docker CLI is in PATH whose requests a shipped cassette knows.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MAIN = join(ROOT, 'dist', 'cli', 'main.js');
const CLIENT = join('examples', 'dockerode', 'hello.mjs');
/** What the shipped docker CLI cassettes were recorded with (scripts/record-demo.mjs). */
const DOCKER_RUN = ['run', '--rm', 'busybox:test', 'sh', '-c', 'echo hi; echo oops >&2; exit 7'];

const directory = mkdtempSync(join(tmpdir(), 'tapedeck-demo-'));
const bold = process.stdout.isTTY && !process.env.NO_COLOR ? (text) => `\u001b[1m${text}\u001b[22m` : (text) => text;
let failures = 0;

try {
  build();
  await dockerode();
  await dockerCli();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
say(failures === 0 ? 'All as it should be.' : `${failures} of the steps went wrong.`);
process.exitCode = failures === 0 ? 0 : 1;

async function dockerode() {
  say('With dockerode, the library of many Node tools');
  await session({ cassette: 'demo-dockerode', name: 'hello', words: [], command: ['node', CLIENT], exitCode: 0 });
}

async function dockerCli() {
  say('With the docker CLI');
  const docker = findDocker();
  const shipped = readdirSync(join(ROOT, 'cassettes')).filter((name) => name.startsWith('demo-docker-cli-'));
  if (docker === null) {
    console.log('Left out: there is no docker CLI in PATH.');
    return;
  }
  const major = docker.version.split('.')[0];
  const cassette = shipped.find((name) => name.slice('demo-docker-cli-'.length).split('.')[0] === major);
  if (cassette === undefined) {
    const known = shipped.map((name) => name.slice('demo-docker-cli-'.length)).join(' and ');
    console.log(`Left out: ${docker.path} is version ${docker.version}; the shipped cassettes know what ${known} ask for.`);
    return;
  }
  // A CLI of the same series may speak an API version below that of the recording: here that is no matter.
  await session({ cassette, name: 'docker-run', words: ['--any-version'], command: [docker.path, ...DOCKER_RUN], exitCode: 7 });
}

/** @param words options of the replay that plays the engine */
async function session({ cassette, name, words, command, exitCode }) {
  say('1. A cassette that was recorded on a real engine plays the engine.');
  const url = `unix://${join(directory, 'engine.sock')}`;
  const engine = await serve(['replay', `cassettes/${cassette}`, ...words, '--listen', url]);
  const recording = join(directory, name);
  let recorded;
  try {
    say('2. Record what a client does with it. The client knows nothing of tapedeck.');
    recorded = tapedeck(['record', recording, '--upstream', url, '--', ...command], exitCode);
  } finally {
    await engine.stop();
  }
  say('3. The recording is a directory of files that tell the session.');
  tapedeck(['show', recording], 0);
  say('4. Hold it against the Engine API.');
  tapedeck(['validate', recording], 0);
  say('5. Nothing plays the engine now. Replay the recording to the same client.');
  const replayed = tapedeck(['replay', recording, '--require-all', '--', ...command], exitCode);
  expectSame(recorded, replayed);
}

function findDocker() {
  for (const place of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(place, 'docker');
    if (!existsSync(path)) continue;
    const version = /version (\d+\.\d+\.\d+)/.exec(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
    if (version !== undefined) return { path, version };
  }
  return null;
}

function build() {
  if (existsSync(MAIN) && statSync(MAIN).mtimeMs >= newestSource(join(ROOT, 'src'))) return;
  say('First, build it');
  console.log('$ npm run build');
  const { status } = spawnSync('npm', ['run', '-s', 'build'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function newestSource(place) {
  return readdirSync(place, { withFileTypes: true })
    .map((entry) => (entry.isDirectory() ? newestSource(join(place, entry.name)) : statSync(join(place, entry.name)).mtimeMs))
    .reduce((newest, time) => Math.max(newest, time), 0);
}

/** Runs tapedeck, shows what it says, and gives its stdout. */
function tapedeck(words, wanted) {
  showCommand(words);
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], { cwd: ROOT, encoding: 'utf8', env: environment() });
  process.stdout.write(stdout);
  process.stdout.write(stderr);
  console.log(`[exit code ${status}${status === wanted ? '' : `, expected ${wanted}`}]`);
  if (status !== wanted) failures += 1;
  return { stdout };
}

/** Starts a tapedeck that listens. */
async function serve(words) {
  showCommand(words, ' &');
  const server = spawn(process.execPath, [MAIN, ...words], { cwd: ROOT, env: environment(), stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => server.on('exit', resolve));
  await new Promise((resolve, reject) => {
    server.stdout.on('data', (text) => {
      process.stdout.write(text);
      if (String(text).includes('listening on')) resolve();
    });
    void ended.then((code) => reject(new Error(`it ended with exit code ${code}`)));
  });
  return {
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** What would lead to a real engine is taken away: there is none in this demo. */
function environment() {
  const { DOCKER_HOST, DOCKER_CONTEXT, DOCKER_TLS_VERIFY, ...rest } = process.env;
  return rest;
}

function expectSame(recorded, replayed) {
  if (recorded.stdout === replayed.stdout) {
    console.log('The client printed the same, byte for byte.');
    return;
  }
  console.log('The client printed something else.');
  failures += 1;
}

function showCommand(words, end = '') {
  const shown = words.map((word) => {
    const short = word.startsWith(directory) ? join('$TMP', relative(directory, word)) : word.replace(directory, '$TMP');
    return /^[\w@%+=:,./$-]+$/.test(short) ? short : `'${short}'`;
  });
  console.log(`$ tapedeck ${shown.join(' ')}${end}`);
}

function say(text) {
  console.log(`\n${bold(text)}`);
}
