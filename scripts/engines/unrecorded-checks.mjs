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

const missing = readFileSync(times, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'))
  .filter(
    ([label, from, to]) => !NEVER_ASKS_THE_ENGINE.test(label) && !requests.some((at) => at >= Number(from) - 5 && at <= Number(to) + 5),
  )
  .map(([label]) => label);

for (const label of missing) process.stderr.write(`  not in the cassette: ${label}\n`);
process.exitCode = missing.length === 0 ? 0 : 1;
