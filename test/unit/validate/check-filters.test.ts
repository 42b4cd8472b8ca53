import { expect, it } from '@jest/globals';
import { checkFilters } from '../../../src/validate/check-filters.ts';
import { Findings } from '../../../src/validate/findings.ts';
import { findingsOf } from '../../support/findings.ts';
import { aCassette, anInteraction, aWholeOutcome } from '../../support/interactions.ts';

function codes(text: string, filterKeys?: readonly string[]): string[] {
  const findings = new Findings({ cassette: 'x', interaction: 0, operation: null, apiVersion: '1.41', derived: false });
  checkFilters(text, filterKeys === undefined ? {} : { filterKeys }, '/operations/X/query/filters', findings);
  return findings.list.map((one) => one.code);
}

it.each(['{}', 'null', '{"label":["a=b"]}', '{"label":{"a=b":true}}', '{"label":null}', '{"label":[null]}', '{"__proto__":["x"]}'])(
  'takes %s for filters',
  (text) => {
    expect(codes(text)).toEqual([]);
  },
);

it.each(['{', '[]', '"label"', '3', '{"label":"a"}', '{"label":[1]}', '{"label":{"a":"true"}}'])('does not take %s for filters', (text) => {
  expect(codes(text)).toEqual(['query-filters']);
});

it('warns of keys that the description does not name, where it names any', () => {
  expect(codes('{"label":["a"]}', ['label'])).toEqual([]);
  expect(codes('{"lable":["a"]}', ['label'])).toEqual(['query-filter-unknown']);
  expect(codes('{"__proto__":["a"]}', ['label'])).toEqual(['query-filter-unknown']);
  expect(codes('{"lable":["a"]}')).toEqual([]);
});

async function asked(target: string, filters: object, method = 'GET') {
  const interaction = anInteraction({
    method,
    target: `${target}${target.includes('?') ? '&' : '?'}filters=${encodeURIComponent(JSON.stringify(filters))}`,
    outcome: aWholeOutcome({ status: 400, json: { message: 'x' } }),
  });
  return (await findingsOf(aCassette({ interactions: [interaction] })))
    .filter((one) => one.party === 'client')
    .map((one) => `${one.code} ${one.schemaPointer} ${one.message}`);
}

it.each([
  ['GET', '/v1.41/containers/json', ['ancestor', 'before', 'expose', 'exited', 'health', 'id', 'is-task', 'isolation', 'label', 'name']],
  ['GET', '/v1.41/containers/json', ['network', 'publish', 'since', 'status', 'volume']],
  ['GET', '/v1.41/plugins', ['enabled', 'capability']],
  ['GET', '/v1.41/tasks', ['service', '_up-to-date', 'desired-state', 'node', 'runtime']],
  ['GET', '/v1.24/tasks', ['service', '_up-to-date']],
  ['GET', '/v1.25/secrets', ['label']],
  ['GET', '/v1.25/volumes', ['label', 'name']],
  ['GET', '/v1.30/nodes', ['node.label']],
  ['GET', '/v1.51/images/json', ['label!', 'until']],
  ['GET', '/v1.51/images/search?term=x', ['is-automated']],
  ['POST', '/v1.41/build/prune', ['unused-for', 'label', 'label!', 'until']],
  ['POST', '/v1.41/images/prune', ['label!', 'dangling', 'until']],
  ['POST', '/v1.42/volumes/prune', ['all', 'label']],
  ['GET', '/v1.41/events', ['type', 'scope', 'config', 'plugin']],
])('knows what clients filter by: %s %s %p', async (method, target, keys) => {
  expect(await asked(target, Object.fromEntries(keys.map((key) => [key, ['x']])), method)).toEqual([]);
});

it('knows what came later', async () => {
  expect(await asked('/v1.41/volumes/prune', { all: ['true'] }, 'POST')).toEqual([
    "query-filter-unknown /operations/VolumePrune/query/filters/filterKeys The query's filters name what the operation does not filter by: all.",
  ]);
});
