import { expect, it } from '@jest/globals';
import type { Finding } from '../../../src/docker/finding.ts';
import { findingsOf } from '../../support/findings.ts';
import { aCassette, anInteraction, aWholeOutcome, type InteractionParts } from '../../support/interactions.ts';

async function asked(parts: InteractionParts): Promise<Finding[]> {
  const interactions = [anInteraction({ outcome: aWholeOutcome({ status: 400, json: { message: 'x' } }), ...parts })];
  return (await findingsOf(aCassette({ interactions }))).filter((one) => one.party === 'client');
}

async function codes(parts: InteractionParts): Promise<string[]> {
  return (await asked(parts)).map((one) => `${one.code} ${one.pointer}`);
}

const create = (json: unknown, target = '/v1.41/containers/create') => codes({ method: 'POST', target, json });

it('takes what docker run sends for what it does not set', async () => {
  const json = {
    Image: 'busybox',
    Cmd: null,
    Entrypoint: null,
    HostConfig: {
      MemorySwappiness: -1,
      LogConfig: { Type: '', Config: {} },
      RestartPolicy: { Name: 'no' },
      Isolation: '',
      CgroupnsMode: '',
      OomKillDisable: null,
    },
    NetworkingConfig: { EndpointsConfig: { default: { GwPriority: 0 } } },
    Platform: null,
    Brand: {},
  };
  expect(await create(json)).toEqual([]);
});

it('finds wrong types, values and unknown properties in a body', async () => {
  const json = {
    Image: 3,
    Labels: ['a'],
    HostConfig: { MemorySwappiness: 101, CgroupnsMode: 'moon', Mounts: [{ Type: 'carpet' }] },
    Imge: 'x',
  };
  expect(await create(json)).toEqual([
    'request-body-type /request/body/data/Image',
    'request-body-type /request/body/data/Labels',
    'request-body-value /request/body/data/HostConfig/MemorySwappiness',
    'request-body-enum /request/body/data/HostConfig/Mounts/0/Type',
    'request-body-enum /request/body/data/HostConfig/CgroupnsMode',
    'request-property-unknown /request/body/data/Imge',
  ]);
});

it('lets a command be one text, and names be written in any case', async () => {
  expect(await create({ image: 'busybox', Cmd: 'echo hi', hostconfig: { memory: 4 } })).toEqual([]);
});

it('calls what a newer version brought unknown', async () => {
  expect(await create({ HostConfig: { Annotations: { a: 'b' } } }, '/v1.42/containers/create')).toEqual([
    'request-property-unknown /request/body/data/HostConfig/Annotations',
  ]);
  expect(await create({ HostConfig: { Annotations: { a: 'b' } } }, '/v1.43/containers/create')).toEqual([]);
});

it('wants a body where one is required, and the properties that are', async () => {
  expect(await codes({ method: 'POST', target: '/v1.41/containers/create' })).toEqual(['request-body-json /request/body']);
  expect(await codes({ method: 'POST', target: '/v1.41/networks/create', json: {} })).toEqual(['request-body-missing /request/body/data']);
  expect(await codes({ method: 'POST', target: '/v1.41/commit?container=x', json: null })).toEqual([]);
});

it('says when a body is no JSON, and when its type is not said', async () => {
  const target = '/v1.41/containers/create';
  expect(await codes({ method: 'POST', target, body: '{"Image"', headers: [['Content-Type', 'application/json']] })).toEqual([
    'request-body-json /request/body',
  ]);
  expect(await codes({ method: 'POST', target, body: '{}', headers: [] })).toEqual(['request-media-type /request/headers']);
});

it('leaves redacted secrets alone', async () => {
  const headers = [
    ['X-Registry-Auth', '{redacted:X-Registry-Auth}'],
    ['Content-Type', 'application/json'],
  ] as const;
  expect(await codes({ method: 'POST', target: '/v1.41/images/x/push', headers })).toEqual([]);
  expect(await codes({ method: 'POST', target: '/v1.41/auth', headers, body: '{redacted:auth-body}' })).toEqual([]);
});

it.each([
  ['e30=', []],
  ['e30', []],
  ['', []],
  ['moon', ['request-header /request/headers/0']],
  ['WzFd', ['request-header /request/headers/0']],
])('reads X-Registry-Auth %s', async (value, expected) => {
  expect(await codes({ method: 'POST', target: '/v1.41/images/x/push', headers: [['X-Registry-Auth', value]] })).toEqual(expected);
});

it.each([
  ['all=1&limit=-1&size=', []],
  ['all=True&filters=%7B%22label%22%3A%5B%22a%3Db%22%5D%7D', []],
  ['filters={"label":{"a=b":true}}', []],
  ['limit=x', ['query-type']],
  ['limit=9223372036854775807', []],
  ['limit=9223372036854775808', ['query-type']],
  ['all=maybe', ['query-type']],
  ['filters=%7B', ['query-filters']],
  ['filters=%7B%22label%22%3A%22a%22%7D', ['query-filters']],
  ['moon=1&stars=2&moon=3', ['query-unknown']],
])('reads the query ?%s', async (query, expected) => {
  expect((await asked({ target: `/v1.41/containers/json?${query}` })).map((one) => one.code)).toEqual(expected);
});

it.each([
  ['/v1.41/containers/x/wait?condition=', []],
  ['/v1.41/containers/x/wait?condition=removed', []],
  ['/v1.41/containers/x/wait?condition=moon', ['query-enum']],
  ['/v1.41/containers/create?name=%2Fweb', []],
  ['/v1.41/containers/create?name=!', ['query-type']],
])('holds values of the query against their lists and patterns: %s', async (target, expected) => {
  const found = await asked({ method: 'POST', target, json: {} });
  expect(found.map((one) => one.code)).toEqual(expected);
});

it('wants the parameters that are required', async () => {
  expect(await asked({ target: '/v1.41/containers/x/archive' })).toMatchObject([
    { code: 'query-missing', message: 'The query lacks path, which is required.' },
  ]);
});

it('lets docker logs send fractions of seconds', async () => {
  expect(await codes({ target: '/v1.41/containers/x/logs?stdout=1&since=1795434928.929388888&tail=all' })).toEqual([]);
});

it('holds each value of a repeated parameter against what is allowed', async () => {
  const found = await asked({ target: '/v1.44/system/df?type=container&type=moon&type=image' });
  expect(found.map((one) => `${one.code} ${one.schemaPointer}`)).toEqual(['query-enum /operations/SystemDataUsage/query/type/items']);
});
