import { expect, it } from '@jest/globals';
import { findOperation, OPERATIONS, operationById } from '../../../src/docker/operations.ts';

function found(method: string, target: string): [string, string | null, Record<string, string>, string] | null {
  const match = findOperation(method, target);
  return match && [match.operation.id, match.version, { ...match.parameters }, match.query];
}

it.each([
  ['GET', '/v1.41/containers/json?all=1', ['ContainerList', '1.41', {}, 'all=1']],
  ['GET', '/containers/json', ['ContainerList', null, {}, '']],
  ['GET', '/v1.41/containers/json/json', ['ContainerInspect', '1.41', { id: 'json' }, '']],
  ['POST', '/v1.41/containers/create?', ['ContainerCreate', '1.41', {}, '']],
  ['GET', '/v1.41/images/json', ['ImageList', '1.41', {}, '']],
  ['GET', '/v1.41/images/get?names=a', ['ImageGetAll', '1.41', {}, 'names=a']],
  ['GET', '/v1.41/images/get/json', ['ImageInspect', '1.41', { name: 'get' }, '']],
  ['GET', '/v1.51/plugins/privileges?remote=x', ['GetPluginPrivileges', '1.51', {}, 'remote=x']],
  ['GET', '/v1.24/plugins/vieux/sshfs', ['PluginInspectFirst', '1.24', { name: 'vieux/sshfs' }, '']],
  ['GET', '/v1.25/plugins/vieux/sshfs/json', ['PluginInspect', '1.25', { name: 'vieux/sshfs' }, '']],
  ['HEAD', '/_ping', ['SystemPingHead', null, {}, '']],
  ['POST', '/grpc', ['BuildKitGrpc', null, {}, '']],
  ['POST', '/v1.20/containers/web/copy', ['ContainerCopy', '1.20', { id: 'web' }, '']],
  ['DELETE', '/v1.41/containers/web/checkpoints/one', ['CheckpointDelete', '1.41', { id: 'web', checkpoint: 'one' }, '']],
] as const)('knows %s %s', (method, target, expected) => {
  expect(found(method, target)).toEqual(expected);
});

it('lets names of images, plugins and the distribution hold slashes', () => {
  expect(found('POST', '/v1.41/images/localhost:5000/a/b/push?tag=1')).toEqual([
    'ImagePush',
    '1.41',
    { name: 'localhost:5000/a/b' },
    'tag=1',
  ]);
  expect(found('GET', '/v1.41/distribution/docker.io/library/x/json')?.[2]).toEqual({ name: 'docker.io/library/x' });
  expect(found('DELETE', '/v1.41/images/a/b')?.[2]).toEqual({ name: 'a/b' });
  expect(found('GET', '/v1.41/containers/a/b/json')).toBeNull();
});

it('decodes percent-encoding, and leaves what is no valid encoding as it stands', () => {
  expect(found('GET', '/images/localhost%3A5000%2Fx/json')?.[2]).toEqual({ name: 'localhost:5000/x' });
  expect(found('GET', '/containers/a%2Fb/json')?.[2]).toEqual({ id: 'a/b' });
  expect(found('GET', '/containers/%ZZ/json')?.[2]).toEqual({ id: '%ZZ' });
});

it('reads over doubled slashes and the absolute form', () => {
  expect(found('GET', '//v1.41//containers///json')).toEqual(['ContainerList', '1.41', {}, '']);
  expect(found('GET', 'http://docker/v1.41/info?x')).toEqual(['SystemInfo', '1.41', {}, 'x']);
});

it.each([
  ['GET', '/v1.41/nothing'],
  ['GET', '/'],
  ['GET', ''],
  ['*', '*'],
  ['get', '/info'],
  ['PATCH', '/containers/json'],
  ['GET', '/v1.41'],
  ['GET', '/v4.0.0/libpod/info'],
  ['GET', '/containers/json/'],
])('knows nothing of %s %s', (method, target) => {
  expect(findOperation(method, target)).toBeNull();
});

it('answers the same however many paths it was asked about', () => {
  for (let i = 0; i < 3000; i++) expect(findOperation('GET', `/v1.41/containers/c${i}/json?x=${i}`)?.parameters).toEqual({ id: `c${i}` });
  expect(found('GET', '/v1.41/containers/c1/json')).toEqual(['ContainerInspect', '1.41', { id: 'c1' }, '']);
});

it('has each id, and each method and path, once', () => {
  expect(new Set(OPERATIONS.map((one) => one.id)).size).toBe(OPERATIONS.length);
  expect(new Set(OPERATIONS.map((one) => `${one.method} ${one.path}`)).size).toBe(OPERATIONS.length);
});

it('finds an operation by the path it has, filled in', () => {
  for (const one of OPERATIONS) {
    expect(findOperation(one.method, `/v1.41${one.path.replaceAll(/\{\w+\}/g, 'x')}`)?.operation).toBe(one);
  }
});

it('says of exec that its making is about the container and its start about itself', () => {
  expect(operationById('ContainerExec')?.object).toEqual({ kind: 'container', parameter: 'id' });
  expect(operationById('ExecStart')?.object).toEqual({ kind: 'exec', parameter: 'id' });
  expect(operationById('nothing')).toBeUndefined();
});

it.each([
  ['read', ['ContainerLogs', 'ContainerStats', 'ContainerTop', 'SystemDataUsage', 'SystemInfo', 'SystemEvents', 'ContainerArchiveInfo']],
  ['repeatable', ['ContainerResize', 'ExecResize', 'ContainerWait', 'ContainerAttach', 'SystemAuth', 'ContainerPrune', 'BuildPrune']],
  ['change', ['ContainerCreate', 'ContainerStart', 'ContainerExec', 'ExecStart', 'ImageBuild', 'ImageCreate', 'ContainerDelete']],
])('calls these a %s', (effect, ids) => {
  expect(ids.map((id) => operationById(id)?.effect)).toEqual(ids.map(() => effect));
});

it('gates streams by the lifecycle of containers', () => {
  const lifecycle = OPERATIONS.filter((one) => one.lifecycle && one.object?.kind === 'container').map((one) => one.id);
  expect(lifecycle).toEqual(['Start', 'Stop', 'Restart', 'Kill', 'Update', 'Pause', 'Unpause', 'Delete'].map((verb) => `Container${verb}`));
  expect(operationById('NetworkConnect')?.lifecycle).toBe(true);
  expect(operationById('NetworkDisconnect')?.lifecycle).toBe(true);
});
