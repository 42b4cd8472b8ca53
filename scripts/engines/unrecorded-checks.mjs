/**
 * unrecorded-checks.mjs CASSETTE TIMES: which checks of the list have no interaction in the cassette.
 *
 * TIMES has a line a check: label, start and end in milliseconds since 1970 (checks.bash, TRY_TIMES).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NEVER_ASKS_THE_ENGINE = /^compose-\S+: config$/;

const [cassette, times] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(join(cassette, name), 'utf8'));
const start = Date.parse(read('cassette.json').recordedAt);
const requests = readdirSync(cassette)
  .filter((name) => /^\d+-/.test(name))
  .map((name) => start + read(name).times.request);

const checks = readFileSync(times, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'))
  .filter(([label]) => !NEVER_ASKS_THE_ENGINE.test(label));

/** The two clocks drift apart: the recorder's runs on from its start, the shell's is set to the time of day again and again. */
const DRIFTS = [0, 10, -10, 20, -20, 40, -40, 80, -80];
const missingAt = (drift) =>
  checks.filter(([, from, to]) => !requests.some((at) => at + drift >= Number(from) - 5 && at + drift <= Number(to) + 5));
const missing = DRIFTS.map(missingAt)
  .reduce((least, other) => (other.length < least.length ? other : least))
  .map(([label]) => label);

for (const label of missing) process.stderr.write(`  not in the cassette: ${label}\n`);
process.exitCode = missing.length === 0 ? 0 : 1;
