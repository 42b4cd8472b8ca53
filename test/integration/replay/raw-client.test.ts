/** The player behind the server, on a real socket: what a client sees byte by byte. */
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from '@jest/globals';
import type { Interaction } from '../../../src/cassette/types.ts';
import { type Server, startServer } from '../../../src/proxy/server.ts';
import type { Miss } from '../../../src/replay/miss.ts';
import { Player } from '../../../src/replay/player.ts';
import {
  aCassette,
  aHijackedOutcome,
  aStreamedOutcome,
  aWholeOutcome,
  CLIENT_FIN,
  ENGINE_FIN,
  someInteractions,
} from '../../support/interactions.ts';
import { realClock, UPGRADE } from '../../support/playback.ts';
import { dialRaw, type RawPeer } from '../../support/raw-peer.ts';
import { someTar } from '../../support/tars.ts';
import { removeTemporarySockets, temporarySocket } from '../../support/temporary-socket.ts';

const servers: Server[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
});
removeTemporarySockets();

/** A server that plays these, and a client of it. */
async function played(interactions: readonly Interaction[]): Promise<{ client: RawPeer; misses: Miss[]; dial: () => Promise<RawPeer> }> {
  const misses: Miss[] = [];
  const cassettes = [aCassette({ interactions })];
  const player = new Player({ cassettes, clock: realClock(), onMiss: (miss) => misses.push(miss) });
  const server = await startServer({ listen: temporarySocket(), responder: player });
  servers.push(server);
  const dial = () => dialRaw(server.endpoint);
  return { client: await dial(), misses, dial };
}

const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: docker\r\n\r\n`;
const EXEC = { method: 'POST', target: '/v1.41/exec/e1/start', headers: UPGRADE, json: {} };
const START_EXEC = 'POST /v1.41/exec/e1/start HTTP/1.1\r\nHost: \r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{}';
const select = aHijackedOutcome({ chunks: [{ from: 'client', bytes: 'SELECT\n' }, CLIENT_FIN, 'row\n', ENGINE_FIN] });

it('answers pipelined requests in order, a miss among them, on one connection', async () => {
  const ping = aWholeOutcome({ body: 'PONG' });
  const { client, misses } = await played(someInteractions({ target: '/_ping', outcome: ping }));
  await client.send(get('/_ping') + get('/nope') + get('/_ping'));
  expect((await client.takeUntil('PONG')).toString()).toBe('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nPONG');
  expect((await client.takeUntil('}\n')).toString()).toContain('HTTP/1.1 501 Not Implemented\r\n');
  await client.takeUntil('PONG');
  expect(misses).toHaveLength(1);
  client.close();
});

it('plays an exec: stdin as it comes, the half-close, the output, the end', async () => {
  const { client, misses } = await played(someInteractions({ ...EXEC, outcome: select }));
  await client.send(START_EXEC);
  await client.takeUntil('\r\n\r\n');
  await client.send('SEL');
  await client.send('ECT\n');
  client.halfClose();
  expect((await client.takeRest()).toString()).toBe('row\n');
  expect(misses).toEqual([]);
});

it('cuts the stream at the first byte of stdin that differs, and says why', async () => {
  const { client, misses } = await played(someInteractions({ ...EXEC, outcome: select }));
  await client.send(START_EXEC);
  await client.takeUntil('\r\n\r\n');
  await client.send('DROP\n');
  expect((await client.takeRest()).toString()).toBe(`\r\n${misses[0]?.message}\r\n`);
  expect(misses.map(({ kind }) => kind)).toEqual(['stdin']);
});

it('streams across connections as the other client goes on', async () => {
  const id = 'ab'.repeat(32);
  const logs = {
    target: `/v1.41/containers/${id}/logs?follow=1`,
    outcome: aStreamedOutcome({ chunks: ['tick', { bytes: 'bye', seq: 25 }], seq: 5 }),
  };
  const { client, dial } = await played(someInteractions(logs, { method: 'POST', target: `/v1.41/containers/${id}/stop` }));
  await client.send(get(logs.target));
  await client.takeUntil('4\r\ntick\r\n');
  const other = await dial();
  await other.send(`POST /v1.41/containers/${id}/stop HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\n\r\n`);
  expect((await client.takeUntil('0\r\n\r\n')).toString()).toBe('3\r\nbye\r\n0\r\n\r\n');
  client.close();
  other.close();
});

it('reads a packed context that comes in chunks', async () => {
  const tar = await someTar([{ name: 'big', content: Buffer.alloc(3_000_000, 'tapedeck') }]);
  const build = { method: 'POST', target: '/v1.41/build?t=x', body: tar, outcome: aStreamedOutcome({ chunks: ['built'] }) };
  const { client } = await played(someInteractions(build));
  await client.send('POST /v1.41/build?t=x HTTP/1.1\r\nHost: docker\r\nTransfer-Encoding: chunked\r\n\r\n');
  const packed = gzipSync(tar);
  for (let at = 0; at < packed.length; at += 1000) {
    const piece = packed.subarray(at, at + 1000);
    await client.send(Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]));
  }
  await client.send('0\r\n\r\n');
  expect((await client.takeUntil('0\r\n\r\n')).toString()).toContain('5\r\nbuilt\r\n');
  client.close();
});

it('holds a stream open whose client had left, until this one leaves', async () => {
  const events = { target: '/v1.41/events', outcome: aStreamedOutcome({ chunks: ['{}\n'], end: 'client-left' }) };
  const { client, dial, misses } = await played(someInteractions(events, { target: '/_ping' }));
  await client.send(get('/v1.41/events'));
  await client.takeUntil('{}\n\r\n');
  const other = await dial();
  await other.send(get('/_ping'));
  await other.takeUntil('\r\n\r\n');
  expect(client.fate).toBe('open');
  client.halfClose();
  expect((await client.takeRest()).toString()).toBe('');
  expect(misses).toEqual([]);
  other.close();
});
