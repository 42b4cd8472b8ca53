import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ExchangeEvent, RecordedEvent } from '../../../src/cassette/exchange.ts';
import { decodeRecord, segmentRecords } from '../../../src/store/decode-record.ts';
import { type Disk, realDisk } from '../../../src/store/disk.ts';
import { Journal } from '../../../src/store/journal.ts';
import { MemoryBodies } from '../../../src/store/journal-bodies.ts';
import { bodyPath, segmentPath } from '../../../src/store/journal-layout.ts';
import { anySession } from '../../support/arbitrary-exchanges.ts';
import { anEnd, anExchange } from '../../support/exchange-events.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const directory = temporaryDirectory();
const base = { exchange: 0, connection: 0, at: 0 };

function aJournal(disk: Disk = realDisk, segmentBytes = 4_000_000): Journal {
  return new Journal({ directory: directory(), base, segment: 1, disk, segmentBytes });
}

/** Reads a segment back, data and all. */
function readBack(segment = fs.readFileSync(segmentPath(directory(), 1))): RecordedEvent[] {
  const bodies = new MemoryBodies(realDisk, directory());
  const events: RecordedEvent[] = [];
  for (const record of segmentRecords(segment)) {
    const event = decodeRecord(record, (exchange, part, offset, length) => bodies.read(exchange, part, offset, length));
    events.push('data' in event ? { ...event, data: Buffer.from(event.data.subarray()) } : event);
  }
  for (const event of events) bodies.release(event.exchange);
  return events;
}

/** Comparing texts is a hundred times as fast as comparing Buffers byte by byte. */
function withTexts(event: RecordedEvent): unknown {
  return JSON.parse(asText(event));
}

function asText(event: RecordedEvent): string {
  return JSON.stringify(event, (_, value) => (value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value));
}

function write(journal: Journal, events: readonly ExchangeEvent[]): void {
  for (const event of events) journal.event(event);
  journal.commit();
}

it('gives back every event as it came', () => {
  fc.assert(
    fc.property(anySession, fc.nat(5), (events, turn) => {
      for (const name of fs.readdirSync(directory())) fs.rmSync(join(directory(), name));
      const journal = aJournal();
      events.forEach((event, index) => {
        journal.event(event);
        if (turn > 0 && index % turn === 0) journal.commit();
      });
      journal.close();
      expect(readBack().map(withTexts)).toEqual(events.map(withTexts));
    }),
    { numRuns: 150 },
  );
});

it('gives back redaction notes, and numbers behind those of the cassette that is appended to', () => {
  const journal = new Journal({ directory: directory(), base: { exchange: 10, connection: 20, at: 1000 }, segment: 1 });
  const note = { kind: 'redaction', at: 1.5, connection: 1, exchange: 2, pointer: '/request/headers/3', rule: 'Régistry' } as const;
  journal.event(note);
  journal.close();
  expect(readBack()).toEqual([{ ...note, at: 1001.5, connection: 21, exchange: 12 }]);
});

it('may have its Buffers changed as soon as it returns', () => {
  const journal = aJournal();
  const data = Buffer.from('kept');
  journal.event({ kind: 'stream-data', at: 0, connection: 0, exchange: 0, from: 'client', data });
  data.fill(0);
  journal.close();
  expect(readBack()).toMatchObject([{ data: Buffer.from('kept') }]);
});

it('writes a turn of the event loop with one call', () => {
  let writes = 0;
  const disk: Disk = {
    ...realDisk,
    writeSync: ((...args: Parameters<typeof fs.writeSync>) => {
      writes++;
      return fs.writeSync(...args);
    }) as typeof fs.writeSync,
  };
  const journal = aJournal(disk);
  write(journal, anExchange());
  const first = writes;
  write(journal, [...anExchange({ exchange: 1 }), ...anExchange({ exchange: 2, answer: ['x'.repeat(10_000)] })]);
  expect(writes - first).toBe(1);
  journal.close();
});

it('puts the big pieces of a large body into a file of its own', () => {
  const journal = aJournal();
  const piece = Buffer.alloc(65_536, 'x');
  write(journal, anExchange({ exchange: 7, answer: [piece, 'small', piece, piece], open: true }));
  journal.close();
  expect(fs.statSync(segmentPath(directory(), 1)).size).toBeLessThan(67_000);
  expect(fs.statSync(bodyPath(directory(), 7, 'response')).size).toBe(3 * 65_536 + 5);
});

it('reads what is whole before a torn tail, wherever it was torn', () => {
  const journal = aJournal();
  const events = [...anExchange({ answer: ['abc'] }), anEnd({ exchange: 1, detail: 'second' })];
  write(journal, events);
  write(journal, anExchange({ exchange: 2 }));
  journal.close();
  const segment = fs.readFileSync(segmentPath(directory(), 1));
  const all = readBack(segment).map(asText);
  const reads = Array.from({ length: segment.length + 1 }, (_, length) => readBack(segment.subarray(0, length)).map(asText));
  expect(reads.every((read) => read.every((event, index) => event === all[index]))).toBe(true);
  expect(reads.every((read, length) => read.length >= (reads[length - 1]?.length ?? 0))).toBe(true);
  expect(reads.at(-1)).toHaveLength(10);
});

it('reads nothing behind a damaged place', () => {
  const journal = aJournal();
  write(journal, anExchange());
  const damaged = fs.statSync(segmentPath(directory(), 1)).size + 30;
  write(journal, anExchange({ exchange: 1 }));
  journal.close();
  const segment = fs.readFileSync(segmentPath(directory(), 1));
  segment[damaged] = (segment[damaged] as number) ^ 1;
  expect(readBack(segment)).toEqual(anExchange());
});

it('goes on after a short write, and refuses for good once the disk refuses', () => {
  let room = Number.POSITIVE_INFINITY;
  const disk: Disk = {
    ...realDisk,
    writeSync: ((fd: number, bytes: Buffer, offset: number, length: number, position: number | null) => {
      if (room <= 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      const some = Math.min(length, 100, room);
      room -= some;
      return fs.writeSync(fd, bytes, offset, some, position);
    }) as typeof fs.writeSync,
  };
  const journal = aJournal(disk);
  write(journal, anExchange({ answer: ['y'.repeat(500)] }));
  room = 150;
  expect(() => write(journal, anExchange({ exchange: 1, answer: ['z'.repeat(500)] }))).toThrow('ENOSPC');
  expect(journal.error).toMatchObject({ code: 'ENOSPC' });
  expect(() => journal.event(anEnd())).toThrow('ENOSPC');
  journal.close();
  const read = readBack();
  expect(read.slice(0, 5)).toEqual(anExchange({ answer: ['y'.repeat(500)] }));
  expect(read.slice(5).map(({ exchange }) => exchange)).toEqual(read.slice(5).map(() => 1));
});

it('starts a new segment when one is full', () => {
  const journal = aJournal(realDisk, 500);
  for (let exchange = 0; exchange < 10; exchange++) write(journal, anExchange({ exchange }));
  expect(journal.segment).toBeGreaterThan(2);
  journal.close();
  expect(readBack(fs.readFileSync(segmentPath(directory(), 2))).length).toBeGreaterThan(0);
});

it('says which record cannot be read', () => {
  const record = Buffer.alloc(21);
  record[4] = 99;
  expect(() => decodeRecord(record, () => Buffer.alloc(0))).toThrow('kind 99 is not known');
});
