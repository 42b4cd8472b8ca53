import { expect, it } from '@jest/globals';
import type { Json } from '../../../src/cassette/json.ts';
import type { BodyMeaning } from '../../../src/meaning/body.ts';
import { mismatches, type RequestMeaning } from '../../../src/meaning/mismatches.ts';
import { readHead } from '../../../src/meaning/request.ts';
import type { TarEntry } from '../../../src/meaning/tar.ts';
import { aRequest } from '../../support/interactions.ts';

const STRICT = { anyVersion: false };
const asked = (method: string, target: string, body: BodyMeaning | null = null) => ({ head: readHead(aRequest({ method, target })), body });
const json = (data: Json) => asked('POST', '/containers/create', { kind: 'json', data });
const places = (live: RequestMeaning, recorded: RequestMeaning) =>
  mismatches(live, recorded, STRICT).map(({ place, live, recorded }) => `${place}: ${live}, ${recorded}`);

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
    { place: 'body /HostConfig/Memory', live: '5', recorded: null },
    { place: 'body /Labels/a~1b', live: null, recorded: '""' },
  ]);
});

it('holds lists against each other by what their order says', () => {
  const live = json({ Cmd: ['sh', '-c', 'a'], Env: ['A=1', 'B=2', 'NEW=x'], HostConfig: { CapAdd: ['x', 'y'] } });
  const recorded = json({ Cmd: ['sh', '-c', 'b', 'c'], Env: ['B=2', 'A=3'], HostConfig: { CapAdd: ['y', 'z'] } });
  expect(places(live, recorded)).toEqual([
    'body /Cmd/2: "a", "b"',
    'body /Cmd/3: null, "c"',
    'body /Env/A: "1", "3"',
    'body /Env/NEW: "x", null',
    'body /HostConfig/CapAdd: "x", "z"',
  ]);
});

it('looks into filters, and names labels in them', () => {
  const filters = (value: unknown) => asked('GET', `/v1.41/containers/json?filters=${encodeURIComponent(JSON.stringify(value))}`);
  expect(places(filters({ label: ['a=1', 'b'], status: ['running'] }), filters({ label: { 'a=2': true, b: true } }))).toEqual([
    'query filters/label/a: "1", "2"',
    'query filters/status: ["running"], null',
  ]);
});

it('shows long values from where they begin to differ', () => {
  const [shown] = mismatches(json({ Image: `${'x'.repeat(200)}live` }), json({ Image: `${'x'.repeat(200)}taped` }), STRICT);
  expect(shown).toMatchObject({ live: '…xxxxxxxxxxxxxxxxxxxxlive"', recorded: '…xxxxxxxxxxxxxxxxxxxxtaped"' });
});

it('does not show what is called a secret', () => {
  const found = mismatches(json({ Env: ['DB_PASSWORD=hunter2', 'X=1'] }), json({ Env: ['DB_PASSWORD=other', 'X=2'] }), STRICT);
  expect(found.map(({ live }) => live)).toEqual(['(not shown)', '"1"']);
});

it('names the files of a tar that differ, and which way', () => {
  const entry = (path: string, parts = {}) => ({ path, type: 'file', digest: 'd'.repeat(64), executable: false, link: '', ...parts });
  const tar = (...entries: TarEntry[]) => asked('POST', '/build', { kind: 'tar', entries });
  const link = { type: 'symlink', digest: '' };
  const live = tar(
    entry('a'),
    entry('b', { executable: true }),
    entry('c', { digest: 'e'.repeat(64) }),
    entry('l', { ...link, link: 'a' }),
    entry('n'),
  );
  const recorded = tar(
    entry('a'),
    entry('b'),
    entry('c'),
    entry('l', { ...link, link: 'b' }),
    entry('o', { type: 'directory', digest: '' }),
  );
  expect(places(live, recorded)).toEqual([
    'body file b: executable, not executable',
    'body file c: content with sha256 eeeeeeeeeeee, content with sha256 dddddddddddd',
    'body file l: a link to a, a link to b',
    'body file n: a file, content with sha256 dddddddddddd, null',
    'body file o: null, a directory',
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
