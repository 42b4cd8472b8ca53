import { expect, it } from '@jest/globals';
import type { Interaction } from '../../../src/cassette/types.ts';
import { loadSchemas } from '../../../src/store/schemas.ts';
import { Coverage } from '../../../src/validate/coverage.ts';
import { validateCassette } from '../../../src/validate/validate-cassette.ts';
import { aCassette, anInteraction, aStreamedOutcome, aWholeOutcome } from '../../support/interactions.ts';

async function coverageOf(...interactions: readonly Interaction[]) {
  const watch = new Coverage();
  for await (const _ of validateCassette(aCassette({ interactions }), { api: 'recorded', schemas: loadSchemas(), watch }));
  return watch.result();
}

const list = (json: unknown, version = '1.41') =>
  anInteraction({ target: `/v${version}/containers/json`, outcome: aWholeOutcome({ json }) });

it('says of each operation which statuses and fields were seen', async () => {
  const tooOld = anInteraction({ target: '/v1.41/containers/json', outcome: aWholeOutcome({ status: 418, json: { message: '' } }) });
  const [coverage] = await coverageOf(list([{ Id: 'x', Ports: [{ PrivatePort: 80, Type: 'tcp' }] }]), tooOld);
  const containers = coverage?.byOperation.find((one) => one.operation === 'ContainerList');
  expect(containers).toMatchObject({
    method: 'GET',
    path: '/containers/json',
    answers: 2,
    statuses: [
      { status: 200, documented: true, answers: 1 },
      { status: 400, documented: true, answers: 0 },
      { status: 418, documented: false, answers: 1 },
      { status: 500, documented: true, answers: 0 },
    ],
    fields: { seen: 4 },
  });
  expect(containers?.fieldsNotSeen).toContain('[].Ports[].IP');
  expect(containers?.fieldsNotSeen).not.toContain('[].Ports[].Type');
  expect(containers?.fieldsNotSeen).toContain('[].NetworkSettings.Networks{}.MacAddress');
});

it('sums up, over all operations of the version', async () => {
  const [coverage] = await coverageOf(list([{ Id: 'x' }]), list([{ Id: 'y', Names: [] }]));
  expect(coverage?.operations.declared).toBeGreaterThanOrEqual(106);
  expect(coverage?.operations.seen).toBe(1);
  expect(coverage?.statuses.seen).toBe(1);
  expect(coverage?.fields.seen).toBe(2);
  expect(coverage?.fields.declared).toBeGreaterThan(1000);
});

it('keeps versions apart, oldest first', async () => {
  const coverages = await coverageOf(list([]), list([], '1.24'), list([], '1.33'));
  expect(coverages.map((one) => [one.apiVersion, one.derived])).toEqual([
    ['1.24', true],
    ['1.33', false],
    ['1.41', false],
  ]);
});

it('counts the documents of a stream', async () => {
  const outcome = aStreamedOutcome({
    headers: [['Content-Type', 'application/json']],
    chunks: ['{"Type":"container","Act', 'ion":"start"}\n{"time":1}\n'],
  });
  const [coverage] = await coverageOf(anInteraction({ target: '/v1.41/events', outcome }));
  expect(coverage?.byOperation.find((one) => one.operation === 'SystemEvents')?.fields.seen).toBe(3);
});

it('follows schemas that hold themselves once', async () => {
  const coverages = await coverageOf(list([]), list([], '1.55'), list([], '1.24'));
  for (const { fields } of coverages) expect(fields.declared).toBeLessThan(10_000);
});

it('counts nothing where the version has no such operation', async () => {
  expect(await coverageOf(anInteraction({ target: '/v1.25/configs', outcome: aWholeOutcome({ status: 404 }) }))).toEqual([]);
});
