/**
 * Records the cassettes that `npm run demo` plays, on a real engine. They are kept in the repository; run this again
 * when examples/dockerode/hello.mjs, its library or the cassette format has changed.
 *
 *   node scripts/record-demo.mjs dockerode                    needs DOCKER_HOST and the image busybox:test there
 *   node scripts/record-demo.mjs docker-cli-28.5 /path/to/docker
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MAIN = join(ROOT, 'dist', 'cli', 'main.js');

const [name, docker] = process.argv.slice(2);
if (name === undefined || (name.startsWith('docker-cli-') && docker === undefined)) {
  console.error('usage: node scripts/record-demo.mjs dockerode | docker-cli-VERSION /path/to/docker');
  process.exit(2);
}
const command =
  docker === undefined
    ? [process.execPath, 'examples/dockerode/hello.mjs']
    : [docker, 'run', '--rm', 'busybox:test', 'sh', '-c', 'echo hi; echo oops >&2; exit 7'];
const wanted = docker === undefined ? 0 : 7;

const words = ['record', `cassettes/demo-${name}`, '--', ...command];
const { status } = spawnSync(process.execPath, [MAIN, ...words], { cwd: ROOT, stdio: 'inherit' });
if (status !== wanted) {
  console.error(`exit code ${status}, expected ${wanted}`);
  process.exit(1);
}
