import { expect, it } from '@jest/globals';
import type { ApiVersion } from '../../../src/cassette/types.ts';
import type { ApiDescription, SchemaFacts } from '../../../src/docker/schema-types.ts';
import { PresenceLearner } from '../../../src/validate/learn-presence.ts';
import { expectedAt } from '../../../src/validate/presence.ts';
import { Shapes } from '../../../src/validate/shape.ts';

const text: SchemaFacts = { type: 'string' };
const schema: SchemaFacts = {
  type: 'object',
  properties: {
    Id: text,
    Health: { type: 'object', properties: { Status: text, Log: text } },
    Ports: { type: 'array', items: { type: 'object', properties: { Ip: text } } },
    Networks: { type: 'object', additionalProperties: { type: 'object', properties: { Mac: text } } },
  },
};

/** A version of an API with one operation, `Get`. */
function describe(version: ApiVersion, answer = schema): ApiDescription {
  const operations = { Get: { method: 'GET', path: '/', responses: { 200: { schema: answer } } } };
  return { version, derived: false, operations, definitions: { request: {}, response: {} } };
}

interface Seen {
  readonly engine: string;
  readonly version?: ApiVersion;
  readonly bodies: readonly unknown[];
}

function learn(seen: readonly Seen[], at = (version: ApiVersion) => describe(version), limits = { engines: 2, objects: 2 }) {
  const learner = new PresenceLearner();
  for (const { engine, version = '1.41', bodies } of seen) {
    const description = at(version);
    for (const body of bodies) {
      const answer = description.operations.Get?.responses[200]?.schema as SchemaFacts;
      learner.watch(engine).document({ description, operation: 'Get', status: 200 }, answer, body);
    }
  }
  return learner.learn(at, limits);
}

it('keeps what two engines always send, with the evidence', () => {
  const facts = learn([
    { engine: 'B', bodies: [{ Id: '1' }] },
    { engine: 'A', bodies: [{ Id: '1', Ports: [] }, { Id: '2' }] },
  ]);
  expect(facts).toEqual({
    engines: ['A', 'B'],
    operations: { Get: { 200: { '': [{ versions: '1.41-1.41', always: ['Id'], engines: [0, 1], objects: 3 }] } } },
  });
});

it('keys facts by place, and counts only objects that are there', () => {
  const body = { Id: '1', Health: { Status: 'ok' }, Ports: [{ Ip: '' }, { Ip: '' }], Networks: { a: { Mac: '' }, b: null } };
  const { operations } = learn([
    { engine: 'A', bodies: [body, { Id: '', Health: null, Ports: null, Networks: {} }] },
    { engine: 'B', bodies: [body] },
  ]);
  expect(Object.entries(operations.Get?.[200] ?? {}).map(([place, [fact]]) => [place, fact?.always, fact?.objects])).toEqual([
    ['', ['Health', 'Id', 'Networks', 'Ports'], 3],
    ['/Health', ['Status'], 2],
    ['/Networks/{}', ['Mac'], 2],
    ['/Ports/[]', ['Ip'], 4],
  ]);
});

it('learns nothing from one engine, from too few objects, or where an engine contradicts', () => {
  const body = { Id: '1' };
  expect(learn([{ engine: 'A', bodies: [body, body, body] }]).operations).toEqual({});
  const both = [
    { engine: 'A', bodies: [body] },
    { engine: 'B', bodies: [body] },
  ];
  expect(learn(both, describe, { engines: 2, objects: 3 }).operations).toEqual({});
  expect(learn([...both, { engine: 'C', bodies: [{}] }]).operations).toEqual({});
});

it('takes a property that an engine sends sometimes for no fact in any version', () => {
  const some = [{ Id: '1', Health: {} }, { Id: '1' }];
  const all = [
    { Id: '1', Health: {} },
    { Id: '1', Health: {} },
  ];
  const facts = learn([
    { engine: 'A', version: '1.40', bodies: some },
    { engine: 'A', bodies: all },
    { engine: 'B', bodies: all },
  ]);
  expect(facts.operations.Get?.[200]?.['']?.flatMap((one) => one.always ?? [])).toEqual(['Id']);
});

it('reaches from one version to the next that was seen, where what is between declares it, and not beyond', () => {
  const body = { Id: '1' };
  const seen: Seen[] = [
    { engine: 'A', version: '1.40', bodies: [body] },
    { engine: 'B', version: '1.43', bodies: [body] },
  ];
  const versionsOf = (facts: ReturnType<typeof learn>) => facts.operations.Get?.[200]?.['']?.map((one) => one.versions);
  expect(versionsOf(learn(seen))).toEqual(['1.40-1.43']);
  const gap = (version: ApiVersion) => describe(version, version === '1.42' ? { type: 'object', properties: { Other: text } } : schema);
  expect(versionsOf(learn(seen, gap))).toBeUndefined();
});

it('takes a list or map for never null only where it was seen empty, an object where it was seen', () => {
  const seen = (...bodies: unknown[]) => [
    { engine: 'A', bodies },
    { engine: 'B', bodies },
  ];
  const neverNull = (...bodies: unknown[]) =>
    learn(seen(...bodies)).operations.Get?.[200]?.['']?.flatMap((one) => one.neverNull ?? []) ?? [];
  expect(neverNull({ Health: {}, Ports: [], Networks: {} })).toEqual(['Health', 'Networks', 'Ports']);
  expect(neverNull({ Id: '', Health: { Status: '' }, Ports: [{}], Networks: { a: {} } })).toEqual(['Health']);
  expect(neverNull({ Ports: [] }, { Ports: null })).toEqual([]);
});

it('learns nothing from messages, which are of many kinds', () => {
  const message: SchemaFacts = { type: 'object', properties: { status: text, errorDetail: { type: 'object' } } };
  const bodies = [{ status: 'a' }, { status: 'b' }];
  const seen = [
    { engine: 'A', bodies },
    { engine: 'B', bodies },
  ];
  expect(learn(seen, (version) => describe(version, message)).operations).toEqual({});
});

it('gives a walk the facts of its version as a tree', () => {
  const body = { Id: '1', Health: { Status: 'ok' }, Ports: [{ Ip: '' }], Networks: { a: { Mac: '' } } };
  const file = learn([
    { engine: 'A', bodies: [body] },
    { engine: 'B', bodies: [body] },
  ]);
  const shape = new Shapes({}).of(schema);
  const at = (version: ApiVersion) => expectedAt(file, { version, operation: 'Get', status: '200', shape });
  expect(at('1.41')?.fields).toEqual(['Health', 'Id', 'Networks', 'Ports']);
  expect(at('1.41')?.properties.get('Health')?.fields).toEqual(['Status']);
  expect(at('1.41')?.properties.get('Ports')?.items?.fields).toEqual(['Ip']);
  expect(at('1.41')?.properties.get('Networks')?.rest?.fields).toEqual(['Mac']);
  expect(at('1.42')?.fields).toEqual([]);
  expect(expectedAt(file, { version: '1.41', operation: 'Other', status: '200', shape })).toBeNull();
});
