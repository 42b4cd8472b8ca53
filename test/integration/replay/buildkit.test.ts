/** Recorded builds of buildx 0.29 and docker CLI 20.10 played to a client that speaks HTTP/2 on real sockets. */
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import type { Interaction } from '../../../src/cassette/types.ts';
import { pieceBytes, streamEvents } from '../../../src/cassette/wire-stream.ts';
import { openCassette } from '../../../src/cli/cassettes.ts';
import { type RecordedBuild, RecordedBuilds } from '../../../src/meaning/buildkit/recorded-builds.ts';
import type { RecordedCall } from '../../../src/meaning/buildkit/recorded-calls.ts';
import type { VaryingRule } from '../../../src/meaning/varying.ts';
import { GRPC_ENDS } from '../../../src/proxy/http2.ts';
import { type Server, startServer } from '../../../src/proxy/server.ts';
import type { Miss } from '../../../src/replay/miss.ts';
import { Player } from '../../../src/replay/player.ts';
import { GrpcClient, type OfferedFile, SessionClient } from '../../support/buildkit-client.ts';
import { dialRaw } from '../../support/raw-peer.ts';
import { removeTemporarySockets, temporarySocket } from '../../support/temporary-socket.ts';

const servers: Server[] = [];
const clients: { close(): void }[] = [];
afterAll(async () => {
  for (const client of clients) client.close();
  for (const server of servers) await server.close();
});
removeTemporarySockets();

const CLOCK = {
  now: () => performance.now(),
  after: (milliseconds: number, call: () => void) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

const DOCKERFILE: OfferedFile = { path: 'Dockerfile', content: 'FROM busybox:test\nCOPY hello.txt /\n' };
const HELLO: OfferedFile = { path: 'hello.txt', content: 'hello\n' };

const CONTROL = '/moby.buildkit.v1.Control';
const BRIDGE = '/moby.buildkit.v1.frontend.LLBBridge';
/** As long as those that BuildKit's clients make up. */
const [REF, SESSION] = ['ref0000000000000000000001', 'ses0000000000000000000001'];

async function played(name: string, gateTimeout = 5000, varying: readonly VaryingRule[] = []) {
  const cassette = await openCassette(join(import.meta.dirname, '../../fixtures/buildkit', name));
  const misses: Miss[] = [];
  const player = new Player({
    cassettes: [cassette],
    clock: CLOCK,
    grpc: GRPC_ENDS,
    gateTimeout,
    varying,
    onMiss: (miss) => misses.push(miss),
  });
  const server = await startServer({ listen: temporarySocket(), responder: player });
  servers.push(server);
  const endpoint = server.endpoint as Extract<typeof server.endpoint, { kind: 'unix' }>;
  const kept = <T extends { close(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  return {
    cassette,
    player,
    misses,
    endpoint,
    grpc: async () => kept(await GrpcClient.open(endpoint)),
    session: async (context: readonly OfferedFile[], dockerfile = DOCKERFILE) =>
      kept(await SessionClient.open(endpoint, SESSION, { dockerfile: [dockerfile], context })),
  };
}

/** The build as buildx asks for it, under names of its own. */
async function buildx(
  context: readonly OfferedFile[],
  options: { dockerfile?: OfferedFile; gateTimeout?: number; session?: boolean } = {},
) {
  const replay = await played('buildx-0.29', options.gateTimeout);
  const recorded = new RecordedBuilds(replay.cassette).builds.find(({ internal }) => !internal);
  if (recorded === undefined) throw new Error('no build in the fixture');
  const renamed = (message: Buffer) =>
    Buffer.from(message.toString('latin1').replaceAll(recorded.ref, REF).replaceAll(recorded.session, SESSION), 'latin1');
  const asked = (path: string) => renamed(recorded.calls.find((call) => call.path === path)?.asked[0]?.data ?? Buffer.alloc(0));
  const said = (path: string) =>
    recorded.calls.find((call) => call.path === path)?.answer.flatMap((step) => (step.kind === 'message' ? [step.data] : []));
  const grpc = await replay.grpc();
  const session = options.session === false ? null : await replay.session(context, options.dockerfile);
  const header = { 'buildkit-controlapi-buildid': REF };
  const status = grpc.call(`${CONTROL}/Status`, asked(`${CONTROL}/Status`));
  const solve = grpc.call(`${CONTROL}/Solve`, asked(`${CONTROL}/Solve`));
  const bridge = grpc
    .call(`${BRIDGE}/Solve`, asked(`${BRIDGE}/Solve`), header)
    .then(() => grpc.call(`${BRIDGE}/Return`, asked(`${BRIDGE}/Return`), header));
  return { ...replay, grpc, session, status, solve, bridge, said };
}

it('plays a build of buildx under the names of another run, and asks its client for the files', async () => {
  const { status, solve, bridge, said, session, misses } = await buildx([HELLO]);
  expect(await solve).toEqual({ messages: said(`${CONTROL}/Solve`), status: '0', message: '' });
  expect(await status).toEqual({ messages: said(`${CONTROL}/Status`), status: '0', message: '' });
  expect((await bridge).status).toBe('0');
  expect(session?.asked).toEqual([
    '/moby.filesync.v1.FileSync/DiffCopy dockerfile',
    '/moby.filesync.v1.FileSync/DiffCopy context',
    '/moby.filesync.v1.FileSync/DiffCopy context',
  ]);
  expect(misses).toEqual([]);
});

it.each([
  ['other content', [{ path: 'hello.txt', content: 'HELLO\n' }], 'hello.txt has other content'],
  ['another size', [{ path: 'hello.txt', content: 'hello, world\n' }], 'hello.txt has 13 bytes, recorded 6'],
  ['an exec bit', [{ ...HELLO, mode: 0o755 }], 'hello.txt is executable, recorded the other way'],
  ['one file less', [], 'hello.txt is missing'],
])('ends a build whose context has %s with an error that names the file', async (_, context, difference) => {
  const { status, solve, misses } = await buildx(context);
  const solved = await solve;
  expect(solved.status).toBe('2');
  expect(solved.message).toContain(difference);
  expect((await status).status).toBe('0');
  expect(misses.map(({ message }) => message)).toEqual([expect.stringContaining(difference)]);
  const { kind, nearest, advice } = misses[0] as Miss;
  expect([kind, nearest.map(({ cassette, mismatches }) => [cassette, mismatches.map(({ place }) => place)])]).toEqual([
    'stdin',
    [['buildx-0.29', ['context file hello.txt']]],
  ]);
  expect(advice).toEqual([
    '- record the session again: tapedeck record buildx-0.29 -- COMMAND',
    '- build from the files that were recorded',
  ]);
  for (const line of advice) expect(solved.message).toContain(line);
});

it('ends a build whose Dockerfile was changed', async () => {
  const { solve } = await buildx([HELLO], { dockerfile: { path: 'Dockerfile', content: 'FROM busybox:test\nCOPY hello.txt /x\n' } });
  expect((await solve).message).toContain('the Dockerfile is not the recorded one: Dockerfile has 36 bytes, recorded 35');
});

it('ends a build whose client offers no session, when the gate has waited long enough', async () => {
  const { solve, misses } = await buildx([HELLO], { session: false, gateTimeout: 50 });
  expect((await solve).message).toContain('for the client to offer its session (POST /session), which did not come');
  expect(misses).toHaveLength(1);
});

it('ends the calls of a build that was never asked for', async () => {
  const { grpc, misses } = await played('buildx-0.29', 50);
  const client = await grpc();
  const ping = await client.call(`${BRIDGE}/Solve`, Buffer.alloc(0), { 'buildkit-controlapi-buildid': REF });
  expect(ping).toMatchObject({ status: '2', message: expect.stringContaining('waited 50 ms for its Solve') });
  expect(misses).toHaveLength(1);
});

it('answers a call that was not recorded as an engine does that does not know it', async () => {
  const { grpc, misses } = await played('buildx-0.29');
  const client = await grpc();
  const result = await client.call('/moby.buildkit.v1.Control/Prune', Buffer.alloc(0));
  expect(result).toMatchObject({ status: '12', message: expect.stringContaining('no recorded answer to Control/Prune') });
  expect(misses).toHaveLength(1);
});

it('says what another build was asked differently', async () => {
  const { grpc, misses } = await played('buildx-0.29');
  const client = await grpc();
  const solve = await client.call(
    `${CONTROL}/Solve`,
    Buffer.from(`\x0a\x19${REF}\x2a\x19${SESSION}\x3a\x0d\x0a\x06target\x12\x03two`, 'latin1'),
  );
  expect(solve).toMatchObject({ status: '2', message: expect.stringContaining('build target is two, not in the recorded') });
  const mismatches = misses.flatMap(({ nearest }) => nearest.flatMap((near) => near.mismatches));
  expect(mismatches).toContainEqual({ place: 'build target', live: 'two', recorded: null });
  expect(misses[0]?.advice).toEqual([
    '- record the session again: tapedeck record buildx-0.29 -- COMMAND',
    '- keep the recording, and add this build: tapedeck record buildx-0.29 --append -- COMMAND',
    '- ask for the build as it was recorded',
  ]);
});

it('names the rule that would let an attribute vary, and plays the build where that rule is given', async () => {
  const rule = { operation: 'BuildKitGrpc', place: 'build filename', types: ['any'] } as const;
  const solved = async (rules: readonly VaryingRule[]) => {
    const { grpc, misses, cassette, player } = await played('buildx-0.29', 50, rules);
    const build = new RecordedBuilds(cassette).builds.find(({ internal }) => !internal) as RecordedBuild;
    const recorded = (build.by as RecordedCall).asked[0]?.data.toString('latin1') ?? '';
    const client = await grpc();
    // As long as the recorded one: the lengths around it stay right.
    const other = recorded.replaceAll(build.ref, REF).replaceAll(build.session, SESSION).replace('Dockerfile', 'Otherfiles');
    const { message } = await client.call(`${CONTROL}/Solve`, Buffer.from(other, 'latin1'));
    return { message, advice: misses[0]?.advice.at(-1), bindings: player.summary().bindings };
  };
  const without = await solved([]);
  expect(without.message).toContain('no recorded answer to a build (Control/Solve): build filename is Otherfiles, recorded Dockerfile\n');
  expect(without.advice).toBe('- let it vary: --bind "BuildKitGrpc build filename any"');
  const withRule = await solved([rule]);
  expect(withRule.bindings).toMatchObject([{ place: 'build filename', recorded: 'Dockerfile', live: 'Otherfiles' }]);
  // It goes on until it waits for the files of its client.
  expect(withRule.message).toContain('played from');
});

it('says of a build that is asked for again that its answer was given', async () => {
  const { grpc, misses, cassette } = await played('buildx-0.29', 50);
  const build = new RecordedBuilds(cassette).builds.find(({ internal }) => !internal) as RecordedBuild;
  const asked = (build.by as RecordedCall).asked[0]?.data ?? Buffer.alloc(0);
  const client = await grpc();
  await client.call(`${CONTROL}/Solve`, asked);
  const again = await client.call(`${CONTROL}/Solve`, asked);
  expect(again.message).toMatch(/^tapedeck: no recorded answer to a build \(Control\/Solve\): its answer was given before/);
  expect(misses.at(-1)?.advice.at(-1)).toBe('- leave the build out, if it is not meant to be asked for');
});

it('takes a connection to /grpc on which nothing is said', async () => {
  const { endpoint, misses, grpc } = await played('buildx-0.29');
  const probe = await dialRaw(endpoint);
  await probe.send('POST /grpc HTTP/1.1\r\nHost: \r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
  await probe.takeUntil('\r\n\r\n');
  probe.close();
  const client = await grpc();
  expect(await client.call(`${CONTROL}/ListWorkers`, Buffer.alloc(0))).toMatchObject({ status: '0' });
  expect(misses).toEqual([]);
});

const BUILD =
  'POST /v1.41/build?buildid=mine&dockerfile=Dockerfile&nocache=1&remote=client-session&rm=1&session=SESSION&t=app&version=2 HTTP/1.1\r\n' +
  'Host: docker\r\nContent-Length: 0\r\n\r\n';

it('plays a build of docker CLI 20.10, and asks its client for the files', async () => {
  const { endpoint, session, misses, cassette } = await played('cli-20.10');
  const client = await dialRaw(endpoint);
  await client.send(BUILD.replace('SESSION', SESSION));
  const offered = await session([HELLO]);
  const answer = (await client.takeUntil('\r\n0\r\n\r\n')).toString();
  const recorded = cassette.interactions.find(({ operation }) => operation === 'ImageBuild') as Interaction;
  const said = [...streamEvents(recorded)].map((piece) => (piece.kind === 'piece' ? pieceBytes(piece, cassette.files).toString() : ''));
  expect(said.length).toBeGreaterThan(10);
  expect(answer.slice(answer.indexOf('\r\n\r\n'))).toContain(said[0]);
  expect(said.filter((piece) => !answer.includes(piece))).toEqual([]);
  expect(offered.asked).toHaveLength(3);
  expect(misses).toEqual([]);
});

it('ends a build of docker CLI 20.10 as the engine ends one that fails, where a file was changed', async () => {
  const { endpoint, session, misses } = await played('cli-20.10');
  const client = await dialRaw(endpoint);
  await client.send(BUILD.replace('SESSION', SESSION));
  await session([{ path: 'hello.txt', content: 'HELLO\n' }]);
  const answer = (await client.takeUntil('\r\n0\r\n\r\n')).toString();
  expect(answer).toContain('"error":"tapedeck: a build (POST /v1.41/build), played from');
  expect(answer).toContain('hello.txt has other content\\n  nearest: ');
  expect(misses).toHaveLength(1);
});

it('closes the session of a build that is refused', async () => {
  const { endpoint, session } = await played('cli-20.10');
  const offered = await session([HELLO]);
  const client = await dialRaw(endpoint);
  await client.send(BUILD.replace('t=app', 't=another').replace('SESSION', SESSION));
  expect((await client.takeUntil('}\n')).toString()).toContain('501 Not Implemented');
  await offered.closed;
});
