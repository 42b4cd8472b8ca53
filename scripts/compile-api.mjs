/**
 * Compiles the published descriptions of the Docker Engine API (Swagger 2.0, one YAML file a version) to schemas/. How one
 * of them is compiled stands in src/docker/compile/, which `tapedeck api import` uses too.
 *
 *   npm run build
 *   node scripts/compile-api.mjs DIRECTORY [OUTPUT]        DIRECTORY holds v1.25.yaml, v1.26.yaml, … and v1.18.md …
 *
 * Below 1.25 there is prose only; what can be read of it by rule goes to derived.json (src/docker/compile/).
 *
 * Neighbouring versions are nearly equal, so each operation and definition stands once for the range of versions that
 * say the same. What comes out is a function of what goes in: same input, same bytes. schemas/README.md has the rest.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileDescription } from '../dist/docker/compile/compile.js';
import { readMarkdown } from '../dist/docker/compile/markdown.js';
import { parseYaml } from '../dist/docker/compile/yaml.js';
import { operationKey } from '../dist/docker/operation-key.js';
import { printJson } from './print-json.mjs';

const PROJECT = 'https://github.com/moby/moby';

/** Opens each generated file: where it comes from, and that nobody edits it. */
function source(versions, extension = 'yaml') {
  return {
    project: PROJECT,
    files: `api/docs/v${versions[0]}.${extension} … api/docs/v${versions.at(-1)}.${extension}`,
    licence: 'Apache-2.0',
    generatedBy: 'scripts/compile-api.mjs; not edited by hand, corrections stand in errata.json',
  };
}

/** Collects facts version by version; equal facts of neighbouring versions become one entry. */
class Ranges {
  #entries = new Map();

  add(name, version, facts) {
    const entries = this.#entries.get(name) ?? [];
    this.#entries.set(name, entries);
    const text = JSON.stringify(facts);
    const last = entries.at(-1);
    if (last !== undefined && last.text === text && minor(last.to) + 1 === minor(version)) last.to = version;
    else entries.push({ from: version, to: version, facts, text });
  }

  toJSON() {
    const names = [...this.#entries.keys()].sort();
    return Object.fromEntries(
      names.map((name) => [name, this.#entries.get(name).map(({ from, to, facts }) => ({ versions: `${from}-${to}`, ...facts }))]),
    );
  }
}

/** 41 of `1.41`: versions are counted there, and none is left out. */
function minor(version) {
  return Number(version.slice(2));
}

/** @returns the two compiled files by name */
export function compileApi(directory) {
  const versions = versionsIn(directory, 'yaml');
  if (versions.length === 0) return {};
  const definitions = new Ranges();
  const operations = new Ranges();
  const mediaTypes = new Ranges();
  const described = versions.map((version) => [
    version,
    compileDescription(parseYaml(readFileSync(join(directory, `v${version}.yaml`), 'utf8')).value),
  ]);

  // An operation that was renamed goes by its newest id, so the ids are settled before the facts are collected.
  const ids = new Map();
  for (const [, api] of described) for (const { id, facts } of api.operations) ids.set(operationKey(facts), id);

  for (const [version, api] of described) {
    mediaTypes.add('default', version, api.mediaTypes);
    for (const [name, schema] of Object.entries(api.definitions)) definitions.add(name, version, { schema });
    for (const { facts } of api.operations) operations.add(ids.get(operationKey(facts)), version, facts);
  }
  return {
    'definitions.json': { source: source(versions), definitions: definitions.toJSON() },
    'operations.json': { source: source(versions), mediaTypes: mediaTypes.toJSON().default, operations: operations.toJSON() },
  };
}

/** @returns the file that is compiled from prose, by name; nothing where there is no prose */
function compileProse(directory) {
  const versions = versionsIn(directory, 'md');
  if (versions.length === 0) return {};
  const operations = new Ranges();
  for (const version of versions) {
    const file = `v${version}.md`;
    for (const { id, facts } of readMarkdown(readFileSync(join(directory, file), 'utf8'), file)) operations.add(id, version, facts);
  }
  return { 'derived.json': { source: source(versions, 'md'), operations: operations.toJSON() } };
}

function versionsIn(directory, extension) {
  return readdirSync(directory)
    .filter((file) => /^v1\.\d+\./.test(file) && file.endsWith(`.${extension}`))
    .map((file) => file.slice(1, -extension.length - 1))
    .sort((a, b) => minor(a) - minor(b));
}

function main([directory, output = fileURLToPath(new URL('../schemas/', import.meta.url))]) {
  if (directory === undefined) {
    process.stderr.write('usage: node scripts/compile-api.mjs DIRECTORY [OUTPUT]   (DIRECTORY holds v1.25.yaml … v1.55.yaml)\n');
    return 2;
  }
  const files = Object.entries({ ...compileApi(directory), ...compileProse(directory) });
  if (files.length === 0) {
    process.stderr.write(`no v1.NN.yaml in ${directory}; the descriptions are in api/docs of ${PROJECT}\n`);
    return 3;
  }
  for (const [name, content] of files) {
    const text = printJson(content);
    writeFileSync(join(output, name), text);
    process.stdout.write(`${name}: ${content.source.files}, ${Math.round(text.length / 1000)} kB\n`);
  }
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main(process.argv.slice(2));
