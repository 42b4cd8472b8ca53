/**
 * Learns from recordings of several engines what they always send, and writes it to schemas/presence.json
 * (what counts as always: src/validate/learn-presence.ts).
 *
 *   npm run build
 *   node scripts/learn-presence.mjs CASSETTES… [--engines 'Docker 20.10,Docker 28.5'] [--output FILE]
 *
 * CASSETTES are names, paths, or directories of cassettes; each says itself of which engine it is. --engines takes only
 * those whose name begins so. Same recordings, same bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openCassette, resolveCassettes } from '../dist/index.js';
import { engineName, readPresence } from './lib/presence.mjs';
import { printJson } from './print-json.mjs';

const OUTPUT = fileURLToPath(new URL('../schemas/presence.json', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { engines: { type: 'string' }, output: { type: 'string', default: OUTPUT } },
});
if (positionals.length === 0) {
  console.error("usage: node scripts/learn-presence.mjs CASSETTES… [--engines 'Docker 20.10,Docker 28.5'] [--output FILE]");
  process.exit(2);
}
const wanted = values.engines?.split(',').map((one) => one.trim());
const paths = await resolveCassettes(positionals, process.cwd());
const cassettes = [];
for (const path of paths) {
  const cassette = await openCassette(path);
  const engine = engineName(cassette);
  if (engine === null) console.error(`${path}: left out, it does not say of which engine it is`);
  else if (wanted === undefined || wanted.some((one) => engine.startsWith(one))) cassettes.push(cassette);
}
const presence = (await readPresence(cassettes))();
const old = readOld(values.output);
const text = printJson(presence);
writeFileSync(values.output, text);
const places = Object.values(presence.operations).flatMap((statuses) => Object.values(statuses).flatMap((all) => Object.values(all)));
const fields = places.flat().reduce((sum, fact) => sum + (fact.always ?? fact.neverNull).length, 0);
console.log(`${cassettes.length} cassettes of ${presence.engines.join(', ')}`);
console.log(`${fields} facts at ${places.length} places of ${Object.keys(presence.operations).length} operations, ${text.length} bytes`);
console.log(old === text ? 'nothing changed' : `written to ${join(values.output)}`);

function readOld(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
