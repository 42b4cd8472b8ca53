import { expect, it } from '@jest/globals';
import { diffApis } from '../../../src/api-diff/diff-apis.ts';
import type { ApiVersion } from '../../../src/cassette/types.ts';
import type { WrittenChange } from '../../../src/docker/api-change.ts';
import { ApiDescriptions } from '../../../src/docker/schemas.ts';
import { API_VERSIONS } from '../../../src/docker/versions.ts';
import { loadSchemas, loadWrittenChanges } from '../../../src/store/schemas.ts';
import { aDescription, anObject, anOperation } from '../../support/api-descriptions.ts';

const descriptions = new ApiDescriptions(loadSchemas());

/** `ContainerInspect response /NetworkSettings/IPAddress` */
function broken(from: ApiVersion, to: ApiVersion): string[] {
  const { changes } = diffApis(descriptions.at(from), descriptions.at(to), { written: loadWrittenChanges(), usage: null });
  return changes.filter(({ grade }) => grade === 'breaking').map(({ operation, direction, path }) => `${operation} ${direction} ${path}`);
}

it.each<[ApiVersion, ApiVersion, string[]]>([
  ['1.18', '1.19', ['Debug', 'IPv4Forwarding', 'MemoryLimit', 'SwapLimit'].map((name) => `SystemInfo response /${name}`)],
  ['1.23', '1.24', ['null response ', 'ContainerStart request /HostConfig', 'ContainerCopy request ']],
  ['1.27', '1.28', ['NetworkList response /*/Containers', 'ContainerAttachWebsocket response ']],
  [
    '1.41',
    '1.42',
    [
      'ContainerCreate request /HostConfig/KernelMemory',
      'ContainerUpdate request /KernelMemory',
      'ContainerInspect response /HostConfig/KernelMemory',
      'SystemDataUsage response /BuilderSize',
    ],
  ],
  [
    '1.43',
    '1.44',
    ['ImageList response /*/VirtualSize', 'ImageInspect response /VirtualSize', 'SystemDataUsage response /Images/*/VirtualSize'],
  ],
  ['1.44', '1.45', ['ImageInspect response /Container', 'ImageInspect response /ContainerConfig']],
  ['1.49', '1.50', ['SystemInfo response /BridgeNfIptables', 'SystemInfo response /BridgeNfIp6tables']],
  [
    '1.51',
    '1.52',
    [
      'SystemEvents response /application~1json',
      'SystemEvents response /status',
      'SystemEvents response /id',
      'SystemEvents response /from',
      'ContainerCreate request /HostConfig/KernelMemoryTCP',
      'ContainerCreate request /MacAddress',
      'BuildPrune request /keep-storage',
    ],
  ],
  ['1.52', '1.53', ['SystemDataUsage response /LayersSize']],
])('knows what broke between %s and %s', (from, to, places) => {
  expect(broken(from, to)).toEqual(expect.arrayContaining(places));
});

it('knows the fields that went from images at 1.50 and from network settings at 1.52', () => {
  const below = (places: string[], start: string) => places.filter((place) => place.startsWith(start));
  expect(below(broken('1.49', '1.50'), 'ImageInspect response /Config/')).toHaveLength(12);
  expect(below(broken('1.51', '1.52'), 'ContainerInspect response /NetworkSettings/')).toHaveLength(14);
});

it('takes no repair of the text for a change', () => {
  const { changes } = diffApis(descriptions.at('1.33'), descriptions.at('1.41'), { written: [], usage: null });
  const graver = changes.filter(({ grade }) => grade !== 'compatible').map(({ path }) => path);
  for (const name of ['PortBindings', 'ExecIDs', 'IPAM', 'Descriptor', 'NetworkSettings']) {
    expect(graver.filter((path) => path.split('/').includes(name))).toEqual([]);
  }
  expect(changes.filter(({ operation, path }) => operation === 'ContainerList' && path.split('/').length < 3)).toEqual([]);
});

it('finds no breaking change in the neighbours that engines answer alike', () => {
  const quiet = [26, 27, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 43, 46, 47, 48, 51, 54, 55];
  for (const minor of quiet) expect([minor, broken(`1.${minor - 1}`, `1.${minor}`)]).toEqual([minor, []]);
});

it('finds nothing between a version and itself, for every version', () => {
  for (const { api } of API_VERSIONS) {
    expect(diffApis(descriptions.at(api), descriptions.at(api), { written: loadWrittenChanges(), usage: null }).changes).toEqual([]);
  }
});

it('names only operations that there are in what is written by hand', () => {
  const operations = new Set(API_VERSIONS.flatMap(({ api }) => Object.keys(descriptions.at(api).operations)));
  for (const { operation } of loadWrittenChanges()) expect(operation === null || operations.has(operation)).toBe(true);
});

const WRITTEN: WrittenChange = {
  version: '1.41',
  operation: 'Thing',
  direction: 'request',
  part: 'body',
  path: '/Old',
  kind: 'removed',
  grade: 'compatible',
  message: 'Nobody sent it.',
  evidence: 'a test',
};

it('lets what is written by hand stand in the place of what was found, and undoes it on the way back', () => {
  const older = aDescription('1.40', { Thing: anOperation({ send: anObject({ Old: { type: 'string' }, Kept: {} }) }) });
  const newer = aDescription('1.41', { Thing: anOperation({ send: anObject({ Kept: {} }) }) });
  const messages = (from = older, to = newer) =>
    diffApis(from, to, { written: [WRITTEN], usage: null }).changes.map(({ grade, kind, message }) => [grade, kind, message]);
  expect(messages()).toEqual([['compatible', 'removed', 'Nobody sent it.']]);
  expect(messages(newer, older)).toEqual([['compatible', 'added', 'Undone below 1.41: Nobody sent it.']]);
});

it('says what it means that an operation, a parameter or a type is gone, and what must be given', () => {
  const before = aDescription('1.40', {
    Gone: anOperation(),
    Thing: anOperation({ query: { old: { type: 'string' } }, produces: ['a/b'], answer: { type: 'string' } }),
  });
  const after = aDescription('1.41', {
    Thing: anOperation({ query: { new: { type: 'string', required: true } }, produces: ['c/d'], answer: { type: 'integer' } }),
  });
  expect(diffApis(before, after, { written: [], usage: null }).changes.map(({ grade, message }) => `${grade}: ${message}`)).toEqual([
    'breaking: The operation is gone: calls are answered 404.',
    'breaking: The query parameter old is gone from the request: engines ignore it without an error, so what it asked for does not happen.',
    'breaking: The query parameter new is new in the request and must be given: requests without it are refused.',
    'breaking: The type a/b is gone from the answer: clients that expect the type get another.',
    'breaking: The body is an integer in the answer, not a string: clients that read it find another type.',
    'risky: The type c/d is new in the answer: clients may not know the type.',
  ]);
});
