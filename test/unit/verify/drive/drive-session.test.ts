import { describe, expect, it } from '@jest/globals';
import type { Interaction } from '../../../../src/cassette/types.ts';
import { compareExchange } from '../../../../src/verify/compare/compare-exchange.ts';
import type { DrivenSession, DriveParts } from '../../../../src/verify/drive/drive-parts.ts';
import { driveSession } from '../../../../src/verify/drive/drive-session.ts';
import { Identities } from '../../../../src/verify/identities.ts';
import {
  aCassette,
  aHijackedOutcome,
  anInteraction,
  aStreamedOutcome,
  aWholeOutcome,
  type InteractionParts,
  someInteractions,
} from '../../../support/interactions.ts';
import { ManualClock } from '../../../support/playback.ts';
import { ScriptedDoor } from '../../../support/scripted-door.ts';

const RECORDED = 'a'.repeat(64);
const LIVE = 'b'.repeat(64);
const ALL_ITS_OWN = { isRecorded: () => true, isLive: () => true };

/** A run whose engine is the test. */
class Run {
  readonly door = new ScriptedDoor();
  readonly clock = new ManualClock();
  readonly stop = new AbortController();
  isAlive = true;
  result: DrivenSession | null = null;
  readonly over: Promise<DrivenSession>;

  constructor(interactions: readonly Interaction[], parts: Partial<DriveParts> = {}) {
    this.over = driveSession(interactions, aCassette({ interactions }), {
      door: this.door,
      clock: this.clock,
      epoch: () => 1_800_000_000_000 + this.clock.now(),
      identities: new Identities(),
      compare: (recorded, live, identities) => compareExchange(recorded, live, { identities, description: null, own: ALL_ITS_OWN }),
      streams: null,
      isAlive: async () => this.isAlive,
      api: null,
      admit: async (request) => ({ kind: 'send', request }),
      patience: 30_000,
      stopped: this.stop.signal,
      onAsk: () => {},
      onTold: () => {},
      ...parts,
    });
    this.over.then(
      (result) => {
        this.result = result;
      },
      () => {},
    );
  }

  /** Lets all that is due happen. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async later(milliseconds: number): Promise<void> {
    await this.settle();
    this.clock.advance(milliseconds);
    await this.settle();
  }
}

async function aRun(list: readonly InteractionParts[] | readonly Interaction[], parts: Partial<DriveParts> = {}): Promise<Run> {
  const run = new Run(list.every((one) => 'order' in one && 'times' in one) ? (list as Interaction[]) : someInteractions(...list), parts);
  await run.settle();
  return run;
}

const differencesOf = ({ result }: Run) => result?.checked.map(({ differences }) => differences.map(({ kind }) => kind));

const LIST: InteractionParts = { target: '/v1.41/containers/json', outcome: aWholeOutcome({ json: [] }) };
const CREATE: InteractionParts = {
  method: 'POST',
  target: '/v1.41/containers/create?name=web',
  json: { Image: 'busybox' },
  outcome: aWholeOutcome({ status: 201, json: { Id: RECORDED, Warnings: [] } }),
};
const START: InteractionParts = {
  method: 'POST',
  target: `/v1.41/containers/${RECORDED}/start`,
  outcome: aWholeOutcome({ status: 204 }),
};

it('sends a request when what was answered before it in the recording is answered', async () => {
  const run = await aRun([LIST, { target: '/v1.41/info' }]);
  expect(run.door.asked).toEqual(['GET /v1.41/containers/json']);
  run.door.line(0).answers({ json: [] });
  await run.settle();
  expect(run.door.asked).toEqual(['GET /v1.41/containers/json', 'GET /v1.41/info']);
});

it('sends at once what was recorded at the same time', async () => {
  const first = anInteraction({ id: 0, ...LIST, order: { request: 0, requestEnd: 1, response: 4, end: 5 } });
  const second = anInteraction({ id: 1, target: '/v1.41/info', order: { request: 2, requestEnd: 3, response: 6, end: 7 } });
  const run = await aRun([first, second]);
  expect(run.door.asked).toEqual(['GET /v1.41/containers/json', 'GET /v1.41/info']);
});

it('sends a change when the reads on their way are answered: they would see it too early', async () => {
  const list = anInteraction({ id: 0, ...LIST, order: { request: 0, requestEnd: 1, response: 4, end: 5 } });
  const create = anInteraction({ id: 1, ...CREATE, order: { request: 2, requestEnd: 3, response: 6, end: 7 } });
  const run = await aRun([list, create]);
  expect(run.door.asked).toEqual(['GET /v1.41/containers/json']);
  run.door.line(0).answers({ json: [] });
  await run.settle();
  expect(run.door.asked).toEqual(['GET /v1.41/containers/json', 'POST /v1.41/containers/create?name=web']);
});

it('sends a change after a second all the same', async () => {
  const list = anInteraction({ id: 0, ...LIST, order: { request: 0, requestEnd: 1, response: 4, end: 5 } });
  const create = anInteraction({ id: 1, ...CREATE, order: { request: 2, requestEnd: 3, response: 6, end: 7 } });
  const run = await aRun([list, create]);
  await run.later(1000);
  expect(run.door.lines).toHaveLength(2);
});

it('leaves the pauses of the client out', async () => {
  const late = { request: 3_600_000, requestEnd: 3_600_000, interim: [], response: 3_600_001, chunks: [], end: 3_600_001 };
  const run = await aRun([anInteraction({ id: 0, ...LIST }), anInteraction({ id: 1, target: '/v1.41/info', times: late })]);
  run.door.line(0).answers({ json: [] });
  await run.settle();
  expect(run.door.lines).toHaveLength(2);
});

it('asks with what the live engine has made, and finds nothing where it answers the same', async () => {
  const run = await aRun([CREATE, START]);
  run.door.line(0).answers({ status: 201, json: { Id: LIVE, Warnings: [] } });
  await run.settle();
  expect(run.door.line(1).asked).toBe(`POST /v1.41/containers/${LIVE}/start`);
  run.door.line(1).says('HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n');
  expect(await run.over).toMatchObject({ brokenOff: null, unchecked: [], checked: [{ differences: [] }, { differences: [] }] });
});

it('does not ask of what the engine would not make', async () => {
  const run = await aRun([CREATE, START]);
  run.door.line(0).answers({ status: 404, json: { message: 'No such image' } });
  const { checked, unchecked } = await run.over;
  expect(checked).toHaveLength(1);
  expect(unchecked).toMatchObject([
    { interaction: { id: 1 }, verdict: 'skipped', reason: expect.stringMatching(/did not make the container a{12} \(000000/) },
  ]);
});

it('sends nothing that is not admitted', async () => {
  const run = await aRun([CREATE], { admit: async () => ({ kind: 'refused', reason: 'not yours' }) });
  expect(await run.over).toMatchObject({ checked: [], unchecked: [{ verdict: 'refused', reason: 'not yours' }] });
  expect(run.door.lines).toEqual([]);
});

it('asks nothing of what a request that was not admitted would have made', async () => {
  const run = await aRun([CREATE, START], {
    admit: async (request) => (request.target.includes('create') ? { kind: 'refused', reason: 'not yours' } : { kind: 'send', request }),
  });
  expect((await run.over).unchecked).toMatchObject([{ verdict: 'refused' }, { verdict: 'skipped' }]);
  expect(run.door.lines).toEqual([]);
});

const EXEC: InteractionParts = {
  method: 'POST',
  target: `/v1.41/exec/${RECORDED}/start`,
  outcome: aHijackedOutcome({ seq: 3, chunks: ['> ', { from: 'client', bytes: 'ls\n' }, 'a\n> ', 'client-fin'] }),
};

it('types behind the output that was there when it was typed', async () => {
  const run = await aRun([EXEC]);
  const line = run.door.line(0);
  line.upgrades();
  await run.settle();
  expect(line.sent).not.toContain('ls');
  line.says('> ');
  await run.settle();
  expect(line.sent).toMatch(/ls\n$/);
  expect(line.ended).toBe(false);
  line.says('a\n> ');
  await run.settle();
  expect(line.ended).toBe(true);
  line.closes();
  expect(await run.over).toMatchObject({ brokenOff: null, checked: [{ differences: [] }] });
});

it('types nothing before the engine has agreed to a stream', async () => {
  const early = { ...EXEC, outcome: aHijackedOutcome({ seq: 2, chunks: [{ from: 'client', bytes: 'ls\n' }] }) };
  const run = await aRun([{ ...early, order: { request: 0, requestEnd: 1, response: 3, end: 4 } }]);
  expect(run.door.line(0).sent).not.toContain('ls');
  run.door.line(0).upgrades();
  await run.settle();
  expect(run.door.line(0).sent).toMatch(/ls\n$/);
});

it('types nothing while the size of a terminal is still being set: the process may end by it', async () => {
  const exec = { ...EXEC, order: { request: 0, requestEnd: 1, response: 2, end: 9 } };
  const typed = { ...exec, outcome: aHijackedOutcome({ seq: 5, chunks: [{ from: 'client', bytes: 'exit\n' }] }) } as const;
  const resize = { method: 'POST', target: `/v1.41/exec/${RECORDED}/resize?h=24&w=80`, outcome: aWholeOutcome({ body: '' }) };
  const sized = { ...resize, order: { request: 3, requestEnd: 4, response: 7, end: 8 } };
  const run = await aRun([anInteraction({ id: 0, ...typed }), anInteraction({ id: 1, ...sized })]);
  run.door.line(0).upgrades();
  await run.settle();
  run.door.line(1).answers({ status: 404, json: { message: 'no such exec' } });
  await run.settle();
  expect(run.door.line(0).sent).not.toContain('exit');
  await run.later(100);
  run.door.line(2).says('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  await run.settle();
  expect(run.door.line(0).sent).toMatch(/exit\n$/);
});

it('goes on without output that does not come, and does not wait for it twice', async () => {
  const run = await aRun([EXEC]);
  run.door.line(0).upgrades();
  await run.later(6000);
  expect(run.door.line(0).sent).toMatch(/ls\n$/);
  run.door.line(0).says('a\n> ');
  await run.settle();
  expect(run.door.line(0).ended).toBe(true);
});

it('closes its side of a stream when the engine has closed its own', async () => {
  const run = await aRun([{ ...EXEC, outcome: aHijackedOutcome({ chunks: ['done\n', 'engine-fin'] }) }]);
  run.door.line(0).upgrades();
  run.door.line(0).says('done\n');
  run.door.line(0).closes();
  expect(await run.over).toMatchObject({ checked: [{ differences: [] }] });
});

const EVENTS: InteractionParts = {
  target: '/v1.41/events',
  outcome: aStreamedOutcome({ chunks: ['{"a":1}\n', '{"a":2}\n'], end: 'client-left' }),
};

it('leaves a stream that its client had left when it has said as much', async () => {
  const run = await aRun([EVENTS]);
  const line = run.door.line(0);
  line.streams();
  line.chunk('{"a":1}\n');
  await run.settle();
  expect(line.hasLeft).toBe(false);
  line.chunk('{"a":2}\n');
  await run.settle();
  expect(line.hasLeft).toBe(true);
  await run.over;
});

it('leaves a stream that says less after a while', async () => {
  const run = await aRun([EVENTS]);
  run.door.line(0).streams();
  await run.later(10_000);
  expect(run.door.line(0).hasLeft).toBe(true);
  await run.over;
});

const inspect = (json: unknown): InteractionParts => ({ target: '/v1.41/containers/web/json', outcome: aWholeOutcome({ json }) });

it('asks a read that differs again until it does not', async () => {
  const run = await aRun([inspect({ Name: '/web', Platform: 'linux' })]);
  run.door.line(0).answers({ json: { Name: '/web', Platform: 'other' } });
  await run.later(100);
  expect(run.door.lines).toHaveLength(2);
  run.door.line(1).answers({ json: { Name: '/web', Platform: 'linux' } });
  await run.settle();
  expect(differencesOf(run)).toEqual([[]]);
});

it('gives a difference that stays, once the read was asked for long enough', async () => {
  const run = await aRun([inspect({ Name: '/web', Platform: 'linux' })]);
  for (let asked = 0; run.result === null && asked < 100; asked += 1) {
    if (asked < run.door.lines.length) run.door.line(asked).answers({ json: { Name: '/web', Platform: 'other' } });
    await run.later(600);
  }
  expect(differencesOf(run)).toEqual([['value']]);
});

it('takes a later answer to the same question for an earlier one, and nothing backward', async () => {
  const [starting, healthy] = [{ State: { Status: 'created' } }, { State: { Status: 'running' } }];
  const run = await aRun([inspect(starting), inspect(healthy)]);
  run.door.line(0).answers({ json: healthy });
  await run.settle();
  run.door.line(1).answers({ json: starting });
  await run.later(100);
  run.door.line(2).answers({ json: healthy });
  await run.settle();
  expect(differencesOf(run)).toEqual([[], []]);
});

it('takes the size of a terminal that is set at once for one that was set at the second try', async () => {
  const resize = (status: number): InteractionParts => ({
    method: 'POST',
    target: `/v1.41/exec/${RECORDED}/resize?h=24&w=80`,
    outcome: aWholeOutcome({ status, json: { message: 'cannot resize a stopped container' } }),
  });
  const run = await aRun([resize(500), resize(200)]);
  for (const number of [0, 1]) {
    run.door.line(number).answers({ json: { message: 'cannot resize a stopped container' } });
    await run.settle();
  }
  expect(differencesOf(run)).toEqual([[], []]);
});

it('does not ask a change again', async () => {
  const run = await aRun([CREATE]);
  run.door.line(0).answers({ status: 500, json: { message: 'no' } });
  await run.later(5000);
  expect(run.door.lines).toHaveLength(1);
  expect(differencesOf(run)?.[0]).toContain('status');
});

it('gives up an answer that does not come, and goes on where the engine is well', async () => {
  const run = await aRun([CREATE, LIST]);
  await run.later(31_000);
  expect(run.door.line(0).hasLeft).toBe(true);
  run.door.line(1).answers({ json: [] });
  await run.settle();
  expect(run.result?.brokenOff).toBeNull();
  expect(differencesOf(run)).toEqual([['failed'], []]);
});

it('ends with an engine that no longer answers, and keeps what it has', async () => {
  const run = await aRun([LIST, CREATE, LIST]);
  run.door.line(0).answers({ json: [] });
  await run.settle();
  run.isAlive = false;
  run.door.line(1).resets();
  expect(await run.over).toMatchObject({
    checked: [{ interaction: { id: 0 } }],
    brokenOff: expect.stringMatching(/^the engine no longer answers/),
  });
});

it('ends when three in a row have failed', async () => {
  const run = await aRun([CREATE, START, START, LIST]);
  for (const number of [0, 1, 2]) {
    run.door.lines[number]?.resets();
    await run.settle();
  }
  expect(run.door.lines.length).toBeLessThanOrEqual(3);
  expect(run.result).not.toBeNull();
});

it('ends at once when it is told to', async () => {
  const run = await aRun([LIST, CREATE]);
  run.stop.abort('SIGINT ended the run');
  expect(await run.over).toMatchObject({ checked: [], brokenOff: 'SIGINT ended the run' });
  expect(run.door.line(0).hasLeft).toBe(true);
});

it.each([
  ['a connection that was no HTTP', { outcome: { kind: 'opaque', reason: 'x', chunks: [], end: 'finished' } }, /could not read/],
  [
    'a request without an answer',
    { outcome: { kind: 'failed', interim: [], reason: 'upstream-closed', detail: '', partial: { encoding: 'text', data: '' } } },
    /gave no answer/,
  ],
  ['gRPC without a driver for it', { method: 'POST', target: '/grpc', outcome: aHijackedOutcome() }, /BuildKit/],
] as readonly (readonly [string, InteractionParts, RegExp])[])('skips %s, and says why', async (_what, parts, reason) => {
  const run = await aRun([parts]);
  expect(await run.over).toMatchObject({ unchecked: [{ verdict: 'skipped', reason: expect.stringMatching(reason) }] });
  expect(run.door.lines).toEqual([]);
});

it('tells of an exchange that a driver of its own had, too: what a build made is said there alone', async () => {
  const stream = anInteraction({ method: 'POST', target: '/grpc', outcome: aHijackedOutcome({ chunks: ['x'] }) });
  const told: string[] = [];
  const run = await aRun([stream], {
    streams: { takes: () => true, drive: async () => [], compare: () => null, readsToEnd: () => false, skipped: () => null },
    onTold: (recorded, live) => void told.push(`${recorded.interaction.request.target} ${live.interaction.outcome.kind}`),
  });
  run.door.line(0).upgrades();
  await run.settle();
  await run.over;
  expect(told).toEqual(['/grpc hijacked']);
});

describe('an archive that the client got and hands back', () => {
  const RECORDED_TAR = 'layers of the recorded image'.padEnd(600, ' ');
  const LIVE_TAR = 'layers of the live one'.padEnd(900, ' ');
  const SAVE: InteractionParts = { target: '/v1.41/images/get?names=app', outcome: aWholeOutcome({ body: RECORDED_TAR }) };
  const LOAD: InteractionParts = {
    method: 'POST',
    target: '/v1.41/images/load?quiet=1',
    body: RECORDED_TAR,
    outcome: aWholeOutcome({ json: { stream: 'Loaded image: app' } }),
  };
  const EQUAL: Partial<DriveParts> = { compare: async () => [] };
  const tar = (text: string) => `HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\nContent-Length: ${text.length}\r\n\r\n${text}`;

  it('is the one that the live engine gave', async () => {
    const run = await aRun([SAVE, LOAD], EQUAL);
    run.door.line(0).says(tar(LIVE_TAR));
    await run.settle();
    const { asked, sent } = run.door.line(1);
    expect(asked).toBe('POST /v1.41/images/load?quiet=1');
    expect(sent).toContain(`Content-Length: ${LIVE_TAR.length}\r\n`);
    expect(sent.endsWith(`\r\n\r\n${LIVE_TAR}`)).toBe(true);
  });

  it('is the recorded one where it was changed on the way', async () => {
    const run = await aRun([SAVE, { ...LOAD, body: RECORDED_TAR.replace('recorded', 'repacked') }], EQUAL);
    run.door.line(0).says(tar(RECORDED_TAR));
    await run.settle();
    expect(run.door.line(1).sent).toContain('layers of the repacked image');
  });

  it('is the recorded one where the live engine gave none', async () => {
    const run = await aRun([SAVE, LOAD], EQUAL);
    run.door.line(0).answers({ status: 404, json: { message: 'No such image: app' } });
    await run.settle();
    expect(run.door.line(1).sent).toContain('layers of the recorded image');
  });
});

it('ends with an error where what is to be sent can no longer be read', async () => {
  const body = { encoding: 'file', sha256: 'e'.repeat(64), extension: '.tar', offset: 0, bytes: 100_000 } as const;
  const run = await aRun([{ method: 'POST', target: '/v1.41/images/load', body, outcome: aWholeOutcome({ json: {} }) }]);
  await expect(run.over).rejects.toThrow('no body file');
});
