import { expect, it } from '@jest/globals';
import type { End, Interaction } from '../../../src/cassette/types.ts';
import {
  aHijackedOutcome,
  anInteraction,
  aStreamedOutcome,
  aWholeOutcome,
  CLIENT_FIN,
  ENGINE_FIN,
  type InteractionParts,
  type Piece,
} from '../../support/interactions.ts';
import { aPlayer, settled, UPGRADE } from '../../support/playback.ts';

const ID = 'ab'.repeat(32);
const path = (rest: string) => `/v1.41/containers/${ID}/${rest}`;
const LOGS = path('logs?stdout=1&follow=1');
const ATTACH = { method: 'POST', target: path('attach?stream=1&stdin=1&stdout=1'), headers: UPGRADE };
const START = { method: 'POST', target: path('start') };
const STOP = { method: 'POST', target: path('stop') };
const WAIT = { method: 'POST', target: path('wait?condition=next-exit') };
const NO_CONTENT = aWholeOutcome({ status: 204, headers: [] });

/** A container that was made in the recording, on a terminal or not. */
function create(tty = false): InteractionParts {
  return {
    id: 0,
    method: 'POST',
    target: '/v1.41/containers/create?name=web',
    json: { Image: 'a', Tty: tty },
    outcome: aWholeOutcome({ status: 201, json: { Id: ID } }),
  };
}

/** Interactions whose ids, times ten, are the sequence numbers they begin with. */
function recorded(...list: InteractionParts[]): Interaction[] {
  return list.map((parts) => anInteraction(parts));
}

function attach(chunks: readonly Piece[], seq: number, end: End = 'finished'): InteractionParts {
  return { id: 1, ...ATTACH, outcome: aHijackedOutcome({ chunks, seq, end }) };
}

it('writes each recorded chunk apart, framed as it was', () => {
  const logs = { target: LOGS, outcome: aStreamedOutcome({ chunks: [{ channel: 'stdout', bytes: 'one\n' }, 'two'] }) };
  const asked = aPlayer(recorded(logs)).ask(LOGS);
  const [head, ...rest] = asked.writes.map((bytes) => bytes.toString('latin1'));
  expect(head).toBe('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  expect(rest).toEqual(['c\r\n\x01\0\0\0\0\0\0\x04one\n\r\n', '3\r\ntwo\r\n', '0\r\n\r\n']);
  expect(asked.fate).toBe('finished');
});

it('lets attach speak after the start, and wait end after the output', () => {
  const test = aPlayer(
    recorded(
      create(),
      attach(['out', ENGINE_FIN], 42),
      { id: 2, ...WAIT, outcome: aStreamedOutcome({ chunks: ['{"StatusCode":0}\n'], seq: 45 }) },
      { id: 4, ...START, outcome: NO_CONTENT },
    ),
  );
  const attached = test.ask(ATTACH);
  const waiting = test.ask(WAIT);
  expect(attached.body).toBe('');
  expect(attached.hijacked).toBe(true);
  expect(waiting.body).toBe('');
  expect(test.ask(START).status).toBe(204);
  expect(attached.body).toBe('out');
  expect(attached.halfClosed).toBe(true);
  test.clock.advance(10);
  expect(waiting.body).toContain('StatusCode');
  expect(waiting.fate).toBe('finished');
});

it('knows a container by its name and by the start of its id', () => {
  for (const name of ['web', ID.slice(0, 12)]) {
    const test = aPlayer(
      recorded(
        create(),
        { id: 1, method: 'POST', target: `/v1.41/containers/${name}/start` },
        {
          id: 2,
          target: LOGS,
          outcome: aStreamedOutcome({ chunks: ['line'], seq: 25 }),
        },
      ),
    );
    const logs = test.ask(LOGS);
    expect(logs.body).toBe('');
    test.ask({ method: 'POST', target: `/v1.41/containers/${name}/start` });
    expect(logs.body).toContain('line');
  }
});

it('resets a stream whose change never comes, and names what it waited for', () => {
  const test = aPlayer(
    recorded(create(), { id: 1, ...START }, { id: 2, target: LOGS, outcome: aStreamedOutcome({ chunks: ['x'], seq: 25 }) }),
  );
  const logs = test.ask(LOGS);
  test.clock.advance(4999);
  expect(logs.fate).toBe('open');
  test.clock.advance(5);
  expect(logs.fate).toBe('reset');
  expect(test.misses).toHaveLength(1);
  expect(test.misses[0]).toMatchObject({ kind: 'gate', request: 'GET /v1.41/containers/abababababab/logs?stdout=1&follow=1' });
  expect(test.misses[0]?.message).toContain('POST /v1.41/containers/abababababab/start (000001-ContainerStart), which did not come');
  expect(test.clock.pending).toBe(0);
});

it('waits longer where the recording paused for longer', () => {
  const late = anInteraction({
    id: 2,
    target: LOGS,
    outcome: aStreamedOutcome({ chunks: ['x'], seq: 25 }),
    times: { request: 0, requestEnd: 0, interim: [], response: 0, chunks: [60_000], end: 60_000 },
  });
  const test = aPlayer([...recorded(create(), { id: 1, ...START }), late]);
  const logs = test.ask(LOGS);
  test.clock.advance(64_000);
  test.ask(START);
  expect(logs.fate).toBe('finished');
});

it('holds an event back until the object it names was changed', () => {
  const event = { Type: 'container', Action: 'start', Actor: { ID, Attributes: { name: 'web' } } };
  const test = aPlayer(
    recorded(
      {
        id: 0,
        target: '/v1.41/events',
        outcome: aStreamedOutcome({ chunks: ['{"Type":"image"}\n', `${JSON.stringify(event)}\n`], seq: 25, end: 'client-left' }),
      },
      { ...create(), id: 1 },
      { id: 2, ...START, order: { request: 20, requestEnd: 21, response: 22, end: 23 } },
    ),
  );
  const events = test.ask('/v1.41/events');
  expect(events.body).toContain('image');
  test.ask(create());
  expect(events.body).not.toContain('start');
  test.ask(START);
  test.clock.advance(20);
  expect(events.body).toContain('start');
  expect(events.fate).toBe('open');
});

it.each([
  ['the recorded pause', 200, 200],
  ['no more than a quarter of a second', 5000, 250],
  ['a moment', 0, 20],
])('says its last line %s behind the others to a client that left, so that a reader like head is gone by then', (_, recorded, pause) => {
  const logs = anInteraction({
    id: 0,
    target: LOGS,
    outcome: aStreamedOutcome({ chunks: ['one', 'two', 'three'], seq: 3, end: 'client-left' }),
    times: { request: 0, requestEnd: 0, interim: [], response: 0, chunks: [0, 0, recorded], end: 9000 },
  });
  const test = aPlayer([logs]);
  const asked = test.ask(LOGS);
  expect(asked.body).toContain('two');
  test.clock.advance(pause - 1);
  expect(asked.body).not.toContain('three');
  test.clock.advance(1);
  expect(asked.body).toContain('three');
  expect(asked.fate).toBe('open');
});

it('lets streams of other containers alone', () => {
  const other = 'cd'.repeat(32);
  const test = aPlayer(
    recorded(
      create(),
      { id: 1, method: 'POST', target: `/v1.41/containers/${other}/start` },
      {
        id: 2,
        target: LOGS,
        outcome: aStreamedOutcome({ chunks: ['x'], seq: 25 }),
      },
    ),
  );
  expect(test.ask(LOGS).fate).toBe('finished');
});

it('answers as stdin comes, however it is cut', () => {
  const chunks: Piece[] = [{ from: 'client', bytes: 'SEL' }, { from: 'client', bytes: 'ECT\n' }, 'row', CLIENT_FIN, 'bye', ENGINE_FIN];
  const test = aPlayer(recorded(create(), attach(chunks, 13)));
  const asked = test.ask(ATTACH);
  asked.send('S').send('ELECT');
  expect(asked.body).toBe('');
  asked.send('\n');
  expect(asked.body).toBe('row');
  asked.sendEnd();
  expect(asked.body).toBe('rowbye');
  expect(asked.fate).toBe('closed');
  expect(test.misses).toEqual([]);
});

it.each([
  ['other bytes', 'DROP\n', 'stdin differs from the recorded at byte 0: got "DROP\\n", recorded "SELECT\\n"'],
  ['more bytes', 'SELECT\n\n', 'stdin goes on after the recorded 7 bytes: "\\n"'],
])('never gives the old answer to %s', (_, stdin, message) => {
  const test = aPlayer(recorded(create(), attach([{ from: 'client', bytes: 'SELECT\n' }, CLIENT_FIN, 'row', ENGINE_FIN], 13)));
  const asked = test.ask(ATTACH).send(stdin).sendEnd();
  expect(asked.body).not.toContain('row');
  expect(asked.fate).toBe('reset');
  expect(test.misses).toHaveLength(1);
  expect(test.misses[0]?.message).toContain(message);
});

it('says on stderr of the stream why it breaks off', () => {
  const test = aPlayer(recorded(create(), attach([{ from: 'client', bytes: 'SELECT\n' }, CLIENT_FIN, 'row', ENGINE_FIN], 13)));
  const asked = test.ask(ATTACH).send('DROP\n');
  const message = `${test.misses[0]?.message}\n`;
  expect(asked.body).toBe(`\x02\0\0\0\0\0\0${String.fromCharCode(message.length)}${message}`);
  expect(test.misses[0]?.advice[0]).toBe('- record the session again: tapedeck record hello -- COMMAND');
});

it('says it as text where there is a terminal', () => {
  const test = aPlayer(recorded(create(true), attach([{ from: 'client', bytes: 'SELECT\n' }, 'row', ENGINE_FIN], 13)));
  const asked = test.ask(ATTACH);
  test.clock.advance(1_000_000);
  expect(asked.body).toBe(`\r\n${test.misses[0]?.message}\r\n`);
});

it('lets a person at a terminal think', () => {
  const test = aPlayer(recorded(create(true), attach([{ from: 'client', bytes: 'ls\n' }, 'files', ENGINE_FIN], 13)));
  const asked = test.ask(ATTACH).send('l');
  test.clock.advance(240_000);
  asked.send('s');
  test.clock.advance(240_000);
  expect(asked.send('\n').body).toBe('files');
  expect(test.misses).toEqual([]);
});

it('takes a person at a terminal who leaves early for no miss', () => {
  const test = aPlayer(recorded(create(true), attach([{ from: 'client', bytes: 'ls\n' }, 'files', ENGINE_FIN], 13)));
  expect(test.ask(ATTACH).send('l').sendEnd().fate).toBe('closed');
  expect(test.misses).toEqual([]);
  expect(test.clock.pending).toBe(0);
});

it('takes ^C and ^D for the end of a line, as a terminal does', () => {
  const session = recorded(create(true), attach([{ from: 'client', bytes: 'exit\n' }, 'bye', ENGINE_FIN], 13));
  for (const key of ['\x04', '\x03', '\0']) expect([key, aPlayer(session).ask(ATTACH).send(key).body]).toEqual([key, 'bye']);
});

it('does not wait for stdin that can no longer come', () => {
  const test = aPlayer(recorded(create(), attach([{ from: 'client', bytes: 'SELECT\n' }, CLIENT_FIN, 'row'], 13)));
  expect(test.ask(ATTACH).send('SEL').sendEnd().fate).toBe('reset');
  expect(test.misses[0]?.message).toContain('stdin ended after 3 bytes, the recorded has 7 bytes');
});

it('only counts what is typed on a terminal', () => {
  const test = aPlayer(recorded(create(true), attach([{ from: 'client', bytes: 'ls\n' }, 'files', ENGINE_FIN], 13)));
  const asked = test.ask(ATTACH).send('ps');
  expect(asked.body).toBe('');
  asked.send('\nx');
  expect(asked.body).toBe('files');
  expect(test.misses).toEqual([]);
});

it('gives a slow upload its time', () => {
  const test = aPlayer(recorded(create(), attach([{ from: 'client', bytes: 'abc' }, 'done', ENGINE_FIN], 13)));
  const asked = test.ask(ATTACH);
  for (const byte of 'abc') {
    test.clock.advance(4000);
    asked.send(byte);
  }
  expect(asked.body).toBe('done');
});

it('tells nothing of the end of a process that was fed other stdin', async () => {
  const exec = { method: 'POST', target: '/v1.41/exec/e1/start', headers: UPGRADE, json: {} };
  const test = aPlayer(
    recorded(
      { id: 0, method: 'POST', target: path('exec'), json: { Cmd: ['sql'] }, outcome: aWholeOutcome({ status: 201, json: { Id: 'e1' } }) },
      { id: 1, ...exec, outcome: aHijackedOutcome({ chunks: [{ from: 'client', bytes: 'SELECT' }, CLIENT_FIN, 'row'], seq: 13 }) },
      { id: 2, target: '/v1.41/exec/e1/json', outcome: aWholeOutcome({ json: { ExitCode: 0 } }) },
    ),
  );
  test.ask({ method: 'POST', target: path('exec'), json: { Cmd: ['sql'] } });
  test.ask(exec).send('DROP');
  for (let times = 0; times < 2; times += 1) {
    const inspected = test.ask('/v1.41/exec/e1/json');
    await settled();
    expect(inspected.status).toBe(501);
    expect(inspected.message).toContain('stdin differs');
  }
  expect(test.misses).toHaveLength(1);
});

it.each<[End, string, string]>([
  ['client-left', 'open', 'holds a stream open whose client had left'],
  ['engine-died', 'reset', 'resets what the engine broke off'],
  ['cut-off', 'reset', 'resets what the recorder broke off'],
])('after %s a stream is %s: %s', (end, fate) => {
  const test = aPlayer(recorded({ target: LOGS, outcome: aStreamedOutcome({ chunks: ['x'], end }) }));
  const asked = test.ask(LOGS);
  expect(asked.body).toBe('1\r\nx\r\n');
  expect(asked.fate).toBe(fate);
  asked.leave();
  test.clock.advance(1e6);
  expect(test.misses).toEqual([]);
});

it.each([
  ['only left', ['x'], 'closed'],
  ['had ended its stdin before', ['x', CLIENT_FIN], 'open'],
] as const)('closes a held stream or not when its client ends its side and the recorded one %s', (_what, chunks, fate) => {
  const test = aPlayer(recorded({ ...ATTACH, outcome: aHijackedOutcome({ chunks: [...chunks], end: 'client-left' }) }));
  const asked = test.ask(ATTACH).sendEnd();
  expect(asked.fate).toBe(fate);
  expect(test.misses).toEqual([]);
});

it.each([
  ['upstream-unreachable', '', 'closed'],
  ['upstream-closed', 'HTTP/1.1 20', 'closed'],
  ['client-left', '', 'open'],
  ['cut-off', 'HTT', 'reset'],
] as const)('plays a failure as it was: %s', (reason, partial, fate) => {
  const failed = { kind: 'failed', interim: [], reason, detail: '', partial: { encoding: 'text', data: partial } } as const;
  const asked = aPlayer(recorded({ target: '/v1.41/info', outcome: failed })).ask('/v1.41/info');
  expect(asked.text).toBe(partial);
  expect(asked.fate).toBe(fate);
});

it('closes behind an answer that only its end delimits', () => {
  const refused = aWholeOutcome({ status: 404, headers: [['Content-Type', 'text/plain']], body: 'No such container\r\n' });
  const asked = aPlayer(recorded({ id: 1, ...ATTACH, outcome: refused })).ask(ATTACH);
  expect(asked.text).toContain('\r\n\r\nNo such container\r\n');
  expect(asked.fate).toBe('closed');
});

it('stops while the client is slow, and goes on when it has drained', () => {
  const test = aPlayer(recorded({ target: LOGS, outcome: aStreamedOutcome({ chunks: ['a', 'b'] }) }));
  const { asked, sink } = test.begin({ target: LOGS });
  asked.slow = true;
  sink.end();
  expect(asked.body).toBe('');
  asked.drain();
  expect(asked.body).toBe('1\r\na\r\n');
  asked.slow = false;
  asked.drain();
  expect(asked.fate).toBe('finished');
});

it.each([
  ['recorded', 1],
  [4, 4],
] as const)('keeps the pauses of the recording at speed %s', (speed, factor) => {
  const logs = anInteraction({
    target: LOGS,
    outcome: aStreamedOutcome({ chunks: ['a', 'b'] }),
    times: { request: 0, requestEnd: 0, interim: [], response: 0, chunks: [1000, 3000], end: 3000 },
  });
  const test = aPlayer([logs], { speed });
  const asked = test.ask(LOGS);
  test.clock.advance(1000 / factor - 1);
  expect(asked.body).toBe('');
  test.clock.advance(1);
  expect(asked.body).toBe('1\r\na\r\n');
  test.clock.advance(2000 / factor);
  expect(asked.fate).toBe('finished');
});

it('counts pauses from what a step followed, not from what happened before', () => {
  const quiet = { interim: [], request: 0, requestEnd: 0, response: 0 };
  const test = aPlayer(
    [
      ...recorded(create()),
      anInteraction({
        id: 1,
        target: LOGS,
        outcome: aStreamedOutcome({ chunks: ['x'], seq: 25 }),
        times: { ...quiet, chunks: [10_100], end: 10_100 },
      }),
      anInteraction({
        id: 2,
        ...START,
        outcome: NO_CONTENT,
        times: { ...quiet, request: 10_000, requestEnd: 10_000, response: 10_000, chunks: [], end: 10_000 },
      }),
    ],
    { speed: 'recorded' },
  );
  const logs = test.ask(LOGS);
  test.clock.advance(500);
  test.ask(START);
  test.clock.advance(99);
  expect(logs.body).toBe('');
  test.clock.advance(1);
  expect(logs.body).toContain('x');
});

it('replays two overlapping execs one after the other', () => {
  const exec = (id: string) => ({ method: 'POST', target: `/v1.41/exec/${id}/start`, headers: UPGRADE, json: {} });
  const test = aPlayer([
    anInteraction({ id: 0, ...exec('e1'), outcome: aHijackedOutcome({ chunks: ['one', ENGINE_FIN], seq: 50 }) }),
    anInteraction({ id: 1, ...exec('e2'), outcome: aHijackedOutcome({ chunks: ['two', ENGINE_FIN], seq: 40 }) }),
  ]);
  expect(test.ask(exec('e1')).fate).toBe('closed');
  expect(test.ask(exec('e2')).body).toBe('two');
});

it('a stop that the client sends ends what had run until then', () => {
  const test = aPlayer(
    recorded(
      create(),
      { id: 1, target: LOGS, outcome: aStreamedOutcome({ chunks: ['tick', { bytes: 'bye', seq: 25 }], seq: 15 }) },
      { id: 2, ...STOP },
    ),
  );
  const logs = test.ask(LOGS);
  expect(logs.body).toBe('4\r\ntick\r\n');
  test.ask(STOP);
  expect(logs.fate).toBe('finished');
});

it('lets streams say first what they had said before a change was answered', () => {
  const start = {
    id: 4,
    ...START,
    order: { request: 40, requestEnd: 41, response: 50, end: 51 },
    outcome: aWholeOutcome({ status: 400, body: 'no' }),
  };
  const wait = { id: 2, ...WAIT, outcome: aStreamedOutcome({ chunks: ['{"StatusCode":127}\n'], seq: 45 }) };
  const test = aPlayer(recorded(create(), attach([ENGINE_FIN], 42), wait, start));
  const attached = test.ask(ATTACH);
  const waiting = test.ask(WAIT);
  const started = test.ask(START);
  expect(attached.fate).toBe('closed');
  expect(started.text).toBe('');
  test.clock.advance(2);
  expect([waiting.fate, started.text]).toEqual(['finished', '']);
  test.clock.advance(2);
  expect(started.status).toBe(400);
});

it('answers a change soon, whatever a stream still waits for', () => {
  const start = { id: 4, ...START, order: { request: 40, requestEnd: 41, response: 50, end: 51 } };
  const test = aPlayer(
    recorded(
      create(),
      attach(
        [
          { from: 'client', bytes: 'in', seq: 44 },
          { bytes: 'out', seq: 45 },
        ],
        44,
      ),
      start,
    ),
  );
  const attached = test.ask(ATTACH);
  const started = test.ask(START);
  test.clock.advance(49);
  expect(started.text).toBe('');
  test.clock.advance(1);
  expect(started.status).toBe(200);
  expect(attached.fate).toBe('open');
});
