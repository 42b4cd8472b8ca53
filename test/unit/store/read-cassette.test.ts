import { copyFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { assemble } from '../../../src/cli/cassettes.ts';
import { openCassette, readCassette, writeCassette } from '../../../src/store/cassette-directory.ts';
import { aCassette, anInteraction } from '../../support/interactions.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const directory = temporaryDirectory();

/** Writes a cassette of three, changes its files, and gives [id, file] of each interaction that is read. */
async function read(change: (path: string) => void): Promise<[number, string][]> {
  const path = join(directory(), 'hello');
  await writeCassette(path, aCassette({ interactions: [0, 1, 2].map((id) => anInteraction({ id })) }));
  change(path);
  const { saved } = await readCassette(path, { assemble: async () => assemble });
  return Array.from(saved, ({ interaction, file }) => [interaction.id, basename(file ?? '')]);
}

it('gives the interactions of a cassette with their files, in their order', async () => {
  expect(await read(() => {})).toEqual([0, 1, 2].map((id) => [id, `00000${id}-ContainerList.json`]));
});

it('gives the same as a cassette that is opened whole', async () => {
  await read(() => {});
  const path = join(directory(), 'hello');
  const [whole, reading] = [await openCassette(path, { assemble }), await readCassette(path, { assemble: async () => assemble })];
  expect(Array.from(reading.saved, ({ interaction }) => interaction)).toEqual(whole.interactions);
  expect(reading.info).toEqual(whole.info);
});

it('goes by the id in the file where somebody has renamed it', async () => {
  const renamed = await read((path) => renameSync(join(path, '000000-ContainerList.json'), join(path, '000009-X.json')));
  expect(renamed.map(([id]) => id)).toEqual([1, 2, 0]);
  const first = await read((path) => renameSync(join(path, '000002-ContainerList.json'), join(path, '0000000-X.json')));
  expect(first).toEqual([
    [0, '000000-ContainerList.json'],
    [1, '000001-ContainerList.json'],
    [2, '0000000-X.json'],
  ]);
});

it('refuses two interactions with one id', async () => {
  for (const copy of ['000001-Copy.json', '000000-Copy.json', '000007-Copy.json']) {
    await expect(read((path) => copyFileSync(join(path, '000001-ContainerList.json'), join(path, copy)))).rejects.toMatchObject({
      code: 'TD_CASSETTE_FORMAT',
      message: expect.stringMatching(/two interactions with id 1$/),
    });
    rmSync(join(directory(), 'hello'), { recursive: true });
  }
});

it('says which file is broken when it comes to it', async () => {
  const broken = read((path) => writeFileSync(join(path, '000002-ContainerList.json'), '{'));
  await expect(broken).rejects.toMatchObject({
    code: 'TD_CASSETTE_FORMAT',
    message: expect.stringMatching(/000002-ContainerList\.json is not JSON/),
  });
  expect(readdirSync(directory())).toEqual(['hello']);
});
