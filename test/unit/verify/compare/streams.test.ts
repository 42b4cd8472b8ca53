import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../../src/cassette/types.ts';
import { Identities } from '../../../../src/verify/identities.ts';
import { differencesOf, linesOf } from '../../../support/comparing.ts';
import { aHijackedOutcome, aStreamedOutcome, aWholeOutcome } from '../../../support/interactions.ts';
import { someTar } from '../../../support/tars.ts';

const LOGS = '/v1.41/containers/web/logs?stdout=1';
const [A, B] = ['4f66ad9a', 'b1946ac9'].map((start) => start.padEnd(64, '0123456789abcdef')) as [string, string];
const out = (bytes: string) => ({ channel: 'stdout', bytes }) as const;
const err = (bytes: string) => ({ channel: 'stderr', bytes }) as const;

describe('what was printed', () => {
  it('counts by channel, content and order, not by how it was cut or mixed', async () => {
    const recorded = aStreamedOutcome({ chunks: [out('one\ntw'), err('oops\n'), out('o\n')] });
    expect(await differencesOf(LOGS, recorded, aStreamedOutcome({ chunks: [err('oo'), out('one\ntwo\n'), err('ps\n')] }))).toEqual([]);
    expect(linesOf(await differencesOf(LOGS, recorded, aStreamedOutcome({ chunks: [out('two\none\n'), err('oops\n')] })))).toEqual([
      'changed content: ContainerLogs: stdout says "two" where it said "one"',
    ]);
    expect(linesOf(await differencesOf(LOGS, recorded, aStreamedOutcome({ chunks: [out('one\ntwo\noops\n')] })))).toHaveLength(2);
  });

  it('knows ids that were bound, addresses, times and uuids, and no checksum', async () => {
    const identities = new Identities();
    identities.bind('id', A, B);
    const asked = { target: LOGS, comparison: { identities } };
    const said = (id: string, address: string, day: string) =>
      aStreamedOutcome({ chunks: [out(`${id.slice(0, 12)} at ${address} on 2026-01-0${day}T00:00:00Z\n`)] });
    expect(await differencesOf(asked, said(A, '172.17.0.2', '1'), said(B, '172.17.0.3', '2'))).toEqual([]);
    const sum = (text: string) => aStreamedOutcome({ chunks: [out(text.repeat(64))] });
    expect(await differencesOf(LOGS, sum('a'), sum('b'))).toHaveLength(1);
  });

  it('is said to differ in the first line that does, not in one with another time', async () => {
    const said = (day: string, user: string) => aStreamedOutcome({ chunks: [out(`2026-01-0${day}T00:00:00Z\n${user}\n`)] });
    expect(linesOf(await differencesOf(LOGS, said('1', 'user-3467'), said('2', 'user-1')))).toEqual([
      'changed content: ContainerLogs: stdout says "user-1" where it said "user-3467"',
    ]);
  });

  it('asks for no more than the recorded client read', async () => {
    const left = aStreamedOutcome({ chunks: [out('one\ntwo\n')], end: 'client-left' });
    expect(await differencesOf(LOGS, left, aStreamedOutcome({ chunks: [out('one\ntwo\nthree\n')] }))).toEqual([]);
    expect(await differencesOf(LOGS, left, aStreamedOutcome({ chunks: [out('one\n')] }))).toHaveLength(1);
    expect(await differencesOf(LOGS, left, aStreamedOutcome({ chunks: [out('one\nTWO\nthree\n')] }))).toHaveLength(1);
  });

  it('takes a terminal without what moves its cursor, and echo where it comes', async () => {
    const exec = { method: 'POST', target: '/v1.41/exec/e/start' };
    const tty = (...chunks: string[]) => aHijackedOutcome({ chunks });
    expect(await differencesOf(exec, tty('> ', 'date\r\n', 'hello\r\n> '), tty('\u001b[6n> hello\r\n', 'date\r\n> '))).toEqual([]);
    expect(await differencesOf(exec, tty('> hello\r\n'), tty('> help!\r\n'))).toHaveLength(1);
  });
});

describe('progress', () => {
  const pull = { method: 'POST', target: '/v1.41/images/create?fromImage=a&tag=1' };
  const said = (...messages: object[]): Outcome =>
    aStreamedOutcome({ chunks: messages.map((message) => `${JSON.stringify(message)}\r\n`) });
  const layer = (id: string, status: string, rest = {}) => ({ status, id, ...rest });

  it('counts how each layer ended and what was said last, not how it went', async () => {
    const recorded = said(
      layer('1f2a', 'Pulling fs layer'),
      layer('1f2a', 'Downloading', { progressDetail: { current: 5, total: 9 } }),
      layer('1f2a', 'Pull complete'),
      { status: `Digest: sha256:${A}` },
      { status: 'Status: Downloaded newer image for a:1' },
    );
    const live = said(
      layer('9c3b', 'Pull complete'),
      { status: `Digest: sha256:${B}` },
      { status: 'Status: Downloaded newer image for a:1' },
    );
    expect(await differencesOf(pull, recorded, live)).toEqual([]);
    const present = said(
      layer('9c3b', 'Pull canceled'),
      { status: `Digest: sha256:${B}` },
      { status: 'Status: Image is up to date for a:1' },
    );
    expect(linesOf(await differencesOf(pull, recorded, present)).map((line) => line.split(':')[0])).toEqual([
      'changed text',
      'breaking gone',
      'added new',
    ]);
  });

  it('finds a build that fails now', async () => {
    const build = { method: 'POST', target: '/v1.41/build' };
    const fine = said(
      { stream: 'Step 1/1 : FROM a\n' },
      { aux: { ID: `sha256:${A}` } },
      { stream: `Successfully built ${A.slice(0, 12)}\n` },
    );
    const again = said(
      { stream: 'Step 1/1 : FROM a\n' },
      { aux: { ID: `sha256:${B}` } },
      { stream: `Successfully built ${B.slice(0, 12)}\n` },
    );
    const broken = said({ stream: 'Step 1/1 : FROM a\n' }, { error: 'no space', errorDetail: { message: 'no space' } });
    expect(await differencesOf(build, fine, again)).toEqual([]);
    expect(linesOf(await differencesOf(build, fine, broken))).toEqual(['breaking new: ImageBuild: fails: "no space"']);
    expect(linesOf(await differencesOf(build, broken, fine))).toEqual(['changed gone: ImageBuild: succeeds, it failed: "no space"']);
  });
});

describe('events', () => {
  const EVENTS = '/v1.41/events';
  const event = (id: string, name: string, action: string, time: number, rest = {}) =>
    `${JSON.stringify({ Type: 'container', Action: action, Actor: { ID: id, Attributes: { name, ...rest } }, time, timeNano: time * 1e9 })}\n`;
  const said = (...events: string[]) => aStreamedOutcome({ chunks: events });

  it('come in order of one actor, and in any order of all', async () => {
    const recorded = said(event(A, 'web', 'create', 1), event(B, 'db', 'create', 2), event(A, 'web', 'start', 3));
    const live = said(event(A, 'db', 'create', 7), event(B, 'web', 'create', 8), event(B, 'web', 'start', 9));
    expect(await differencesOf(EVENTS, recorded, live)).toEqual([]);
    const turned = said(event(A, 'db', 'create', 7), event(B, 'web', 'start', 8), event(B, 'web', 'create', 9));
    expect(linesOf(await differencesOf(EVENTS, recorded, turned))).toEqual([
      'changed order: SystemEvents: events of container web come as start, create; they came as create, start',
    ]);
  });

  it('of others are left out, their attributes count', async () => {
    const own = { isRecorded: (text: string) => text === 'web', isLive: (text: string) => text === 'web' };
    const asked = { target: EVENTS, comparison: { own } };
    const recorded = said(event(A, 'web', 'die', 1, { exitCode: '0' }), event(B, 'other', 'die', 1));
    expect(await differencesOf(asked, recorded, said(event(B, 'web', 'die', 1, { exitCode: '0' })))).toEqual([]);
    expect(linesOf(await differencesOf(asked, recorded, said(event(B, 'web', 'die', 1, { exitCode: '3' }))))).toEqual([
      'changed value: SystemEvents: [0].Actor.Attributes.exitCode is "3", it was "0"',
    ]);
  });
});

it('compares samples of stats by their shape, however many there are', async () => {
  const STATS = '/v1.41/containers/web/stats';
  const sample = (cpu: object) => `${JSON.stringify({ read: '2026-01-02T03:04:05Z', cpu_stats: cpu })}\n`;
  expect(
    await differencesOf(
      STATS,
      aStreamedOutcome({ chunks: [sample({ total: 1 })] }),
      aStreamedOutcome({ chunks: [sample({ total: 2 }), sample({ total: 3 })] }),
    ),
  ).toEqual([]);
  expect(
    linesOf(
      await differencesOf(
        STATS,
        aStreamedOutcome({ chunks: [sample({ total: 1 })] }),
        aStreamedOutcome({ chunks: [sample({ total: 'x' })] }),
      ),
    ),
  ).toEqual(['breaking type: ContainerStats: cpu_stats.total is "x" (text), it was 1 (number)']);
});

describe('archives', () => {
  const ARCHIVE = '/v1.41/containers/web/archive?path=/f';
  const tar = async (...parts: Parameters<typeof someTar>[0][number][]) => aWholeOutcome({ body: await someTar(parts) });

  it('count by what is in them', async () => {
    const recorded = await tar({ name: 'a', content: 'x' }, { name: 'b', content: 'y' });
    expect(
      await differencesOf(ARCHIVE, recorded, await tar({ name: 'b', content: 'y', mtime: new Date(0) }, { name: './a', content: 'x' })),
    ).toEqual([]);
    expect(linesOf(await differencesOf(ARCHIVE, recorded, await tar({ name: 'a', content: 'z' }, { name: 'c' })))).toEqual([
      'changed content: ContainerArchive: a in the archive has other content: "z" where it had "x"',
      'breaking gone: ContainerArchive: b is no longer in the archive',
      'added new: ContainerArchive: c is new in the archive',
    ]);
  });

  it('hold files that the engine writes, and texts with what it made up in them', async () => {
    const identities = new Identities();
    identities.bind('id', A, B);
    const asked = { target: ARCHIVE, comparison: { identities } };
    const files = (id: string, address: string, day: string) =>
      tar(
        { name: 'hostname', content: `${id.slice(0, 12)}\n` },
        { name: 'etc/hosts', content: `127.0.0.1\tlocalhost\n${address}\t${id.slice(0, 12)}\n` },
        { name: 'log', content: `2026-01-0${day}T00:00:00Z up\n` },
      );
    expect(await differencesOf(asked, await files(A, '172.17.0.2', '1'), await files(B, '172.17.0.13', '2'))).toEqual([]);
    const file = (content: string | Buffer, name = 'f') => tar({ name, content });
    expect(
      linesOf(await differencesOf(asked, await file('2026-01-01T00:00:00Z\nup\n'), await file('2026-01-02T00:00:00Z\ndown\n'))),
    ).toEqual(['changed content: ContainerArchive: f in the archive has other content: "down" where it had "up"']);
    // An id that nobody knows may be a checksum.
    expect(await differencesOf(asked, await file('a'.repeat(64)), await file('b'.repeat(64)))).toHaveLength(1);
    expect(
      await differencesOf(ARCHIVE, await file(`${A.slice(0, 12)}\n`, 'hostname'), await file(`${B.slice(0, 12)}\n`, 'hostname')),
    ).toEqual([]);
    // No text, and too much of one: by the digest.
    for (const [was, is] of [
      [Buffer.from([0xff, 1]), Buffer.from([0xff, 2])],
      [`${'x'.repeat(70_000)}1`, `${'x'.repeat(70_000)}2`],
    ] as const) {
      expect(linesOf(await differencesOf(ARCHIVE, await file(was), await file(is)))).toEqual([
        'changed content: ContainerArchive: f in the archive has other content',
      ]);
    }
  });

  it('of images may have other digests in their names', async () => {
    const image = (id: string) =>
      tar({ name: `${id}.json`, content: id }, { name: `${id}/layer.tar`, content: id }, { name: 'manifest.json', content: id });
    expect(await differencesOf('/v1.41/images/get?names=a', await image(A), await image(B))).toEqual([]);
  });
});
