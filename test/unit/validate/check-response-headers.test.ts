import { expect, it } from '@jest/globals';
import type { RawHeaders } from '../../../src/cassette/types.ts';
import { pathStatFault } from '../../../src/validate/path-stat.ts';
import { findingsOf } from '../../support/findings.ts';
import { aCassette, anInteraction, aWholeOutcome } from '../../support/interactions.ts';

async function answered(target: string, headers: RawHeaders, method = 'GET') {
  const all: RawHeaders = [...headers, ['Content-Type', 'text/plain']];
  const interaction = anInteraction({ method, target, outcome: aWholeOutcome({ headers: all, body: method === 'HEAD' ? '' : 'OK' }) });
  return (await findingsOf(aCassette({ interactions: [interaction] }))).map((one) => `${one.code} ${one.message}`);
}

const PING: RawHeaders = [
  ['Api-Version', '1.51'],
  ['Docker-Experimental', 'false'],
];

it('takes the headers of a ping with and without those of a feature', async () => {
  expect(await answered('/v1.51/_ping', PING)).toEqual([]);
  expect(await answered('/v1.51/_ping', [...PING, ['Swarm', 'active/manager'], ['Builder-Version', '2']])).toEqual([]);
  expect(await answered('/v1.51/_ping', [...PING, ['Swarm', ''], ['X-Moon', 'full']])).toEqual([]);
});

it('finds headers that are not what they should be', async () => {
  expect(
    await answered('/v1.51/_ping', [
      ['Api-Version', 'new'],
      ['docker-experimental', 'maybe'],
      ['Swarm', 'moon'],
    ]),
  ).toEqual([
    'response-header The header Api-Version is "new", which is no version.',
    'response-header The header Docker-Experimental is "maybe", which is no boolean.',
    'response-header The header Swarm is "moon", not one of "inactive", "pending", "error", "locked", "active/worker", "active/manager".',
  ]);
  expect(await answered('/v1.51/_ping', [['Api-Version', '1.51']])).toEqual([
    'response-header-missing The answer lacks the header Docker-Experimental.',
  ]);
});

const STAT = { name: 'f', size: 1, mode: 2147484096, mtime: '2014-02-27T20:51:23Z', linkTarget: '' };
const written = (data: unknown) => Buffer.from(JSON.stringify(data)).toString('base64');

it('reads what is told of a file in a header', () => {
  expect(pathStatFault(written(STAT))).toBeNull();
  expect(pathStatFault(written({ ...STAT, extra: 1 }))).toBeNull();
  expect(pathStatFault('{"name":"f"}')).toBe('is no base64');
  expect(pathStatFault('moon')).toBe('holds no JSON');
  expect(pathStatFault(written([]))).toBe('holds JSON that is no object');
  expect(pathStatFault(written({ ...STAT, size: '1' }))).toBe('has a field size that is "1"');
  expect(pathStatFault(written({ ...STAT, mtime: 'noon' }))).toBe('has a field mtime that is "noon"');
  expect(pathStatFault(written({ name: 'f' }))).toBe('lacks the field size');
});

it('wants it in answers about the files of a container', async () => {
  const info = '/v1.41/containers/x/archive?path=/f';
  expect(await answered(info, [['X-Docker-Container-Path-Stat', written(STAT)]], 'HEAD')).toEqual([]);
  expect(await answered(info, [], 'HEAD')).toEqual(['response-header The header X-Docker-Container-Path-Stat is missing.']);
});
