/**
 * Makes the corpus of test/corpus/ from recordings of broad sessions: what is small, without what is secret or tells of
 * the machine.
 *
 *   node scripts/engines/broad/corpus.mjs OUTDIR ENGINES_HOME RECORDING[=N]...
 *
 * Of each operation and status the first N interactions stay (default 1), unless one has more than 24 KiB. Join tokens and
 * unlock keys become zeros of the same length; paths of the engine become those of an engine that is installed.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';

const LARGEST = 24 * 1024;
const INTERACTION = /^\d{6}-.*\.json$/;

const [outDirectory, home, ...recordings] = process.argv.slice(2);
const escaped = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const replacements = [
  [/SWMTKN-1-[0-9a-z]+-[0-9a-z]+/g, (token) => token.replaceAll(/(?<=-.*)[0-9a-z]/g, '0').replace('SWMTKN-0', 'SWMTKN-1')],
  [/SWMKEY-1-[A-Za-z0-9+/]{20,}/g, (key) => `SWMKEY-1-${'0'.repeat(key.length - 9)}`],
  [new RegExp(`${escaped(home)}/[^/"]+/data`, 'g'), () => '/var/lib/docker'],
  [new RegExp(`${escaped(home)}/[^/"]+/exec`, 'g'), () => '/var/run/docker'],
  [new RegExp(`${escaped(home)}/[^/"]+`, 'g'), () => '/var/lib/engine'],
  [new RegExp(`("(?:Name|Hostname|name)": ?)"${escaped(hostname())}"`, 'g'), (_, key) => `${key}"engine-host"`],
];
const clean = (text) => replacements.reduce((all, [pattern, by]) => all.replaceAll(pattern, by), text);

let total = 0;
for (const recording of recordings) {
  const [path, each = '1'] = recording.split('=');
  const out = join(outDirectory, basename(path));
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const seen = new Map();
  const kept = new Set();
  const tooLarge = [];
  let bytes = 0;
  for (const file of readdirSync(path)
    .filter((name) => INTERACTION.test(name))
    .sort()) {
    const text = clean(readFileSync(join(path, file), 'utf8'));
    const { operation, id, outcome } = JSON.parse(text);
    const kind = `${operation} ${outcome.head?.status}`;
    if (text.length > LARGEST || /"encoding": "file"/.test(text)) {
      tooLarge.push(file);
      continue;
    }
    if ((seen.get(kind) ?? 0) >= Number(each)) continue;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    kept.add(id);
    writeFileSync(join(out, file), text);
    bytes += text.length;
  }
  const info = JSON.parse(readFileSync(join(path, 'cassette.json'), 'utf8'));
  info.redactions = info.redactions.filter(({ interaction }) => kept.has(interaction));
  writeFileSync(join(out, 'cassette.json'), `${JSON.stringify(info, null, 2)}\n`);
  total += bytes;
  console.log(`${out}: ${kept.size} interactions, ${Math.round(bytes / 1024)} KiB; too large: ${tooLarge.join(', ') || 'none'}`);
}
console.log(`${Math.round(total / 1024)} KiB in all`);
