/** What a live engine is asked in place of the cassette, over real sockets: the relay's conversations, as far as they fit. */
import { createServer } from 'node:http';
import { afterEach, expect, it } from '@jest/globals';
import type { ExchangeEvent } from '../../../src/cassette/exchange.ts';
import type { Endpoint } from '../../../src/docker/endpoint.ts';
import { type PassingOn, startPassingOn } from '../../../src/proxy/pass-on.ts';
import { type Server, startServer } from '../../../src/proxy/server.ts';
import { interactionsOf } from '../../../src/record/live-interactions.ts';
import { type DaemonScript, type RawDaemon, startRawDaemon } from '../../support/raw-daemon.ts';
import { dialRaw, type RawPeer } from '../../support/raw-peer.ts';
import { removeTemporarySockets, temporarySocket } from '../../support/temporary-socket.ts';
import { type Conversation, converse, type Transcript } from './conversation.ts';
import { CONVERSATIONS } from './conversations.ts';

removeTemporarySockets();

/** Each request goes its own way there, so that engine and client do not see one connection as the other does. */
const OTHERWISE: ReadonlySet<string> = new Set([
  // The script of the engine speaks of what else its connection carries, or of what happens to it.
  'pipelined requests in one write',
  'a 408 that nobody asked for',
  'an answer before the end of the request, on a connection that stays',
  'a request body that never comes to its end',
  'a refused exec start, on a connection that stays',
  'a refused upgrade with requests waiting behind it',
  'a /grpc probe that is dropped without a byte',
  'a client that half-closes after a plain GET and reads its answer',
  'an engine that closes at once',
  'an engine that resets in the middle of a body',
  'an engine that resets right behind its bytes',
  'a client that comes and goes without a word',
  'a client that leaves in the middle of a head',
  // What is uploaded behind the answer goes nowhere.
  'a 404 while an upload goes on, and a half-close (unix)',
  'a 404 while an upload goes on, and a half-close (tcp)',
  // Stdin waits until the engine has said that it is a stream.
  'stdin behind a 200 on attach without Upgrade',
  'exec start without Upgrade, answered 200 and a stream',
  // Node writes or refuses these another way.
  'a status without a reason',
  'chunk extensions and odd size lines',
  'a chunked request with trailers',
  'both a length and chunks',
  'an answer head of 200 KB',
  'a head beyond what the parser reads',
  'an engine that closes in the middle of a head',
  'an engine that closes in the middle of a chunk',
  'two lengths that contradict each other',
  'broken chunks',
  // Nobody here speaks it.
  'HTTP/1.0',
  'TLS, which nobody here speaks',
  'answers that are no HTTP',
]);

it.each(CONVERSATIONS.filter(({ name }) => !OTHERWISE.has(name)))('passes on unchanged: $name', async (conversation) => {
  const direct = await converse(conversation);
  const passed = await conversePassedOn(conversation);
  // The engine's connections are kept for others, so that how they end says nothing.
  const seen = ({ clients, daemon }: Transcript) => ({ clients, daemon: daemon.map(({ bytes }) => bytes) });
  expect(seen(passed)).toEqual(seen(direct));
});

async function conversePassedOn(conversation: Conversation): Promise<Transcript> {
  const listen = (): Endpoint => (conversation.over === 'tcp' ? { kind: 'tcp', host: '127.0.0.1', port: 0 } : temporarySocket());
  const daemon = await startRawDaemon(conversation.daemon, listen());
  const passingOn = await startPassingOn({ upstream: daemon.endpoint, now: () => 0, observer: heldBack() });
  const server = await startServer({ listen: listen(), responder: passingOn });
  const clients: RawPeer[] = [];
  const dial = async () => {
    const peer = await dialRaw(server.endpoint);
    clients.push(peer);
    return peer;
  };
  try {
    await conversation.client(await dial(), dial);
    for (const client of clients) client.close();
    // Bytes on their way; a hijack that its client only half-closed stays.
    for (let turn = 0; turn < 50 && server.connections > 0; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    passingOn.close();
    for (const peer of daemon.peers) await peer.takeRest();
    const saw = (peer: RawPeer) => ({ bytes: peer.received.toString('latin1'), fate: peer.fate });
    return { clients: clients.map(saw), daemon: daemon.peers.map(saw) };
  } finally {
    passingOn.close();
    await server.close();
    await daemon.close();
  }
}

/** Holds bytes back for a turn of the event loop, as the recorder does. */
function heldBack(events: ExchangeEvent[] = []) {
  const waiting: (() => void)[] = [];
  return {
    event: (event: ExchangeEvent) => void events.push(event),
    beforeClient(release: () => void) {
      waiting.push(release);
      if (waiting.length === 1) setImmediate(() => waiting.splice(0).map((go) => go()));
    },
  };
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

interface Passing {
  readonly server: Server;
  readonly passingOn: PassingOn;
  readonly events: readonly ExchangeEvent[];
  readonly errors: readonly Error[];
}

async function passingTo(upstream: Endpoint): Promise<Passing> {
  const [events, errors]: [ExchangeEvent[], Error[]] = [[], []];
  const passingOn = await startPassingOn({ upstream, now: () => 0, observer: heldBack(events), onError: (error) => errors.push(error) });
  const server = await startServer({ listen: temporarySocket(), responder: passingOn });
  cleanups.push(async () => {
    passingOn.close();
    await server.close();
  });
  return { server, passingOn, events, errors };
}

async function aDaemon(script: DaemonScript): Promise<RawDaemon> {
  const daemon = await startRawDaemon(script);
  cleanups.push(() => daemon.close());
  return daemon;
}

const GET_PING = 'GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n';

it('keeps connections to the engine for the next plain request', async () => {
  const daemon = await aDaemon(async (peer) => {
    for (;;) {
      await peer.takeUntil('\r\n\r\n');
      await peer.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK');
    }
  });
  const { server } = await passingTo(daemon.endpoint);
  for (let client = 0; client < 5; client += 1) {
    const peer = await dialRaw(server.endpoint);
    await peer.send(GET_PING);
    await peer.takeUntil('\r\n\r\nOK');
    peer.close();
  }
  expect(daemon.peers).toHaveLength(1);
});

it('asks again over a new connection where the engine closed a kept one just then', async () => {
  let asked = 0;
  const daemon = await aDaemon(async (peer, connection) => {
    await peer.takeUntil('\r\n\r\n');
    asked += 1;
    await peer.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK');
    if (connection > 0) return;
    await peer.takeUntil('\r\n\r\n');
    peer.close();
  });
  const { server } = await passingTo(daemon.endpoint);
  const client = await dialRaw(server.endpoint);
  for (let time = 0; time < 2; time += 1) {
    await client.send(GET_PING);
    await client.takeUntil('\r\n\r\nOK');
  }
  client.close();
  expect([asked, daemon.peers.length]).toEqual([2, 2]);
});

it('leaves no connection open at the engine when clients cut what streams', async () => {
  const engine = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    response.write('line\n');
  });
  const upstream = temporarySocket();
  await new Promise<void>((resolve) => engine.listen(upstream.path, resolve));
  cleanups.push(() => engine.close());
  const { server, events } = await passingTo(upstream);
  const connections = () => new Promise<number>((resolve) => engine.getConnections((_error, count) => resolve(count)));
  for (const target of ['/v1.41/containers/web/logs?follow=1', '/v1.41/events']) {
    const clients = await Promise.all(Array.from({ length: 20 }, () => dialRaw(server.endpoint)));
    for (const client of clients) {
      await client.send(`GET ${target} HTTP/1.1\r\nHost: docker\r\n\r\n`);
      await client.takeUntil('line\n');
    }
    expect(await connections()).toBe(20);
    for (const client of clients) client.close();
    while ((await connections()) > 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(events.filter(({ kind }) => kind === 'end').map((event) => 'how' in event && event.how)).toEqual(Array(40).fill('client-left'));
});

it('sends a head on before there is a body, as for events', async () => {
  const daemon = await aDaemon(async (peer) => {
    await peer.takeUntil('\r\n\r\n');
    await peer.send('HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nTransfer-Encoding: chunked\r\n\r\n');
  });
  const { server } = await passingTo(daemon.endpoint);
  const client = await dialRaw(server.endpoint);
  await client.send('GET /events HTTP/1.1\r\nHost: docker\r\n\r\n');
  await client.takeUntil('Transfer-Encoding: chunked\r\n\r\n');
  expect(client.received.toString()).toBe('HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nTransfer-Encoding: chunked\r\n\r\n');
  client.close();
});

it.each([
  ['a plain request', GET_PING],
  ['an upgrade', 'POST /v1.41/containers/web/attach HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'],
])('answers 502 to %s where no engine is, and says so', async (_what, request) => {
  const { server, events, errors } = await passingTo(temporarySocket());
  const client = await dialRaw(server.endpoint);
  await client.send(request);
  await client.takeRest();
  expect(client.received.toString()).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n[\s\S]*\{"message":"no engine answers at unix:/);
  client.close();
  expect(errors.map(({ message }) => message)).toEqual([expect.stringMatching(/^no engine answers at /)]);
  expect(events.at(-1)).toMatchObject({ kind: 'end', how: 'engine-died', failure: 'upstream-unreachable' });
});

it('tells what it passed on as a relay would: a plain question, an upload, a hijack', async () => {
  const daemon = await aDaemon(async (peer) => {
    await peer.takeUntil('\r\n\r\n');
    const head = peer.received.toString();
    if (head.startsWith('GET')) {
      await peer.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n');
    } else if (head.startsWith('PUT')) {
      await peer.takeUntil('0\r\n\r\n');
      await peer.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    } else {
      await peer.send('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
      await peer.takeUntil('ping');
      await peer.send('pong');
      await peer.takeRest();
      peer.halfClose();
    }
  });
  const { server, events } = await passingTo(daemon.endpoint);
  const client = await dialRaw(server.endpoint);
  await client.send('GET /v1.41/containers/json HTTP/1.1\r\nHost: docker\r\n\r\n');
  await client.takeUntil('0\r\n\r\n');
  await client.send(
    'PUT /v1.41/containers/x/archive?path=/ HTTP/1.1\r\nHost: docker\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntar\r\n0\r\n\r\n',
  );
  await client.takeUntil('Content-Length: 0\r\n\r\n');
  await client.send('POST /v1.41/containers/web/attach?stream=1 HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
  await client.takeUntil('UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
  await client.send('ping');
  await client.takeUntil('pong');
  client.halfClose();
  await client.takeRest();
  client.close();
  const { interactions } = interactionsOf(events);
  expect(interactions.map(({ operation, outcome }) => [operation, outcome.kind, 'end' in outcome && outcome.end])).toEqual([
    ['ContainerList', 'whole', 'finished'],
    ['PutContainerArchive', 'whole', 'finished'],
    ['ContainerAttach', 'hijacked', 'finished'],
  ]);
  expect(interactions[1]?.request.body).toEqual({ encoding: 'text', data: 'tar' });
});

it('cuts off what is under way when it is closed', async () => {
  const daemon = await aDaemon(async (peer) => {
    await peer.takeUntil('\r\n\r\n');
    await peer.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  });
  const { server, passingOn, events } = await passingTo(daemon.endpoint);
  const client = await dialRaw(server.endpoint);
  await client.send('GET /events HTTP/1.1\r\nHost: docker\r\n\r\n');
  await client.takeUntil('chunked\r\n\r\n');
  passingOn.close();
  await client.takeRest();
  await daemon.peers[0]?.takeRest();
  expect(events.at(-1)).toMatchObject({ kind: 'end', how: 'cut-off' });
});
