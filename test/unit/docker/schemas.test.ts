import { expect, it } from '@jest/globals';
import type { ApiVersion } from '../../../src/cassette/types.ts';
import { OPERATIONS } from '../../../src/docker/operations.ts';
import type { Erratum, SchemaFacts, SchemaSource } from '../../../src/docker/schema-types.ts';
import { ApiDescriptions, resolveSchema } from '../../../src/docker/schemas.ts';
import { API_VERSIONS, compareVersions, inVersions } from '../../../src/docker/versions.ts';
import { loadSchemas } from '../../../src/store/schemas.ts';

const source = loadSchemas();
const descriptions = new ApiDescriptions(source);

function published(version: `1.${number}`): string[] {
  return Object.entries(source.operations.operations)
    .filter(([, entries]) => entries.some((entry) => inVersions(entry.versions, version)))
    .map(([id]) => id);
}

it('knows in its table exactly the operations that each description names', () => {
  const named = new Set(Object.keys(source.operations.operations));
  for (const { api: version, derived } of API_VERSIONS) {
    if (derived) continue;
    const table = OPERATIONS.filter((one) => named.has(one.id) && compareVersions(one.since, version) <= 0);
    expect(table.map((one) => one.id).sort()).toEqual(published(version as `1.${number}`));
  }
});

it('has the methods and paths of the descriptions in its table', () => {
  for (const [id, entries] of Object.entries(source.operations.operations)) {
    const operation = OPERATIONS.find((one) => one.id === id);
    for (const entry of entries) expect([entry.method, entry.path]).toEqual([operation?.method, operation?.path]);
  }
});

it('describes every operation of the table at the versions that have it', () => {
  for (const { api: version } of API_VERSIONS) {
    const { operations } = descriptions.at(version);
    for (const one of OPERATIONS) {
      if (compareVersions(one.since, version) > 0 || (one.until !== null && compareVersions(one.until, version) < 0)) continue;
      expect([version, one.id, operations[one.id]?.method]).toEqual([version, one.id, one.method]);
    }
  }
});

it('counts 94 described operations at 1.25 and 108 at 1.55', () => {
  expect(published('1.25')).toHaveLength(94);
  expect(published('1.55')).toHaveLength(108);
});

it('takes a JSON body in the table where the description has one', () => {
  for (const [id, entries] of Object.entries(source.operations.operations)) {
    const operation = OPERATIONS.find((one) => one.id === id);
    const last = entries.at(-1);
    const binary = last?.body?.schema.format === 'binary' || last?.body?.schema.type === 'string';
    expect([id, operation?.requestBody]).toEqual([id, last?.body === undefined ? 'none' : binary ? 'tar' : 'json']);
  }
});

it('names only definitions that are there', () => {
  for (const { api: version } of API_VERSIONS) {
    const description = descriptions.at(version);
    for (const definitions of Object.values(description.definitions)) {
      const text = JSON.stringify([description.operations, definitions]);
      const names = new Set([...text.matchAll(/"#\/definitions\/([^"]+)"/g)].map((match) => match[1] as string));
      expect([...names].filter((name) => definitions[name] === undefined).map((name) => [version, name])).toEqual([]);
    }
  }
});

it('corrects something with every erratum, at both ends of its range', () => {
  for (const erratum of source.errata.errata) {
    const without: SchemaSource = { ...source, errata: { errata: source.errata.errata.filter((one) => one !== erratum) } };
    const bare = new ApiDescriptions(without);
    const range = API_VERSIONS.filter((one) => inVersions(erratum.versions, one.api));
    for (const { api: version } of [range[0], range.at(-1)].filter((one) => one !== undefined)) {
      const same = textAt(bare, version) === JSON.stringify(descriptions.at(version));
      expect([erratum.place, version, same]).toEqual([erratum.place, version, false]);
    }
  }
});

/** Without an erratum that another one builds on there is no description at all. */
function textAt(some: ApiDescriptions, version: ApiVersion): string {
  try {
    return JSON.stringify(some.at(version));
  } catch {
    return '';
  }
}

it('corrects what clients send and what engines answer apart', () => {
  const { definitions } = descriptions.at('1.41');
  expect(definitions.request.ContainerConfig?.properties?.Cmd?.type).toEqual(['array', 'string']);
  expect(definitions.response.ContainerConfig?.properties?.Cmd?.type).toBe('array');
});

it('borrows the shape of stats from 1.48 with all it needs', () => {
  const { operations, definitions } = descriptions.at('1.41');
  const stats = operations.ContainerStats?.responses['200']?.schema as SchemaFacts;
  expect(resolveSchema(stats, definitions.response).properties?.cpu_stats).toEqual({ $ref: '#/definitions/ContainerCPUStats' });
  expect(definitions.response.ContainerThrottlingData).toBeDefined();
});

it('has in its table the versions below 1.25 that the prose names for each operation', () => {
  const named = new Set(Object.keys(source.derived.operations));
  for (const { api: version, derived } of API_VERSIONS) {
    if (!derived) continue;
    const prose = Object.entries(source.derived.operations).filter(([, entries]) =>
      entries.some((one) => inVersions(one.versions, version)),
    );
    const table = OPERATIONS.filter(
      (one) =>
        named.has(one.id) && compareVersions(one.since, version) <= 0 && (one.until === null || compareVersions(version, one.until) <= 0),
    );
    expect([version, table.map((one) => one.id).sort()]).toEqual([version, prose.map(([id]) => id).sort()]);
  }
});

it('refuses a version it does not know, and an erratum that fits nowhere', () => {
  expect(() => descriptions.at('1.99')).toThrow(expect.objectContaining({ code: 'TD_API_VERSION' }));
  const lost: Erratum = { place: '/definitions/Nothing/type', versions: '1.41-1.41', says: '', is: 'string', evidence: '' };
  const broken = new ApiDescriptions({ ...source, errata: { errata: [lost] } });
  expect(() => broken.at('1.41')).toThrow(/Nothing/);
});

it('takes away what an erratum says is not there, and refuses one that takes away nothing', () => {
  const place = '/definitions/Volume/properties/Labels';
  const erratum: Erratum = { place, versions: '1.41-1.41', says: 'a map', absent: true, evidence: 'a test' };
  const at = (...errata: Erratum[]) => new ApiDescriptions({ ...source, errata: { errata } }).at('1.41').definitions.response;
  expect(at().Volume?.properties).toHaveProperty('Labels');
  expect(at(erratum).Volume?.properties).not.toHaveProperty('Labels');
  expect(() => at(erratum, erratum)).toThrow('schemas/errata.json: /definitions/Volume/properties/Labels is not in every version');
});
