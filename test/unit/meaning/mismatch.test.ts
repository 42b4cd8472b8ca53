import { expect, it } from '@jest/globals';
import type { BodyMeaning } from '../../../src/meaning/body.ts';
import { mismatches } from '../../../src/meaning/mismatch.ts';
import { readHead } from '../../../src/meaning/request.ts';
import { aRequest } from '../../support/interactions.ts';

const STRICT = { anyVersion: false };
const asked = (method: string, target: string, body: BodyMeaning | null = null) => ({ head: readHead(aRequest({ method, target })), body });

it('names what differs in the head', () => {
  const live = asked('GET', '/v1.45/containers/web/json?size=1');
  const recorded = asked('GET', '/v1.41/containers/db/json');
  expect(mismatches(live, recorded, STRICT)).toEqual([
    { place: 'API version', live: '1.45', recorded: '1.41' },
    { place: 'path id', live: 'web', recorded: 'db' },
    { place: 'query size', live: 'true', recorded: null },
  ]);
  expect(mismatches(live, recorded, { anyVersion: true })).toHaveLength(2);
});

it('points to the fields of a JSON body that differ', () => {
  const live = asked('POST', '/containers/create', { kind: 'json', data: { Image: 'a', HostConfig: { Memory: 5 } } });
  const recorded = asked('POST', '/containers/create', { kind: 'json', data: { Image: 'b', Labels: { 'a/b': '' } } });
  expect(mismatches(live, recorded, STRICT)).toEqual([
    { place: 'body /Image', live: '"a"', recorded: '"b"' },
    { place: 'body /HostConfig', live: '{"Memory":5}', recorded: null },
    { place: 'body /Labels', live: null, recorded: '{"a/b":""}' },
  ]);
});

it('names the entries of a tar that differ', () => {
  const entry = { path: 'a', type: 'file', digest: 'd'.repeat(64), executable: false, link: '' };
  const live = asked('POST', '/build', { kind: 'tar', entries: [entry, { ...entry, path: 'b', executable: true }] });
  const recorded = asked('POST', '/build', { kind: 'tar', entries: [entry] });
  expect(mismatches(live, recorded, STRICT)).toEqual([
    { place: 'body file b', live: 'file, executable, sha256 dddddddddddd', recorded: null },
  ]);
});

it('says how bodies differ that are of different kinds', () => {
  const live = asked('POST', '/images/load', { kind: 'bytes', sha256: 'a'.repeat(64), length: 3 });
  const recorded = asked('POST', '/images/load', { kind: 'none' });
  expect(mismatches(live, recorded, STRICT)).toEqual([{ place: 'body', live: '3 bytes, sha256 aaaaaaaaaaaa', recorded: null }]);
});

it('finds nothing where both mean the same', () => {
  const one = asked('GET', '/v1.41/containers/json?all=1', { kind: 'none' });
  expect(mismatches(one, asked('GET', '/v1.41/containers/json?all=true', { kind: 'none' }), STRICT)).toEqual([]);
});
