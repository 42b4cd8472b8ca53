import { expect, it } from '@jest/globals';
import { diffApis } from '../../../src/api-diff/diff-apis.ts';
import { Usage } from '../../../src/api-diff/usage.ts';
import type { ApiVersion, Interaction } from '../../../src/cassette/types.ts';
import { ApiDescriptions } from '../../../src/docker/schemas.ts';
import { loadSchemas, loadWrittenChanges } from '../../../src/store/schemas.ts';
import { aCassette, anInteraction, aWholeOutcome } from '../../support/interactions.ts';

const descriptions = new ApiDescriptions(loadSchemas());

async function diff(from: ApiVersion, to: ApiVersion, ...interactions: Interaction[]) {
  const usage = new Usage();
  await usage.add(aCassette({ interactions }));
  return diffApis(descriptions.at(from), descriptions.at(to), { written: loadWrittenChanges(), usage });
}

async function broken(from: ApiVersion, to: ApiVersion, ...interactions: Interaction[]): Promise<string[]> {
  const { changes } = await diff(from, to, ...interactions);
  return changes.filter(({ grade }) => grade === 'breaking').map(({ operation, path }) => `${operation} ${path}`);
}

const create = (json: unknown) => anInteraction({ method: 'POST', target: '/v1.41/containers/create', json });

it('keeps a field that was answered, and no other', async () => {
  const lists = anInteraction({ target: '/v1.41/images/json', outcome: aWholeOutcome({ json: [{ Id: 'a' }, { VirtualSize: 1 }] }) });
  expect(await broken('1.41', '1.44', lists)).toEqual(['ImageList /*/VirtualSize']);
  const none = anInteraction({ target: '/v1.41/images/json', outcome: aWholeOutcome({ json: [{ Id: 'a' }] }) });
  expect(await broken('1.41', '1.44', none)).toEqual([]);
});

it('takes a property that is sent as Go sends what is not set for not used', async () => {
  expect(await broken('1.41', '1.42', create({ HostConfig: { KernelMemory: 0 } }))).toEqual([]);
  expect(await broken('1.41', '1.42', create({ HostConfig: { KernelMemory: 4194304 } }))).toEqual([
    'ContainerCreate /HostConfig/KernelMemory',
  ]);
});

it('keeps a query parameter that was sent', async () => {
  const prune = (query: string) => anInteraction({ method: 'POST', target: `/v1.51/build/prune${query}` });
  expect(await broken('1.51', '1.52', prune('?keep-storage=1'))).toEqual(['BuildPrune /keep-storage']);
  expect(await broken('1.51', '1.52', prune(''))).toEqual([]);
});

it('keeps what must be given now where it was not', async () => {
  const connect = (json: unknown) => anInteraction({ method: 'POST', target: '/v1.24/plugins/pull?name=x', json });
  expect(await broken('1.24', '1.25', connect([]))).toEqual(expect.arrayContaining(['PluginPull /remote']));
});

it('keeps a new value of an answer where the field was answered', async () => {
  const list = anInteraction({ outcome: aWholeOutcome({ json: [{ Ports: [{ Type: 'tcp' }] }] }) });
  expect((await diff('1.36', '1.37', list)).changes.map(({ kind, path }) => [kind, path])).toEqual([['values-added', '/*/Ports/*/Type']]);
});

it('says which versions that were named engines of the second version refuse, too old or too new', async () => {
  const old = anInteraction({ target: '/v1.24/info' });
  const { used } = await diff('1.24', '1.52', old, old, anInteraction({ target: '/v1.55/info' }), anInteraction({ target: '/info' }));
  expect(used?.refusals.map(({ speaks, requests, message }) => [speaks, requests, message])).toEqual([
    ['1.24', 2, 'speaks API 1.24; engines of 1.52 (Docker 29.0) refuse what is below 1.44'],
    ['1.55', 1, 'speaks API 1.55; engines of 1.52 (Docker 29.0) refuse what is above 1.52'],
  ]);
  expect((await diff('1.24', '1.44', old)).used?.refusals).toEqual([]);
});

it('reads documents of a stream that stand one a line', async () => {
  const body = '{"status":"start","id":"a"}\n{"Type":"container","from":"busybox"}\n';
  const events = anInteraction({
    target: '/v1.51/events',
    outcome: aWholeOutcome({ body, headers: [['Content-Type', 'application/json']] }),
  });
  expect(await broken('1.51', '1.52', events)).toEqual([
    'SystemEvents /application~1json',
    'SystemEvents /status',
    'SystemEvents /id',
    'SystemEvents /from',
  ]);
});
