/**
 * Compares tapedeck with what else could stand at its place: `npm run bench -- [options]`, README.md says how and why.
 *
 * Rounds are interleaved: in each one every contestant is started anew, warmed up, measured and ended, so that a noisy
 * minute of the machine hits all of them alike.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { contestants } from './contestants.mjs';
import { CONNECTIONS, load } from './load.mjs';
import { summarise, table } from './report.mjs';
import { PATHS, startNginx } from './upstream.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' }, // of each small request
    only: { type: 'string' }, // names, with commas between
    output: { type: 'string' }, // figures of all rounds as JSON
    tapedeck: { type: 'string', default: fileURLToPath(new URL('../dist/cli/main.js', import.meta.url)) },
    'node-option': { type: 'string', multiple: true, default: [] }, // for tapedeck, such as --cpu-prof
  },
});

const missing = ['nginx', 'wrk', 'curl', 'socat'].filter((program) => !installed(program));
if (missing.length > 0) {
  console.error(`SKIPPED: ${missing.join(', ')} missing. On Debian: apt-get install nginx-light wrk curl socat`);
  process.exit(process.env.TAPEDECK_NO_SKIP === '1' ? 1 : 0);
}

const directory = mkdtempSync(join(tmpdir(), 'tapedeck-bench-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const all = contestants({ tapedeck: options.tapedeck, directory, nodeOptions: options['node-option'] });
const names = options.only?.split(',') ?? Object.keys(all);
const seconds = Number(options.seconds);
const nginx = await startNginx(join(directory, 'nginx'));
const expected = await load.once(nginx.port);

const rounds = [];
for (let i = 0; i < Number(options.rounds); i++) {
  const round = { nginx: await measure('nginx', nginx) };
  for (const name of names) {
    const contestant = await all[name](nginx.port);
    try {
      round[name] = await measure(name, contestant);
    } finally {
      await contestant.stop();
    }
  }
  rounds.push(round);
  console.error(`round ${i + 1} of ${options.rounds} (load ${loadavg()[0].toFixed(1)} on ${cpus().length} CPUs)`);
}
await nginx.stop();

const summary = summarise(rounds);
console.log(table(summary));
if (options.output !== undefined) {
  const machine = { cpus: cpus().length, model: cpus()[0]?.model, node: process.version, connections: CONNECTIONS, seconds };
  writeFileSync(options.output, `${JSON.stringify({ machine, ...summary, rounds }, null, 2)}\n`);
}

async function measure(name, { port, cpu, peakMemory }) {
  const answers = await load.once(port, ['ping', 'list']);
  for (const [what, answer] of Object.entries(answers)) {
    if (answer !== expected[what])
      throw new Error(`${name} answers ${PATHS[what]} with other bytes than nginx: ${answer} instead of ${expected[what]}`);
  }
  await load.requests(port, PATHS.ping, 1); // warm
  const ping = await timed(cpu, () => load.requests(port, PATHS.ping, seconds));
  const list = await timed(cpu, () => load.requests(port, PATHS.list, seconds));
  const stream = await timed(cpu, () => load.stream(port, PATHS.stream, nginx.streamBytes));
  return {
    ping: ping.perSecond,
    list: list.perSecond,
    stream: stream.perSecond,
    pingCpu: (ping.cpu / ping.total) * 1e6,
    listCpu: (list.cpu / list.total) * 1e6,
    streamCpu: stream.cpu,
    memory: peakMemory(),
  };
}

async function timed(cpu, work) {
  const before = cpu();
  return { ...(await work()), cpu: cpu() - before };
}

function installed(program) {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], {
      stdio: 'ignore',
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    });
    return true;
  } catch {
    return false;
  }
}
