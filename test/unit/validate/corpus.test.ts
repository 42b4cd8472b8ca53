/** Recordings of broad sessions on real engines (test/corpus/, made by scripts/engines/broad/): what works gives no false alarm. */
import { readdirSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { Finding } from '../../../src/docker/finding.ts';
import { ApiDescriptions } from '../../../src/docker/schemas.ts';
import { openCassette } from '../../../src/index.ts';
import { loadSchemas } from '../../../src/store/schemas.ts';
import { validateCassette } from '../../../src/validate/validate-cassette.ts';

const CORPUS = new URL('../../corpus/', import.meta.url);
const cassettes = readdirSync(CORPUS);

it('has recordings of three engines at 1.41, each of at least 100 operations', async () => {
  const broad = cassettes.filter((name) => name.endsWith('-1.41'));
  expect(broad).toEqual(['docker-20.10.24-1.41', 'docker-26.1-1.41', 'docker-28.5-1.41']);
  for (const name of broad) {
    const { interactions } = await openCassette(new URL(name, CORPUS).pathname);
    expect(new Set(interactions.map(({ operation }) => operation)).size).toBeGreaterThanOrEqual(100);
  }
});

it.each(cassettes)('finds nothing to object to in %s', async (name) => {
  const cassette = await openCassette(new URL(name, CORPUS).pathname);
  const objections: Finding[] = [];
  for await (const finding of validateCassette(cassette, { api: 'recorded', schemas: loadSchemas() })) {
    if (finding.severity !== 'note') objections.push(finding);
  }
  expect(objections).toEqual([]);
});

/** Follows a JSON pointer; undefined where it leads nowhere. */
function follow(from: unknown, pointer: string): unknown {
  const steps = pointer.split('/').slice(1);
  return steps.reduce((at, step) => (at as Record<string, unknown>)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], from);
}

it.each(['1.25', '1.55'] as const)('points from each finding to a place of the description, here of API %s', async (api) => {
  const description = new ApiDescriptions(loadSchemas()).at(api);
  const astray = new Set<string>();
  let findings = 0;
  for (const name of cassettes) {
    const cassette = await openCassette(new URL(name, CORPUS).pathname);
    for await (const { schemaPointer, party, code } of validateCassette(cassette, { api, schemas: loadSchemas() })) {
      findings++;
      const definitions = description.definitions[party === 'engine' ? 'response' : 'request'];
      if (schemaPointer !== '' && follow({ operations: description.operations, definitions }, schemaPointer) === undefined) {
        astray.add(`${code} ${schemaPointer}`);
      }
    }
  }
  expect(findings).toBeGreaterThan(100);
  expect([...astray]).toEqual([]);
});
