/**
 * The mutation score: how much of what could go wrong in an answer does validation notice?
 *
 *   npm run mutation [-- --seed N] [--corpus DIR]… [--full] [--json FILE]
 *
 * Takes recordings of honest engines, changes one thing in one answer, and validates before and after. A change is killed by
 * violations where it brings a new error, with notes where it brings a new finding at all. Presence facts are learned from all
 * engines of the corpus but the one whose answers are changed, so nobody marks their own work; at versions that fewer than two
 * of the others speak there are none to learn, and those answers count in a line of their own.
 *
 * Of each kind a sample is drawn, unless --full; sums are weighted by how many there are. Exit 1 below the thresholds.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadSchemas, openCassette, resolveCassettes, toPlain } from '../dist/index.js';
import { Contract } from '../dist/validate/contract.js';
import { SpokenVersion } from '../dist/validate/spoken-version.js';
import { DECLARED, ELSEWHERE, mutantsOf, otherSuccess, STATUS } from './lib/mutants.mjs';
import { engineName, readPresence } from './lib/presence.mjs';
import { Reservoir, randomFrom } from './lib/random.mjs';

/** Changes of each kind that are tried, of each engine. */
const SAMPLE = 700;
/** Least shares: `errors` are killed by violations, `any` with notes. */
const THRESHOLDS = [
  { kinds: ['type'], by: 'errors', least: 0.99 },
  { kinds: ['enum'], by: 'errors', least: 0.99 },
  { kinds: ['scalar → null'], by: 'errors', least: 0.99 },
  { kinds: [STATUS], by: 'errors', least: 0.99 },
  { kinds: ['drop'], by: 'any', least: 0.95 },
  { kinds: ['rename'], by: 'any', least: 0.95 },
  { kinds: DECLARED, by: 'any', least: 0.92, name: 'all on declared fields' },
];
const KINDS = [...DECLARED, STATUS, ...ELSEWHERE];

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    corpus: { type: 'string', multiple: true, default: ['test/corpus'] },
    full: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const started = Date.now();
const seed = Number(values.seed);
const random = randomFrom(seed);
const pick = (list) => list[Math.floor(random() * list.length)];

const cassettes = await readCorpus(values.corpus);
const engines = [...new Set(cassettes.map(engineName))].sort();
const presenceWithout = await readPresence(cassettes);
if (engines.length < 3) {
  console.error(
    `The score wants recordings of three engines: learn from two, judge the third. There are ${engines.length}: ${engines.join(', ')}`,
  );
  process.exit(2);
}
/** By kind: how many there are, were tried and were killed; survivors with their causes. */
const scored = new Map(KINDS.map((kind) => [kind, { there: 0, tried: 0, errors: 0, any: 0, causes: new Map() }]));
/** The same of answers at versions that fewer than two other engines speak. */
const alone = new Map(KINDS.map((kind) => [kind, { there: 0, tried: 0, errors: 0, any: 0, causes: new Map() }]));
const honest = { answers: 0, errors: 0, lacking: 0 };
for (const engine of engines) await scoreEngine(engine);
report();

async function readCorpus(places) {
  const paths = await resolveCassettes(places, process.cwd());
  return Promise.all(paths.map((path) => openCassette(path)));
}

async function scoreEngine(engine) {
  const others = cassettes.filter((one) => engineName(one) !== engine);
  const presence = presenceWithout(engine);
  const contract = new Contract({ ...loadSchemas(), presence });
  const isShared = sharedRange(others);
  const draws = { among: reservoirs(), alone: reservoirs() };
  for (const cassette of cassettes.filter((one) => engineName(one) === engine)) {
    const versionOf = versionsOf(cassette);
    for (const interaction of cassette.interactions) {
      const version = versionOf(interaction);
      const answer = version === null ? null : await judge({ interaction, cassette, version, contract, presence });
      if (answer !== null) draw(answer, isShared(version) ? draws.among : draws.alone);
    }
  }
  for (const kind of KINDS) {
    await score(draws.among.get(kind), scored.get(kind));
    await score(draws.alone.get(kind), alone.get(kind));
  }
}

function versionsOf(cassette) {
  const version = new SpokenVersion(cassette.info.engine.apiVersion);
  return (interaction) => version.ofInteraction(interaction);
}

/** Whether a version lies between the oldest and the newest that two of these engines speak: a fact takes two. */
function sharedRange(recordings) {
  const ranges = [...new Set(recordings.map(engineName))].map((engine) => {
    const ofEngine = recordings.filter((one) => engineName(one) === engine);
    const spoken = ofEngine.flatMap((one) => one.interactions.map(versionsOf(one))).filter((version) => version !== null);
    return { oldest: Math.min(...spoken.map(minor)), newest: Math.max(...spoken.map(minor)) };
  });
  const oldest = ranges.map((range) => range.oldest).sort((a, b) => a - b)[1];
  const newest = ranges.map((range) => range.newest).sort((a, b) => b - a)[1];
  return (version) => minor(version) >= oldest && minor(version) <= newest;
}

function minor(version) {
  return Number(version.split('.')[1]);
}

function reservoirs() {
  return new Map(KINDS.map((kind) => [kind, new Reservoir(values.full ? Number.POSITIVE_INFINITY : SAMPLE, random)]));
}

/** What there is to change in an answer, and what is found in it as it is; null where it is no success that is documented. */
async function judge({ interaction, cassette, version, contract, presence }) {
  const { outcome, operation } = interaction;
  if (outcome.kind !== 'whole' || outcome.end !== 'finished' || operation === null) return null;
  const description = contract.description(version);
  const responses = description.operations[operation]?.responses;
  const { status } = outcome.head;
  if (responses?.[status] === undefined || status >= 300) return null;
  const check = async (changed) =>
    contract.check({ ...interaction, outcome: changed }, { cassette: cassette.info.name, files: cassette.files }, version);
  const before = (await check(outcome)).filter((one) => one.party === 'engine');
  honest.answers++;
  if (before.some((one) => one.severity === 'error')) honest.errors++;
  if (before.some((one) => one.code === 'response-field-absent')) honest.lacking++;
  return {
    outcome,
    operation,
    version,
    responses,
    definitions: description.definitions.response,
    before: new Set(before.map(keyOf)),
    check,
    presence,
  };
}

/** Puts its mutants where they may be drawn. */
function draw(answer, among) {
  const { outcome, responses, definitions } = answer;
  const { head, body } = outcome;
  const other = otherSuccess(responses);
  if (other !== null) {
    const changed = { ...outcome, head: { ...head, status: other } };
    among.get(STATUS).add({ answer, kind: STATUS, place: `${head.status}`, changed: () => changed });
  }
  const { schema } = responses[head.status];
  if (schema === undefined || body.encoding !== 'json') return;
  const data = toPlain(body.data);
  for (const { kind, place, change } of mutantsOf(data, schema, definitions, pick)) {
    among.get(kind).add({ answer, kind, place, changed: () => ({ ...outcome, body: { ...body, data: change(data) } }) });
  }
}

async function score(reservoir, sum) {
  sum.there += reservoir.seen;
  for (const { answer, kind, place, changed } of reservoir.kept) {
    const found = (await answer.check(changed())).filter((one) => one.party === 'engine' && !answer.before.has(keyOf(one)));
    const isError = found.some((one) => one.severity === 'error');
    sum.tried++;
    if (isError) sum.errors++;
    if (found.length > 0) sum.any++;
    else {
      const cause = causeOf(answer, kind, place);
      const where = sum.causes.get(cause) ?? new Map();
      sum.causes.set(cause, where);
      const name = `${answer.operation} ${place}`;
      where.set(name, (where.get(name) ?? 0) + 1);
    }
  }
}

function keyOf({ code, pointer, message }) {
  return `${code} ${pointer} ${message}`;
}

/** Why nothing was found, as far as a program can tell. */
function causeOf({ presence, operation, outcome, version }, kind, place) {
  if (kind === 'list or map → null') return 'engines may write any list, map or struct as null';
  if (kind === 'nullable scalar → null') return 'the description says it may be null';
  if (kind !== 'drop' && kind !== 'rename') return `nothing is said there that it breaks (${kind})`;
  const parent = place.slice(0, place.lastIndexOf('/'));
  const facts = presence.operations[operation]?.[outcome.head.status]?.[parent];
  const covers = (one) => minor(one.versions.split('-')[0]) <= minor(version) && minor(version) <= minor(one.versions.split('-')[1]);
  return facts?.some(covers)
    ? 'the other engines do not always send it'
    : 'the place was not seen (or not often enough) on both other engines';
}

function share(sums, by) {
  let there = 0;
  let killed = 0;
  for (const one of sums) {
    there += one.there;
    if (one.tried > 0) killed += (one[by] / one.tried) * one.there;
  }
  return there === 0 ? null : killed / there;
}

function percent(value) {
  return value === null ? '–' : `${(value * 100).toFixed(1)} %`;
}

function report() {
  console.log(
    `Mutation score of ${cassettes.length} recordings (${engines.join(', ')}), seed ${seed}${values.full ? ', all mutants' : ''}`,
  );
  console.log(
    `${honest.answers} honest answers: ${honest.errors} with violations, ${honest.lacking} lack a field that the other engines always sent\n`,
  );
  printTable(scored);
  if ([...alone.values()].some((one) => one.there > 0)) {
    console.log('\nAt versions that fewer than two other engines speak, where nothing could be learned (not counted above):\n');
    printTable(alone);
  }
  console.log('\nSurvivors by cause:');
  for (const [cause, places] of causes()) {
    const all = [...places.values()].reduce((sum, n) => sum + n, 0);
    const most = [...places].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, 8);
    console.log(`  ${all}  ${cause}`);
    for (const [place, n] of most) console.log(`      ${n}  ${place}`);
  }
  console.log('');
  let failed = 0;
  for (const { kinds, by, least, name } of THRESHOLDS) {
    const value = share(
      kinds.map((kind) => scored.get(kind)),
      by,
    );
    const isEnough = value !== null && value >= least;
    if (!isEnough) failed++;
    const how = by === 'errors' ? 'by violations' : 'with notes';
    console.log(`${isEnough ? 'ok    ' : 'FAILED'}  ${name ?? kinds[0]}: ${percent(value)} killed ${how}, at least ${percent(least)}`);
  }
  console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s`);
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ seed, engines, honest, kinds: plain(scored), alone: plain(alone) }, null, 1)}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function printTable(sums) {
  const row = (name, n, tried, errors, any) =>
    console.log(`${name.padEnd(24)}${n.padStart(8)}${tried.padStart(8)}${errors.padStart(14)}${any.padStart(12)}`);
  row('kind', 'there', 'tried', 'violations', 'with notes');
  const line = (name, kinds) => {
    const some = kinds.map((kind) => sums.get(kind));
    const total = (field) => String(some.reduce((sum, one) => sum + one[field], 0));
    row(name, total('there'), total('tried'), percent(share(some, 'errors')), percent(share(some, 'any')));
  };
  for (const kind of DECLARED) line(kind, [kind]);
  line('all on declared fields', DECLARED);
  for (const kind of [STATUS, ...ELSEWHERE]) line(kind, [kind]);
}

/** Survivors of what was counted: by cause, most frequent first, how often at which place. */
function causes() {
  const merged = new Map();
  for (const { causes: some } of scored.values()) {
    for (const [cause, places] of some) {
      const into = merged.get(cause) ?? new Map();
      merged.set(cause, into);
      for (const [place, n] of places) into.set(place, (into.get(place) ?? 0) + n);
    }
  }
  const size = ([, places]) => [...places.values()].reduce((sum, n) => sum + n, 0);
  return [...merged].sort((a, b) => size(b) - size(a));
}

function plain(sums) {
  return Object.fromEntries([...sums].map(([kind, { there, tried, errors, any }]) => [kind, { there, tried, errors, any }]));
}
