import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeInfo, writeInteraction } from '../../../src/cassette/format.ts';
import { InteractionBuilder } from '../../../src/record/build.ts';
import { interactionsOf } from '../../../src/record/live-interactions.ts';
import { createRecording, type NewAssembler, openCassette } from '../../../src/store/cassette-directory.ts';
import { FIRST_CHECKPOINT, writeCheckpoint } from '../../../src/store/checkpoint.ts';
import { type Disk, realDisk } from '../../../src/store/disk.ts';
import { DiskFold } from '../../../src/store/fold-on-disk.ts';
import { hashFileNow } from '../../../src/store/hash-file.ts';
import { IdleFolding } from '../../../src/store/idle-folding.ts';
import { Journal } from '../../../src/store/journal.ts';
import { anySession } from '../../support/arbitrary-exchanges.ts';
import { anExchange } from '../../support/exchange-events.ts';
import { anInfo } from '../../support/interactions.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const assemble: NewAssembler = (next, sink) => new InteractionBuilder(next, sink);
const directory = temporaryDirectory();
const base = { exchange: 0, connection: 0, at: 0 };

function paths() {
  const path = join(directory(), 'hello');
  return { path, journal: join(path, '.journal') };
}

function newCassette(): void {
  const { path, journal } = paths();
  rmSync(path, { recursive: true, force: true });
  mkdirSync(journal, { recursive: true });
  writeFileSync(join(path, 'cassette.json'), writeInfo(anInfo()));
  writeCheckpoint(realDisk, journal, FIRST_CHECKPOINT);
}

function aFold(disk: Disk = realDisk): DiskFold {
  const hash = async (path: string, length: number) => hashFileNow(disk, path, length);
  return new DiskFold({ disk, journal: paths().journal, assemble, hash, pause: async () => {} });
}

class Killed extends Error {}

/** A disk that works for so many calls that change something, and then never again, as after kill -9. */
function mortalDisk(calls: number): Disk {
  let left = calls;
  const changing = ['writeSync', 'writeFileSync', 'renameSync', 'rmSync', 'mkdirSync', 'ftruncateSync'] as const;
  const disk: Record<string, unknown> = { ...realDisk };
  for (const name of changing) {
    disk[name] = (...args: unknown[]) => {
      if (left-- <= 0) throw new Killed();
      return (realDisk[name] as (...args: unknown[]) => unknown)(...args);
    };
  }
  return disk as unknown as Disk;
}

async function foldUntilKilled(calls: number, last: number): Promise<void> {
  try {
    await aFold(mortalDisk(calls)).upTo(last);
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
}

it('gives the same interactions whenever it is folded, and however often folding is killed', async () => {
  await fc.assert(
    fc.asyncProperty(anySession, fc.array(fc.tuple(fc.nat(20), fc.nat(40)), { maxLength: 5 }), async (events, kills) => {
      newCassette();
      const journal = new Journal({ directory: paths().journal, base, segment: 1, segmentBytes: 400 });
      const folds = new Map(kills);
      for (const [index, event] of events.entries()) {
        journal.event(event);
        journal.commit();
        const calls = folds.get(index);
        if (calls !== undefined) await foldUntilKilled(calls, journal.segment - 1);
      }
      journal.close();
      writeFileSync(join(paths().journal, 'lock'), JSON.stringify({ pid: 1, started: 'today' }));
      const alive = { disk: realDisk, pid: process.pid, processes: { started: () => 'today' } };
      const live = await openCassette(paths().path, { assemble, world: alive });
      const gone = { ...alive, processes: { started: (pid: number) => (pid === 1 ? null : 'today') } };
      const { interactions, info } = await openCassette(paths().path, { assemble, world: gone });
      const expected = interactionsOf(events).interactions.map(writeInteraction);
      expect(interactions.map(writeInteraction)).toEqual(
        expected.map((text) => text.replace('the recording ended', 'the recorder was killed')),
      );
      expect(live.interactions.map(writeInteraction)).toEqual(
        expected.map((text) => text.replace('the recording ended', 'Still being recorded by process 1.')),
      );
      expect(info.complete).toBe(false);
      expect(existsSync(paths().journal)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

it('folds what has ended while a stream stays open, and drops its segments', async () => {
  newCassette();
  const journal = new Journal({ directory: paths().journal, base, segment: 1 });
  const folding = new IdleFolding(journal, () => aFold());
  const line = { kind: 'response-data', connection: 0, exchange: 0, last: true, line: null } as const;
  const write = (events: Parameters<Journal['event']>[0][]) => {
    for (const event of events) journal.event(event);
    journal.commit();
  };
  write(anExchange({ target: '/v1.41/containers/web/logs?follow=1', framing: 'chunked', open: true }));
  for (let round = 1; round <= 3; round++) {
    write([{ ...line, at: round, data: Buffer.from(`line ${round}\n`) }, ...anExchange({ exchange: round })]);
    await folding.tick();
    await folding.tick();
    expect(readdirSync(paths().path)).toContain(`00000${round}-SystemInfo.json`);
    expect(readdirSync(paths().journal).sort()).toEqual(['000000.open', 'checkpoint.json']);
  }
  await folding.stop();
  const { interactions } = await openCassette(paths().path, { assemble });
  expect(interactions[0]).toMatchObject({
    outcome: {
      kind: 'streamed',
      end: 'cut-off',
      chunks: [{ body: { data: 'line 1\n' } }, { body: { data: 'line 2\n' } }, { body: { data: 'line 3\n' } }],
    },
  });
});

it('waits while there is traffic, until much is waiting', async () => {
  newCassette();
  const journal = new Journal({ directory: paths().journal, base, segment: 1, segmentBytes: 100 });
  const folding = new IdleFolding(journal, () => aFold());
  let exchange = 0;
  const traffic = (count: number) => {
    for (let i = 0; i < count; i++) {
      for (const event of anExchange({ exchange: exchange++ })) journal.event(event);
      journal.commit();
    }
    return folding.tick();
  };
  await traffic(5);
  expect(readdirSync(paths().path)).toEqual(['.journal', 'cassette.json']);
  await traffic(70);
  expect(readdirSync(paths().path).length).toBeGreaterThan(70);
  await folding.stop();
});

it('records on when folding meets a full disk, and folds it all at the end', async () => {
  newCassette();
  const journal = new Journal({ directory: paths().journal, base, segment: 1 });
  let disk = mortalDisk(2);
  const folding = new IdleFolding(journal, () => aFold(disk));
  for (const event of anExchange({ answer: ['{}'] })) journal.event(event);
  journal.commit();
  await folding.tick();
  await folding.tick();
  expect(journal.error).toBeNull();
  disk = realDisk;
  for (const event of anExchange({ exchange: 1 })) journal.event(event);
  journal.commit();
  await folding.tick();
  await folding.tick();
  await folding.stop();
  expect(readdirSync(paths().path)).toContain('000001-SystemInfo.json');
});

it('ends a recording early when the disk is full, says so, and keeps what was there', async () => {
  const { path } = paths();
  let full = false;
  const disk: Disk = {
    ...realDisk,
    writeSync: ((...args: Parameters<typeof realDisk.writeSync>) => {
      if (full) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      return realDisk.writeSync(...args);
    }) as typeof realDisk.writeSync,
  };
  const world = { disk, pid: process.pid, processes: { started: () => 'today' } };
  const start = { name: 'hello', recordedAt: '2026-01-02T03:04:05.678Z', recordedWith: 'docker-tapedeck/0.1.0' };
  const write = (journal: Journal, exchange: number) => {
    for (const event of anExchange({ exchange })) journal.event(event);
    journal.commit();
  };
  await (await createRecording(path, { start, assemble, world })).finish();
  const recording = await createRecording(path, { start, assemble, world });
  write(recording.journal, 0);
  full = true;
  expect(() => write(recording.journal, 1)).toThrow('ENOSPC');
  full = false;
  const finished = await recording.finish();
  expect(finished).toMatchObject({ path: join(directory(), '.hello.recording'), interactions: 1, info: { complete: false } });
  expect(finished.info.warnings).toEqual(['Recording ended early, the disk refused: ENOSPC: no space left on device, write.']);
  expect((await openCassette(path, { assemble, world })).interactions).toEqual([]);
});

it('leaves the journal for later when the disk refuses even the end', async () => {
  const { path } = paths();
  let full = false;
  const disk: Disk = {
    ...realDisk,
    writeFileSync: ((...args: Parameters<typeof realDisk.writeFileSync>) => {
      if (full) throw Object.assign(new Error('ENOSPC: no space left on device, open'), { code: 'ENOSPC' });
      return realDisk.writeFileSync(...args);
    }) as typeof realDisk.writeFileSync,
  };
  const world = { disk, pid: process.pid, processes: { started: () => 'today' } };
  const start = { name: 'hello', recordedAt: '2026-01-02T03:04:05.678Z', recordedWith: 'docker-tapedeck/0.1.0' };
  const recording = await createRecording(path, { start, assemble, world });
  for (const event of anExchange()) recording.journal.event(event);
  full = true;
  await expect(recording.finish()).rejects.toMatchObject({ code: 'TD_RECORDING_INCOMPLETE' });
  expect((await openCassette(path, { assemble, world })).interactions).toHaveLength(1);
  expect(existsSync(join(path, '.journal'))).toBe(true);
  full = false;
  expect((await openCassette(path, { assemble, world })).interactions).toHaveLength(1);
  expect(existsSync(join(path, '.journal'))).toBe(false);
});
