/**
 * Compiles the published descriptions of the Docker Engine API (Swagger 2.0, one YAML file a version) to the facts
 * that validation needs: names, types, formats, required, enums, limits, statuses, parameter places, media types.
 * Prose and examples are left out.
 *
 *   node scripts/compile-api.mjs DIRECTORY [OUTPUT]        DIRECTORY holds v1.25.yaml, v1.26.yaml, …
 *
 * Neighbouring versions are nearly equal, so each operation and definition stands once for the range of versions that
 * say the same. What comes out is a function of what goes in: same input, same bytes. schemas/README.md has the rest.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import yaml from 'js-yaml';
import { filterKeys } from './filter-keys.mjs';
import { printJson } from './print-json.mjs';

/** Keywords of a schema that are taken over as they stand. */
const PLAIN = ['type', 'format', 'enum', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern'];

const PROJECT = 'https://github.com/moby/moby';

/** Opens each generated file: where it comes from, and that nobody edits it. */
function source(versions) {
  return {
    project: PROJECT,
    files: `api/docs/v${versions[0]}.yaml … api/docs/v${versions.at(-1)}.yaml`,
    licence: 'Apache-2.0',
    generatedBy: 'scripts/compile-api.mjs; not edited by hand, corrections stand in errata.json',
  };
}

/** A Swagger schema without its prose. Keys come in one order, whatever order the description has. */
function schemaFacts(schema) {
  const facts = {};
  if (schema.$ref !== undefined) facts.$ref = schema.$ref;
  for (const key of PLAIN) if (schema[key] !== undefined) facts[key] = schema[key];
  if (schema['x-nullable'] === true) facts.nullable = true;
  if (Array.isArray(schema.required)) facts.required = [...schema.required].sort();
  if (schema.allOf !== undefined) facts.allOf = schema.allOf.map(schemaFacts);
  if (schema.items !== undefined) facts.items = schemaFacts(schema.items);
  if (schema.properties !== undefined) facts.properties = mapValues(schema.properties, schemaFacts);
  if (schema.additionalProperties !== undefined) {
    const rest = schema.additionalProperties;
    facts.additionalProperties = typeof rest === 'boolean' ? rest : schemaFacts(rest);
  }
  return facts;
}

function operationFacts(method, path, operation) {
  const parameters = operation.parameters ?? [];
  const body = parameters.find((one) => one.in === 'body');
  return {
    method: method.toUpperCase(),
    path,
    ...(operation.consumes && { consumes: operation.consumes }),
    ...(operation.produces && { produces: operation.produces }),
    ...placeFacts('query', parameters),
    ...placeFacts('header', parameters),
    ...(body && { body: { ...(body.required === true && { required: true }), schema: schemaFacts(body.schema) } }),
    responses: mapValues(operation.responses, responseFacts),
  };
}

/** Parameters of one place, by name. Path parameters are all strings and stand in the path. */
function placeFacts(place, parameters) {
  const here = parameters.filter((one) => one.in === place);
  if (here.length === 0) return {};
  return {
    [place]: Object.fromEntries(
      here.map((one) => [
        one.name,
        {
          ...schemaFacts({ ...one, required: undefined }),
          ...(one.required === true && { required: true }),
          ...(one.collectionFormat && { collectionFormat: one.collectionFormat }),
          ...filtersFacts(one),
        },
      ]),
    ),
  };
}

/** Of all prose, the keys of `filters` alone: they are facts that stand nowhere else. */
function filtersFacts({ name, description = '' }) {
  const keys = name === 'filters' ? filterKeys(description) : [];
  return keys.length === 0 ? {} : { filterKeys: keys };
}

function responseFacts(response) {
  return {
    ...(response.schema && { schema: schemaFacts(response.schema) }),
    ...(response.headers && { headers: mapValues(response.headers, schemaFacts) }),
  };
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
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
  const versions = readdirSync(directory)
    .map((file) => /^v(1\.\d+)\.yaml$/.exec(file)?.[1])
    .filter((version) => version !== undefined)
    .sort((a, b) => minor(a) - minor(b));
  if (versions.length === 0) return {};
  const definitions = new Ranges();
  const operations = new Ranges();
  const mediaTypes = new Ranges();
  const described = versions.map((version) => [version, yaml.load(readFileSync(join(directory, `v${version}.yaml`), 'utf8'))]);

  // An operation that was renamed goes by its newest id, so the ids are settled before the facts are collected.
  const ids = new Map();
  for (const [, api] of described) for (const { key, operation } of operationsOf(api)) ids.set(key, operation.operationId);

  for (const [version, api] of described) {
    mediaTypes.add('default', version, { consumes: api.consumes, produces: api.produces });
    for (const [name, schema] of Object.entries(api.definitions)) definitions.add(name, version, { schema: schemaFacts(schema) });
    for (const { key, method, path, operation } of operationsOf(api)) {
      operations.add(ids.get(key), version, operationFacts(method, path, operation));
    }
  }
  return {
    'definitions.json': { source: source(versions), definitions: definitions.toJSON() },
    'operations.json': { source: source(versions), mediaTypes: mediaTypes.toJSON().default, operations: operations.toJSON() },
  };
}

function operationsOf(api) {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ key: `${method} ${path}`, method, path, operation })),
  );
}

function main([directory, output = fileURLToPath(new URL('../schemas/', import.meta.url))]) {
  if (directory === undefined) {
    process.stderr.write('usage: node scripts/compile-api.mjs DIRECTORY [OUTPUT]   (DIRECTORY holds v1.25.yaml … v1.55.yaml)\n');
    return 2;
  }
  const files = Object.entries(compileApi(directory));
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
