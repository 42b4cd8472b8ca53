import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { cassettePath, listCassettes, resolveCassettes } from '../../../src/store/find-cassettes.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const cwd = temporaryDirectory();

function cassette(...names: string[]): void {
  for (const name of names) {
    fs.mkdirSync(join(cwd(), name), { recursive: true });
    fs.writeFileSync(join(cwd(), name, 'cassette.json'), '{}');
  }
}

it('finds a name under cassettes/, and a path as it stands', async () => {
  cassette('cassettes/hello', 'elsewhere/mine');
  expect(await resolveCassettes(['hello', 'elsewhere/mine', 'cassettes/hello'], cwd())).toEqual([
    join(cwd(), 'cassettes/hello'),
    join(cwd(), 'elsewhere/mine'),
  ]);
});

it('takes a directory that is no cassette for those in it', async () => {
  cassette('cassettes/b', 'cassettes/a', 'cassettes/group/c', 'cassettes/.a.recording', 'node_modules/x');
  const all = ['a', 'b', 'group/c'].map((name) => join(cwd(), 'cassettes', name));
  expect(await resolveCassettes(['cassettes'], cwd())).toEqual(all);
  expect(await resolveCassettes(['.'], cwd())).toEqual(all);
  expect(await resolveCassettes(['group'], cwd())).toEqual(all.slice(2));
  expect(await listCassettes(join(cwd(), 'cassettes'))).toEqual(all);
  expect(await listCassettes(join(cwd(), 'nowhere'))).toEqual([]);
});

it('prefers a name under cassettes/ to a directory that holds none', async () => {
  cassette('cassettes/test');
  fs.mkdirSync(join(cwd(), 'test'));
  expect(await resolveCassettes(['test'], cwd())).toEqual([join(cwd(), 'cassettes/test')]);
});

it('says what there is when there is no such cassette', async () => {
  await expect(resolveCassettes(['hello'], cwd())).rejects.toMatchObject({
    code: 'TD_CASSETTE_MISSING',
    hint: expect.stringContaining('tapedeck record'),
  });
  cassette('cassettes/hallo', 'cassettes/b/c');
  await expect(resolveCassettes(['hello'], cwd())).rejects.toMatchObject({ hint: `In cassettes/ there are: b/c, hallo.` });
  fs.mkdirSync(join(cwd(), 'empty'));
  await expect(resolveCassettes(['empty'], cwd())).rejects.toThrow('is no cassette and holds none');
});

it('finds a cassette that a broken swap has left under its old name', async () => {
  cassette('cassettes/.hello.old');
  expect(await resolveCassettes(['cassettes'], cwd())).toEqual([join(cwd(), 'cassettes/hello')]);
});

it('records a bare name under cassettes/, unless it is a cassette where we are', () => {
  expect(cassettePath('hello', cwd())).toBe(join(cwd(), 'cassettes/hello'));
  expect(cassettePath('./hello', cwd())).toBe(join(cwd(), 'hello'));
  cassette('hello');
  expect(cassettePath('hello', cwd())).toBe(join(cwd(), 'hello'));
});
