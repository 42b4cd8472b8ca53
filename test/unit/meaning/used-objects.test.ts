/** What a request does to which objects, by its own words. */
import { expect, it } from '@jest/globals';
import { findOperation } from '../../../src/docker/operations.ts';
import { usedObjects } from '../../../src/meaning/used-objects.ts';
import { aRequest, type RequestParts, someFiles } from '../../support/interactions.ts';
import { someTar } from '../../support/tars.ts';

function uses(parts: RequestParts): string[] {
  const request = aRequest(parts);
  const match = findOperation(request.method, request.target);
  return match === null ? [] : usedObjects(request, match, someFiles()).map(({ role, kind, name }) => `${role} ${kind} ${name}`);
}

const post = (target: string, json?: unknown): RequestParts => ({ method: 'POST', target, ...(json === undefined ? {} : { json }) });

it.each([
  [post('/containers/web/stop'), ['change container web']],
  [post('/containers/web/wait'), ['read container web']],
  [{ target: '/containers/web/json' }, ['read container web']],
  [{ target: '/containers/json' }, []],
  [post('/containers/web/rename?name=site'), ['change container web', 'make container site']],
  [post('/networks/bridge/connect', { Container: 'web' }), ['change container web']],
  [post('/networks/shop/connect', { Container: 'web' }), ['change network shop', 'change container web']],
  [post('/images/busybox:test/tag?repo=mine&tag=1'), ['use image busybox:test', 'make image mine:1']],
  [post('/images/localhost:5000/app/push?tag=1'), ['use image localhost:5000/app:1']],
  [post('/commit?container=web&repo=mine'), ['change container web', 'make image mine:latest']],
  [post('/images/create?fromImage=docker.io%2Flibrary%2Fapp&tag=1'), ['make image app:1']],
  [{ target: '/images/get?names=a%3A1&names=b' }, ['read image a:1', 'read image b']],
  [post('/secrets/create', { Name: 'pass' }), ['make secret pass']],
])('reads %j', (parts, expected) => {
  expect(uses(parts)).toEqual(expected);
});

it('reads what a container is made of', () => {
  const HostConfig = {
    NetworkMode: 'shop',
    IpcMode: 'container:ipc',
    VolumesFrom: ['a', 'b:ro'],
    Links: ['db:db'],
    Binds: ['data:/data', 'conf:/conf:ro', '/srv:/srv'],
  };
  const NetworkingConfig = { EndpointsConfig: { shop: {}, back: {} } };
  expect(uses(post('/containers/create?name=web', { Image: 'busybox:test', HostConfig, NetworkingConfig }))).toEqual([
    'make container web',
    'use image busybox:test',
    'change container ipc',
    'change container a',
    'use container b',
    'use container db',
    'use network shop',
    'use network back',
    'fill volume data',
    'mount volume conf',
  ]);
});

it('reads what a service is made of', () => {
  const ContainerSpec = {
    Image: 'app:1@sha256:0',
    Secrets: [{ SecretID: 's1' }],
    Configs: [{ ConfigID: 'c1' }],
    Mounts: [{ Type: 'volume', Source: 'data' }],
  };
  expect(uses(post('/services/create', { Name: 'web', TaskTemplate: { ContainerSpec, Networks: [{ Target: 'n1' }] } }))).toEqual([
    'make service web',
    'use image app:1',
    'use network n1',
    'use secret s1',
    'use config c1',
    'fill volume data',
  ]);
});

it('reads the names in a saved image', async () => {
  const body = await someTar([{ name: 'manifest.json', content: JSON.stringify([{ Config: 'c', RepoTags: ['a:1', 'b:2'] }]) }]);
  expect(uses({ method: 'POST', target: '/images/load', body })).toEqual(['make image a:1', 'make image b:2']);
});
