import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { type Disk, realDisk } from '../../../src/store/disk.ts';
import { openCassette } from '../../../src/store/open-cassette.ts';
import { besidePath, claimWorkspace, settle } from '../../../src/store/workspace.ts';
import { writeCassette } from '../../../src/store/write-cassette.ts';
import { aCassette, someInteractions } from '../../support/interactions.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const directory = temporaryDirectory();
const path = () => join(directory(), 'hello');
const world = { disk: realDisk, pid: 1, processes: { started: (pid: number) => (pid === 1 ? 'today' : null) } };
const assemble = () => {
  throw new Error('there is no journal to fold');
};

const OLD = aCassette({ interactions: someInteractions({}) });
const NEW = aCassette({ interactions: someInteractions({}, {}) });

/** A disk on which renaming and removing work so often, and nothing does from then on: the process was killed. */
function mortalDisk(calls: number): { disk: Disk; dead: () => boolean } {
  let left = calls;
  let dead = false;
  const disk: Record<string, unknown> = { ...realDisk };
  for (const name of ['renameSync', 'rmSync', 'writeFileSync', 'writeSync', 'mkdirSync', 'linkSync'] as const) {
    disk[name] = (...args: unknown[]) => {
      if (left-- <= 0) dead = true;
      if (dead) throw new Error('killed');
      return (realDisk[name] as (...args: unknown[]) => unknown)(...args);
    };
  }
  return { disk: disk as unknown as Disk, dead: () => dead };
}

it('has the old cassette or the new one whole, wherever the change of places was broken off', async () => {
  const seen = new Set<number>();
  for (let calls = 0; ; calls++) {
    fs.rmSync(directory(), { recursive: true, force: true });
    fs.mkdirSync(directory());
    await writeCassette(path(), OLD, world);
    const { disk, dead } = mortalDisk(calls);
    const killed = { ...world, disk, pid: 2, processes: { started: (pid: number) => (pid < 3 ? 'today' : null) } };
    await writeCassette(path(), NEW, killed).catch(() => {});
    const { info, interactions } = await openCassette(path(), { assemble, world });
    expect(info.complete).toBe(true);
    seen.add(interactions.length);
    expect(fs.existsSync(join(directory(), '.hello.old'))).toBe(false);
    // Whoever writes next finds nothing in the way.
    await writeCassette(path(), OLD, world);
    expect(fs.readdirSync(directory())).toEqual(['hello']);
    expect(fs.readdirSync(path())).toEqual(['000000-ContainerList.json', 'cassette.json']);
    if (!dead()) break;
  }
  expect([...seen].sort()).toEqual([1, 2]);
});

it('reads the old one while another process is between the two renames', async () => {
  await writeCassette(path(), OLD, world);
  claimWorkspace(world, path(), 'replace');
  fs.renameSync(path(), join(directory(), '.hello.old'));
  expect((await openCassette(path(), { assemble, world })).interactions).toHaveLength(1);
});

it('takes a change of places back whose new cassette was never finished', async () => {
  await writeCassette(path(), OLD, world);
  fs.renameSync(path(), join(directory(), '.hello.old'));
  settle(world, path());
  expect(fs.readdirSync(directory())).toEqual(['hello']);
});

it('starts with nothing of what a dead recorder left', async () => {
  await writeCassette(path(), OLD, world);
  const leftovers = claimWorkspace({ ...world, pid: 2 }, path(), 'replace');
  fs.writeFileSync(join(leftovers.directory, '000000-Old.json'), '');
  fs.writeFileSync(join(leftovers.journal, 'segment-000001'), '');
  claimWorkspace(world, path(), 'replace');
  expect(fs.readdirSync(besidePath(path()))).toEqual(['.journal']);
  expect(fs.readdirSync(join(besidePath(path()), '.journal'))).toEqual(['lock']);
});

it('says what the file system refuses', () => {
  const disk: Disk = {
    ...realDisk,
    mkdirSync: () => {
      throw Object.assign(new Error('EACCES: permission denied, mkdir'), { code: 'EACCES' });
    },
  };
  expect(() => claimWorkspace({ ...world, disk }, path(), 'in-place')).toThrow(expect.objectContaining({ code: 'TD_IO' }));
});

it('refuses a file of that name', () => {
  fs.writeFileSync(path(), 'a letter');
  expect(() => claimWorkspace(world, path(), 'replace')).toThrow(expect.objectContaining({ code: 'TD_NOT_A_CASSETTE' }));
});
