/**
 * npm run demo: the main job, on a machine without any engine.
 *
 *   shipped cassette ─► tapedeck replay --listen   plays the engine
 *                             ▲
 *                       tapedeck record            records what examples/dockerode does with it
 *                             ▲
 *                       node examples/dockerode/hello.mjs
 *
 * Then the new cassette is shown, validated, and replayed with nothing behind it. With a docker CLI in PATH whose
 * requests a shipped cassette knows, the same once more with `docker run`.
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
  dockerCli();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
say(failures === 0 ? 'All as it should be.' : `${failures} of the steps went wrong.`);
process.exitCode = failures === 0 ? 0 : 1;

async function dockerode() {
  say('1. A cassette that was recorded on a real engine plays the engine.');
  const url = `unix://${join(directory, 'engine.sock')}`;
  const engine = await serve(['replay', 'cassettes/demo-dockerode', '--listen', url]);
  const hello = join(directory, 'hello');
  let recorded;
  try {
    say('2. Record what a client does with it. The client knows nothing of tapedeck.');
    recorded = tapedeck(['record', hello, '--upstream', url, '--', 'node', CLIENT], 0);
  } finally {
    await engine.stop();
  }
  say('3. The recording is a directory of files that tell the session.');
  tapedeck(['show', hello], 0);
  say('4. Hold it against the Engine API.');
  tapedeck(['validate', hello], 0);
  say('5. Nothing plays the engine now. Replay the recording to the same client.');
  const replayed = tapedeck(['replay', hello, '--require-all', '--', 'node', CLIENT], 0);
  expectSame(recorded, replayed);
}

function dockerCli() {
  say('6. The same with the docker CLI.');
  const docker = findDocker();
  const shipped = readdirSync(join(ROOT, 'cassettes')).filter((name) => name.startsWith('demo-docker-cli-'));
  if (docker === null) {
    console.log('Left out: there is no docker CLI in PATH.');
    return;
  }
  const major = docker.version.split('.')[0];
  const name = shipped.find((one) => one.slice('demo-docker-cli-'.length).split('.')[0] === major);
  if (name === undefined) {
    const known = shipped.map((one) => one.slice('demo-docker-cli-'.length)).join(' and ');
    console.log(`Left out: ${docker.path} is version ${docker.version}; the shipped cassettes know what ${known} ask for.`);
    return;
  }
  tapedeck(['replay', join('cassettes', name), '--any-version', '--', docker.path, ...DOCKER_RUN], 7);
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
  say('0. Build it.');
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
  return { status, stdout };
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
    ended.then((code) => reject(new Error(`it ended with exit code ${code}`)));
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
