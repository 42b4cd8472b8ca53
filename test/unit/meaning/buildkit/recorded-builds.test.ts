import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openCassette } from '../../../../src/cli/cassettes.ts';
import { RecordedBuilds } from '../../../../src/meaning/buildkit/recorded-builds.ts';
import { readCalls } from '../../../../src/meaning/buildkit/recorded-calls.ts';

const opened = (name: string) => openCassette(join(import.meta.dirname, '../../../fixtures/buildkit', name));

it('reads the calls out of the recorded bytes of a connection', async () => {
  const { interactions, files } = await opened('buildx-0.29');
  const connection = interactions
    .filter(({ operation }) => operation === 'BuildKitGrpc')
    .map((interaction) => readCalls(interaction, files));
  const calls = connection.flat();
  expect(connection.filter((list) => list.length === 0)).toHaveLength(2);
  const solve = calls.findLast(({ path }) => path === '/moby.buildkit.v1.Control/Solve');
  expect(solve).toMatchObject({ asked: [{ data: expect.any(Buffer) }], closed: expect.anything() });
  expect(solve?.answer.map(({ kind }) => kind)).toEqual(['headers', 'message', 'trailers']);
});

it('digests what the client handed over, and keeps none of it', async () => {
  const { interactions, files } = await opened('buildx-0.29');
  const calls = interactions.filter(({ operation }) => operation === 'Session').flatMap((interaction) => readCalls(interaction, files));
  expect(calls.map((call) => call.files?.stats.map(({ path, size }) => `${path} ${size}`))).toEqual([
    ['Dockerfile 35'],
    [],
    ['hello.txt 6'],
  ]);
  expect(calls.map((call) => call.files?.contents)).toEqual([[0], [], [0]]);
  expect(calls.flatMap(({ answer }) => answer).some(({ kind }) => kind === 'message')).toBe(false);
});

it('puts the calls of a build and of its session into one order', async () => {
  const { builds } = new RecordedBuilds(await opened('buildx-0.29'));
  expect(builds.map(({ internal }) => internal)).toEqual([true, false]);
  const events = builds[1]?.events() ?? [];
  expect(events.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq).sort((a, b) => a - b));
  expect(events.filter(({ kind }) => kind === 'called')).toHaveLength(3);
  expect(events.filter(({ kind }) => kind === 'answered')).toHaveLength(3);
  expect(events[0]).toMatchObject({ kind: 'asked' });
});

it('knows a build of docker CLI 20.10 by its request, with the session that it names', async () => {
  const { builds, loose } = new RecordedBuilds(await opened('cli-20.10'));
  expect(builds).toHaveLength(1);
  expect(loose).toEqual([]);
  const kinds = new Set(builds[0]?.events().map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(['answered', 'called', 'told']);
});
