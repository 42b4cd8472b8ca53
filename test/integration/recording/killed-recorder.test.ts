import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from '@jest/globals';
import { InteractionBuilder } from '../../../src/record/build.ts';
import { createRecording, type NewAssembler, openCassette } from '../../../src/store/cassette-directory.ts';
import { type Disk, realDisk } from '../../../src/store/disk.ts';
import { compileSources } from '../../support/compiled-sources.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const assemble: NewAssembler = (next, sink) => new InteractionBuilder(next, sink);
const start = { name: 'hello', recordedAt: '2026-01-02T03:04:05.678Z', recordedWith: 'docker-tapedeck/0.1.0' };
const directory = temporaryDirectory();

/** Records a `logs -f`: a line goes to stdout (its client) only once it is released. Never ends by itself. */
const RECORDER = `
import { createRecording } from './src/store/cassette-directory.js';
import { InteractionBuilder } from './src/record/build.js';
import { Recorder } from './src/record/recorder.js';
const recording = await createRecording(process.argv[2], { start: ${JSON.stringify(start)}, assemble: (next, sink) => new InteractionBuilder(next, sink) });
const recorder = new Recorder({ journal: recording.journal, redact: (next) => ({ event: next }), defer: setImmediate, onIncomplete: (error) => { throw error; } });
const base = { connection: 0, exchange: 0 };
const raw = (text) => Buffer.from(text);
recorder.event({ kind: 'request', at: 0, ...base, head: { raw: raw('GET /v1.41/containers/web/logs?follow=1 HTTP/1.1\\r\\nHost: docker\\r\\n\\r\\n') } });
recorder.event({ kind: 'request-end', at: 0, ...base, trailers: [], line: null });
recorder.event({ kind: 'response', at: 1, ...base, framing: 'chunked', head: { raw: raw('HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n') } });
let line = 0;
function next() {
  const text = 'line ' + line++ + ' ' + 'x'.repeat(line % 50 === 0 ? 9000 : 40) + '\\n';
  recorder.event({ kind: 'response-data', at: line, ...base, data: Buffer.from(text), last: true, line: null });
  recorder.beforeClient(() => process.stdout.write(text));
  setTimeout(next, 0);
}
next();
`;

/** A recorder in a process of its own, killed with SIGKILL after so many lines. Gives all the lines its client saw. */
async function recordAndKill(path: string, lines: number): Promise<string[]> {
  compileSources(directory(), 'errors.ts', 'cassette', 'docker', 'record', 'store');
  writeFileSync(join(directory(), 'recorder.js'), RECORDER);
  const child = spawn(process.execPath, [join(directory(), 'recorder.js'), path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const seen: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    seen.push(line);
    if (seen.length === lines) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return seen;
}

it('has all that the client of a killed recorder saw', async () => {
  const path = join(directory(), 'hello');
  const seen = await recordAndKill(path, 400);
  const { info, interactions, files } = await openCassette(path, { assemble });
  expect(info).toMatchObject({ complete: false, warnings: ['The recorder was killed. Cut off where it stood: interaction 0.'] });
  const outcome = interactions[0]?.outcome;
  if (outcome?.kind !== 'streamed') throw new Error('logs are streamed');
  const kept = outcome.chunks.map((chunk) =>
    'body' in chunk && chunk.body.encoding === 'file' ? files.read(chunk.body) : Buffer.alloc(0),
  );
  const lines = Buffer.concat(kept).toString().split('\n');
  expect(seen.length).toBeGreaterThanOrEqual(400);
  expect(lines.slice(0, seen.length)).toEqual(seen);
  expect(outcome.end).toBe('cut-off');
});

it('reads a killed recording in memory where the disk may not be written', async () => {
  const path = join(directory(), 'hello');
  const recording = await createRecording(path, { start, assemble });
  recording.journal.event({ kind: 'fault', at: 0, connection: 0, exchange: 0, reason: 'no HTTP' });
  recording.journal.event({ kind: 'stream-data', at: 0, connection: 0, exchange: 0, from: 'client', data: Buffer.alloc(70_000, 'x') });
  recording.journal.commit();
  const before = readdirSync(join(path, '.journal'));
  const refuse = () => {
    throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
  };
  const disk: Disk = { ...realDisk, writeFileSync: refuse, renameSync: refuse, rmSync: refuse, mkdirSync: refuse, linkSync: refuse };
  // Another process than the one that records, on a machine where that one is no more.
  const processes = { started: (pid: number) => (pid === process.pid ? null : 'today') };
  const cassette = await openCassette(path, { assemble, world: { disk, pid: 1, processes } });
  const outcome = cassette.interactions[0]?.outcome;
  const chunk = outcome?.kind === 'opaque' ? outcome.chunks[0] : undefined;
  if (chunk === undefined || 'end' in chunk || chunk.body.encoding !== 'file') throw new Error('it is large');
  expect(cassette.files.read(chunk.body).equals(Buffer.alloc(70_000, 'x'))).toBe(true);
  expect(cassette.info).toMatchObject({ complete: false, warnings: ['The recorder was killed. Cut off where it stood: interaction 0.'] });
  expect(readdirSync(join(path, '.journal'))).toEqual(before);
  await recording.abort();
});

it('is not folded by a second command while the first one does it', async () => {
  const path = join(directory(), 'hello');
  await recordAndKill(path, 20);
  const opened = await Promise.all([openCassette(path, { assemble }), openCassette(path, { assemble })]);
  expect(opened.map(({ interactions }) => interactions.length)).toEqual([1, 1]);
  expect(existsSync(join(path, '.journal'))).toBe(false);
  expect(readFileSync(join(path, 'cassette.json'), 'utf8')).toContain('"complete": false');
});
