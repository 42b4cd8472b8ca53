import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { bodyBytes } from '../../../src/cassette/body.ts';
import type { ExchangeEvent } from '../../../src/cassette/exchange.ts';
import { InteractionBuilder } from '../../../src/record/build.ts';
import { interactionsOf } from '../../../src/record/live-interactions.ts';
import { Recorder } from '../../../src/record/recorder.ts';
import { createRecording, type NewAssembler, openCassette, type Recording, writeCassette } from '../../../src/store/cassette-directory.ts';
import { anEnd, anExchange, interleaved } from '../../support/exchange-events.ts';

const assemble: NewAssembler = (next, sink) => new InteractionBuilder(next, sink);
const start = { name: 'hello', recordedAt: '2026-01-02T03:04:05.678Z', recordedWith: 'docker-tapedeck/0.1.0' };
const LOGS = { target: '/v1.41/containers/web/logs?follow=1', framing: 'chunked' } as const;

let root: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tapedeck-recording-'));
  path = join(root, 'hello');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function record(recording: Recording, events: readonly ExchangeEvent[]): void {
  const recorder = new Recorder({
    journal: recording.journal,
    redact: (next) => ({ event: next }),
    defer: () => {},
    onIncomplete: (error) => {
      throw error;
    },
  });
  for (const event of events) recorder.event(event);
  recorder.flush();
}

it('records a session into a directory that tells its story', async () => {
  const recording = await createRecording(path, { start, assemble });
  const events = [
    ...anExchange({ exchange: 0, method: 'HEAD', target: '/_ping', framing: 'none' }),
    ...anExchange({
      exchange: 1,
      method: 'POST',
      target: '/v1.41/containers/create',
      status: 201,
      reason: 'Created',
      answer: ['{"Id":"x"}\n'],
    }),
  ];
  record(recording, events);
  const finished = await recording.finish({ warnings: ['Mind the gap.'] });
  expect(readdirSync(path)).toEqual(['000000-SystemPingHead.json', '000001-ContainerCreate.json', 'cassette.json']);
  expect(finished).toMatchObject({ path, interactions: 2 });
  const cassette = await openCassette(path, { assemble });
  expect(cassette.interactions).toEqual(interactionsOf(events).interactions);
  expect(cassette.info).toEqual({
    format: 1,
    ...start,
    engine: null,
    apiVersion: '1.41',
    complete: true,
    warnings: ['Mind the gap.'],
    redactions: [],
  });
});

it('names what was redacted and the engine, also when the recorder dies after folding some of it', async () => {
  const recording = await createRecording(path, { start, assemble });
  const engine = { name: 'Docker', version: '28.5.2', apiVersion: '1.51', minApiVersion: '1.24', os: 'linux', arch: 'amd64' } as const;
  recording.describe({ engine });
  const note = { kind: 'redaction', at: 0, connection: 0, pointer: '/request/headers/1', rule: 'registry-auth' } as const;
  for (const exchange of [0, 1]) {
    for (const event of anExchange({ exchange, target: '/info' }).slice(0, -1)) recording.journal.event(event);
    recording.journal.event({ ...note, exchange });
    recording.journal.event(anEnd({ exchange }));
    recording.journal.commit();
    recording.journal.rotate();
  }
  playDead(recording);
  const { info } = await openCassette(path, { assemble });
  const { pointer, rule } = note;
  expect(info).toMatchObject({ engine, apiVersion: '1.51', redactions: [0, 1].map((interaction) => ({ interaction, pointer, rule })) });
});

it('keeps bodies above the limit beside it, one file for equal ones, and gives their bytes back', async () => {
  const tar = Buffer.alloc(300_000, 'tar bytes ');
  const save = { target: '/v1.41/images/get?names=x', headers: [['Content-Type', 'application/x-tar']] } as const;
  const pieces = [tar.subarray(0, 100), tar.subarray(100, 70_000), tar.subarray(70_000, 70_010), tar.subarray(70_010)];
  const events = [...anExchange({ exchange: 0, ...save, answer: pieces }), ...anExchange({ exchange: 1, ...save, answer: [tar] })];
  const recording = await createRecording(path, { start, assemble });
  record(recording, events);
  await recording.finish();
  expect(readdirSync(join(path, 'bodies'))).toHaveLength(1);
  const cassette = await openCassette(path, { assemble });
  for (const { outcome } of cassette.interactions) {
    if (outcome.kind !== 'whole') throw new Error('an answer with a length is whole');
    expect(outcome.body).toMatchObject({ encoding: 'file', extension: '.tar', bytes: 300_000 });
    expect(bodyBytes(outcome.body, cassette.files).equals(tar)).toBe(true);
  }
});

it('finds in the journal of a dead recorder all that was committed, and cuts off what was in flight', async () => {
  const events = [
    ...anExchange({ exchange: 0, answer: ['{}'] }),
    ...anExchange({ exchange: 1, ...LOGS, answer: ['one\n', 'two\n'], open: true }),
    ...anExchange({ exchange: 2, ...LOGS, answer: [Buffer.alloc(50_000, 'a'), Buffer.alloc(50_000, 'b'), 'c'], open: true }),
  ];
  const recording = await createRecording(path, { start, assemble });
  record(recording, events);
  playDead(recording);
  const cassette = await openCassette(path, { assemble });
  const expected = interactionsOf(events);
  expect(cassette.interactions).toEqual(expected.interactions);
  expect(cassette.info).toMatchObject({
    complete: false,
    warnings: ['The recorder was killed. Cut off where it stood: interactions 1, 2.'],
  });
  expect(existsSync(join(path, '.journal'))).toBe(false);
  const third = cassette.interactions[2]?.outcome;
  const chunk = third?.kind === 'streamed' ? third.chunks[0] : undefined;
  if (chunk === undefined || 'end' in chunk) throw new Error('the third is a stream');
  expect(bodyBytes(chunk.body, cassette.files).equals(bodyBytes(chunk.body, expected.files))).toBe(true);
});

it('reads a cassette that is being recorded, and leaves its journal alone', async () => {
  const events = anExchange({ ...LOGS, answer: [Buffer.alloc(50_000, 'a'), 'small', Buffer.alloc(50_000, 'b')], open: true });
  const recording = await createRecording(path, { start, assemble });
  record(recording, events);
  const cassette = await openCassette(path, { assemble });
  expect(cassette.interactions).toEqual(interactionsOf(events).interactions);
  expect(cassette.info.warnings).toEqual([`Still being recorded by process ${process.pid}. Cut off where it stood: interaction 0.`]);
  const [outcome] = cassette.interactions.map((interaction) => interaction.outcome);
  const chunk = outcome?.kind === 'streamed' ? outcome.chunks[0] : undefined;
  if (chunk === undefined || 'end' in chunk) throw new Error('it is a stream');
  expect(bodyBytes(chunk.body, cassette.files).subarray(49_999, 50_006).toString()).toBe('asmallb');
  expect(readdirSync(join(path, '.journal'))).toContain('segment-000001');
  record(recording, [...anExchange({ exchange: 1 })]);
  expect((await recording.finish()).interactions).toBe(2);
});

it('refuses a second recorder of the same name, in place and beside', async () => {
  const first = await createRecording(path, { start, assemble });
  await expect(createRecording(path, { start, assemble })).rejects.toMatchObject({ code: 'TD_CASSETTE_BUSY' });
  await first.finish();
  const second = await createRecording(path, { start, assemble });
  await expect(createRecording(path, { start, assemble, append: true })).rejects.toMatchObject({ code: 'TD_CASSETTE_BUSY' });
  await second.abort();
  expect(readdirSync(root)).toEqual(['hello']);
});

it('refuses a directory that is something else, and takes an empty one', async () => {
  mkdirSync(path);
  writeFileSync(join(path, 'thesis.doc'), '');
  await expect(createRecording(path, { start, assemble })).rejects.toMatchObject({ code: 'TD_NOT_A_CASSETTE' });
  rmSync(join(path, 'thesis.doc'));
  await (await createRecording(path, { start, assemble })).finish();
  expect(readdirSync(path)).toEqual(['cassette.json']);
});

it('records beside an existing cassette and takes its place only at the end', async () => {
  const first = await createRecording(path, { start, assemble });
  record(first, [...anExchange({ exchange: 0, answer: [Buffer.alloc(70_000, 'x')] }), ...anExchange({ exchange: 1 })]);
  await first.finish();
  const second = await createRecording(path, { start, assemble });
  record(second, anExchange({ answer: ['{"second":true}'] }));
  const meanwhile = await openCassette(path, { assemble });
  expect(meanwhile.interactions).toHaveLength(2);
  expect(meanwhile.unfinished).toBeNull();
  await second.finish();
  expect((await openCassette(path, { assemble })).interactions).toHaveLength(1);
  expect(readdirSync(root)).toEqual(['hello']);
  expect(readdirSync(path)).toEqual(['000000-SystemInfo.json', 'cassette.json']);
});

it('leaves the old cassette alone when the recorder of the new one dies', async () => {
  const first = await createRecording(path, { start, assemble });
  record(first, anExchange());
  await first.finish();
  const second = await createRecording(path, { start, assemble });
  record(second, [...anExchange(), ...anExchange({ exchange: 1 })]);
  playDead(second);
  const cassette = await openCassette(path, { assemble });
  expect(cassette.interactions).toHaveLength(1);
  expect(cassette.unfinished).toBe(join(root, '.hello.recording'));
  expect((await openCassette(cassette.unfinished as string, { assemble })).interactions).toHaveLength(2);
});

it('appends in place: ids, connections, numbers and times go on behind the last', async () => {
  const first = await createRecording(path, { start, assemble });
  record(first, anExchange({ at: 5 }));
  await first.finish();
  const second = await createRecording(path, { start, assemble, append: true });
  record(second, anExchange({ at: 1, answer: [Buffer.alloc(70_000, 'x')] }));
  expect(await second.finish()).toMatchObject({ interactions: 1, info: { complete: true, apiVersion: '1.41' } });
  const { interactions } = await openCassette(path, { assemble });
  expect(interactions.map(({ id, connection, order, times }) => [id, connection, order.request, order.end, times.request])).toEqual([
    [0, 0, 0, 3, 5],
    [1, 1, 4, 7, 9],
  ]);
});

it('takes an aborted append back', async () => {
  const first = await createRecording(path, { start, assemble });
  record(first, anExchange());
  await first.finish();
  const before = snapshot(path);
  const second = await createRecording(path, { start, assemble, append: true });
  record(second, anExchange({ answer: [Buffer.alloc(70_000, 'x')] }));
  await second.abort();
  expect(snapshot(path)).toEqual(before);
});

it('loads and writes again without changing a byte', async () => {
  const recording = await createRecording(path, { start, assemble });
  const big = Buffer.alloc(70_000, 'x');
  record(
    recording,
    interleaved(
      anExchange({
        exchange: 0,
        method: 'POST',
        target: '/v1.41/build',
        upload: [big, big],
        answer: ['{"stream":"<b>"}\r\n'],
        framing: 'chunked',
      }),
      anExchange({ exchange: 1, ...LOGS, answer: [big, 'a', big], open: true }),
      anExchange({
        exchange: 2,
        method: 'POST',
        target: '/v1.41/exec/e/start',
        status: 101,
        stream: [{ from: 'client', bytes: big }, { fin: 'client' }, { from: 'engine', bytes: 'é\n' }],
      }),
    ),
  );
  await recording.finish();
  const before = snapshot(path);
  await writeCassette(path, await openCassette(path, { assemble }));
  expect(snapshot(path)).toEqual(before);
  expect(readdirSync(root)).toEqual(['hello']);
});

/** As after kill -9: nothing is closed, and the lock names a process that is no more. */
function playDead(recording: Recording): void {
  writeFileSync(join(recording.directory, '.journal', 'lock'), JSON.stringify({ pid: process.pid, started: 'long ago' }));
}

function snapshot(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'latin1')]));
}
