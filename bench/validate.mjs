/**
 * How long `tapedeck validate` takes: `npm run bench:validate -- [options]`.
 *
 * Two ratios, each of whole processes, taken in turn so that a noisy minute of the machine hits both:
 *   many    10,000 answers of 50 containers each, against reading their files and parsing them with JSON.parse
 *   start   one interaction, against `node -e 0`
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeInfo, writeInteraction } from '../dist/cassette/format.js';

const { values: options } = parseArgs({
  options: {
    interactions: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    'start-rounds': { type: 'string', default: '15' },
    tapedeck: { type: 'string', default: fileURLToPath(new URL('../dist/cli/main.js', import.meta.url)) },
    keep: { type: 'string' }, // the cassettes are made in this directory, and stay there
  },
});

const directory = options.keep ?? mkdtempSync(join(tmpdir(), 'tapedeck-bench-'));
if (options.keep === undefined) process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const READ_AND_PARSE = `
const { readdirSync, readFileSync } = require('node:fs');
const directory = process.argv[1];
for (const name of readdirSync(directory)) JSON.parse(readFileSync(directory + '/' + name, 'utf8'));
`;

const many = writeCassette('many', Number(options.interactions));
const one = writeCassette('one', 1);
const validate = (cassette) => [options.tapedeck, 'validate', cassette];

console.log(`${cpus().length} CPUs (${cpus()[0].model.trim()}), Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)}`);
compare(
  `${options.interactions} interactions`,
  validate(many),
  'read and JSON.parse',
  ['-e', READ_AND_PARSE, many],
  Number(options.rounds),
);
compare('one interaction', validate(one), 'node -e 0', ['-e', '0'], Number(options['start-rounds']));
console.log(`load ${loadavg()[0].toFixed(1)}`);

/** Runs the two in turn and prints medians, of the ratio too. */
function compare(title, ours, yardstickName, yardstick, rounds) {
  const runs = [];
  for (let round = -1; round < rounds; round++) {
    const run = { ours: time(ours), yardstick: time(yardstick) };
    // The first fills the caches of the file system.
    if (round >= 0) runs.push(run);
  }
  const figure = (of, unit = 'ms') => (unit === 'ms' ? `${median(runs.map(of)).toFixed(0)} ms` : median(runs.map(of)).toFixed(2));
  console.log(`${title}: ${figure((run) => run.ours.wall)} (CPU ${figure((run) => run.ours.cpu)})`);
  console.log(`  ${yardstickName}: ${figure((run) => run.yardstick.wall)} (CPU ${figure((run) => run.yardstick.cpu)})`);
  console.log(
    `  ratio ${figure(({ ours, yardstick }) => ours.wall / yardstick.wall, '')}, of CPU ${figure(({ ours, yardstick }) => ours.cpu / yardstick.cpu, '')}`,
  );
  console.log(`  beyond twice that: ${figure(({ ours, yardstick }) => ours.wall - 2 * yardstick.wall)}`);
}

/** Wall and CPU time of a node process in milliseconds, by bash. */
function time(words) {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" > /dev/null';
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`);
  const [wall, user, system] = stderr
    .trim()
    .split(/\s+/)
    .map((text) => Number(text) * 1000);
  return { wall, cpu: user + system };
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** Clean answers, no two of them equal. */
function writeCassette(name, interactions) {
  const path = join(directory, name);
  mkdirSync(path, { recursive: true });
  const engine = { name: 'Docker', version: '28.5.2', apiVersion: '1.51', minApiVersion: '1.24', os: 'linux', arch: 'amd64' };
  const info = { format: 1, name, recordedAt: '2026-01-01T00:00:00.000Z', recordedWith: 'docker-tapedeck/0.1.0', engine };
  writeFileSync(join(path, 'cassette.json'), writeInfo({ ...info, apiVersion: '1.51', complete: true, warnings: [], redactions: [] }));
  for (let id = 0; id < interactions; id++) {
    writeFileSync(join(path, `${String(id).padStart(6, '0')}-ContainerList.json`), writeInteraction(interaction(id)));
  }
  return path;
}

function interaction(id) {
  const data = Array.from({ length: 50 }, (_, index) => container(id * 50 + index));
  const headers = [
    ['Api-Version', '1.51'],
    ['Content-Type', 'application/json'],
    ['Ostype', 'linux'],
    ['Server', 'Docker/28.5.2 (linux)'],
    ['Content-Length', String(JSON.stringify(data).length + 1)],
  ];
  const body = { encoding: 'json', style: 'engine', end: '\n', data };
  const seq = id * 4;
  return {
    id,
    operation: 'ContainerList',
    connection: 0,
    request: {
      method: 'GET',
      target: '/v1.51/containers/json?all=1',
      version: 'HTTP/1.1',
      headers: [
        ['Host', 'api.moby.localhost'],
        ['User-Agent', 'Docker-Client/28.5.2 (linux)'],
      ],
      body: { encoding: 'text', data: '' },
      end: 'whole',
    },
    outcome: { kind: 'whole', interim: [], head: { status: 200, reason: 'OK', version: 'HTTP/1.1', headers }, body, end: 'finished' },
    order: { request: seq, requestEnd: seq + 1, response: seq + 2, end: seq + 3 },
    times: { request: id, requestEnd: id, interim: [], response: id, chunks: [], end: id },
  };
}

function container(number) {
  const hash = number.toString(16).padStart(8, '0').repeat(8);
  return {
    Id: hash,
    Names: [`/project-service-${number}`],
    Image: 'registry.example/team/service:1.4.2',
    ImageID: `sha256:${hash}`,
    Command: 'docker-entrypoint.sh serve --listen 0.0.0.0:8080',
    Created: 1_700_000_000 + number,
    Ports: [{ IP: '0.0.0.0', PrivatePort: 8080, PublicPort: 30_000 + (number % 30_000), Type: 'tcp' }],
    Labels: {
      'com.docker.compose.project': 'project',
      'com.docker.compose.service': `service-${number}`,
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.version': '2.40.3',
    },
    State: 'running',
    Status: `Up ${number % 24} hours (healthy)`,
    HostConfig: { NetworkMode: 'project_default' },
    NetworkSettings: {
      Networks: {
        project_default: {
          IPAMConfig: null,
          Links: null,
          Aliases: null,
          MacAddress: '02:42:ac:14:00:02',
          DriverOpts: null,
          GwPriority: 0,
          NetworkID: hash,
          EndpointID: hash,
          Gateway: '172.20.0.1',
          IPAddress: `172.20.${number % 200}.${(number % 250) + 2}`,
          IPPrefixLen: 16,
          IPv6Gateway: '',
          GlobalIPv6Address: '',
          GlobalIPv6PrefixLen: 0,
          DNSNames: null,
        },
      },
    },
    Mounts: [
      { Type: 'volume', Name: `data-${number}`, Source: '', Destination: '/data', Driver: 'local', Mode: 'z', RW: true, Propagation: '' },
    ],
  };
}
