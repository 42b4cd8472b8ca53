import { once } from 'node:events';
import { afterEach, expect, it } from '@jest/globals';
import type { ExchangeEvent, ExchangeObserver } from '../../../src/cassette/exchange.ts';
import type { Endpoint } from '../../../src/docker/endpoint.ts';
import { type Relay, type RelayOptions, startRelay } from '../../../src/proxy/relay.ts';
import { tellStory } from '../../support/event-story.ts';
import { type DaemonScript, type RawDaemon, startRawDaemon } from '../../support/raw-daemon.ts';
import { dialRaw } from '../../support/raw-peer.ts';
import { removeTemporarySockets, temporarySocket } from '../../support/temporary-socket.ts';

removeTemporarySockets();

const GET = 'GET /x HTTP/1.1\r\nHost: docker\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function daemon(script?: DaemonScript, listen?: Endpoint): Promise<RawDaemon> {
  const started = await startRawDaemon(script, listen);
  closing.push(() => started.close());
  return started;
}

async function relay(upstream: Endpoint, options: Partial<RelayOptions> = {}): Promise<Relay> {
  const started = await startRelay({ listen: temporarySocket(), upstream, now: () => 0, ...options });
  closing.unshift(() => started.close());
  return started;
}

const answering: DaemonScript = async (peer) => {
  await peer.takeUntil('\r\n\r\n');
  await peer.send(OK);
};

it('numbers connections and exchanges in order of arrival, and tells the time since its start', async () => {
  const events: ExchangeEvent[] = [];
  const connections: number[] = [];
  let now = 1000;
  const { endpoint } = await relay((await daemon(answering)).endpoint, {
    now: () => now,
    observer: { event: (event) => events.push(event) },
    onConnection: (connection) => connections.push(connection),
  });
  for (const later of [5, 7]) {
    now += later;
    const client = await dialRaw(endpoint);
    await client.send(GET);
    await client.takeUntil('OK\r\n');
    await client.takeUntil('OK');
    client.close();
  }
  const requests = events.filter(({ kind }) => kind === 'request');
  expect(requests.map(({ at, connection, exchange }) => [at, connection, exchange])).toEqual([
    [5, 0, 0],
    [12, 1, 1],
  ]);
  expect(connections).toEqual([0, 1]);
});

it('sends nothing to the client before the observer lets it', async () => {
  const waiting: (() => void)[] = [];
  const observer: ExchangeObserver = { event() {}, beforeClient: (release) => waiting.push(release) };
  const upstream = await daemon(async (peer) => {
    await peer.takeUntil('\r\n\r\n');
    await peer.send(OK);
    peer.halfClose();
  });
  const { endpoint } = await relay(upstream.endpoint, { observer });
  const client = await dialRaw(endpoint);
  await client.send(GET);
  while (waiting.length < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(client.received).toHaveLength(0);
  expect(client.fate).toBe('open');
  for (const release of waiting) release();
  expect((await client.takeRest()).toString()).toBe(OK);
  client.close();
});

it.each([
  ['GET', GET, '\r\n\r\n{"message":"no engine answers at unix:'],
  ['HEAD', 'HEAD /_ping HTTP/1.1\r\n\r\n', '\r\n\r\n'],
])("answers a %s in Docker's shape when there is no engine", async (method, request, ending) => {
  const events: ExchangeEvent[] = [];
  const errors: Error[] = [];
  const upstream = temporarySocket();
  const { endpoint } = await relay(upstream, {
    observer: { event: (event) => events.push(event) },
    onError: (error) => errors.push(error),
  });
  const client = await dialRaw(endpoint);
  await client.send(request);
  const answer = (await client.takeRest()).toString();
  expect(answer).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\nContent-Type: application\/json\r\nContent-Length: \d+\r\nConnection: close\r\n/);
  expect(answer).toContain(ending);
  expect(answer.split('\r\n\r\n')[1] === '').toBe(method === 'HEAD');
  client.close();
  expect(tellStory(events).slice(1)).toEqual(['#0 request-end', '#0 end engine-died upstream-unreachable']);
  expect(errors).toEqual([expect.objectContaining({ code: 'TD_UPSTREAM_UNREACHABLE' })]);
});

it('answers at once when there is no engine, while the upload goes on', async () => {
  const { endpoint } = await relay(temporarySocket());
  const client = await dialRaw(endpoint);
  await client.send('POST /build HTTP/1.1\r\nContent-Length: 2000000\r\n\r\n');
  const upload = client.send(Buffer.alloc(2_000_000));
  expect((await client.takeRest()).toString()).toMatch(/^HTTP\/1\.1 502 /);
  await upload;
  expect(client.writeError).toBeNull();
  client.halfClose();
  await client.untilClosed();
});

it('leaves a client alone that asks nothing of an engine that is not there', async () => {
  const { endpoint } = await relay(temporarySocket());
  const client = await dialRaw(endpoint);
  client.halfClose();
  expect(await client.takeRest()).toHaveLength(0);
  expect(client.fate).toBe('fin');
  await client.untilClosed();
});

it('lets the engine take the connection over before stdin follows that came with the request', async () => {
  const head = 'POST /v1.41/containers/web/attach HTTP/1.1\r\n\r\n';
  const upstream = await daemon(async (peer) => {
    await peer.takeUntil('\r\n\r\n');
    expect(peer.received.toString()).toBe(head);
    await peer.send('HTTP/1.1 200 OK\r\n\r\n');
    await peer.takeUntil('stdin');
    await peer.takeRest();
    peer.halfClose();
  });
  const { endpoint } = await relay(upstream.endpoint);
  const client = await dialRaw(endpoint);
  await client.send(`${head}stdin`);
  client.halfClose();
  await client.takeRest();
  expect((await upstream.peer(0)).received.toString()).toBe(`${head}stdin`);
});

it('carries on when the observer throws, and says so', async () => {
  const errors: Error[] = [];
  const observer = {
    event() {
      throw new Error('the recorder broke');
    },
  };
  const { endpoint } = await relay((await daemon(answering)).endpoint, { observer, onError: (error) => errors.push(error) });
  const client = await dialRaw(endpoint);
  await client.send(GET);
  expect((await client.take(OK.length)).toString()).toBe(OK);
  expect(errors.map(({ message }) => message)).toEqual(['the recorder broke']);
  client.close();
});

it('says that a client left whose socket refuses the answer', async () => {
  const events: ExchangeEvent[] = [];
  const upstream = await daemon(async (peer) => {
    await peer.takeRest();
    await peer.send('HTTP/1.1 204 No Content\r\n\r\n');
  });
  let ended = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const event = (event: ExchangeEvent) => {
    events.push(event);
    if (event.kind === 'end') ended();
  };
  const { endpoint } = await relay(upstream.endpoint, { observer: { event } });
  const client = await dialRaw(endpoint);
  await client.send('POST /v1.41/containers/web/stop HTTP/1.1\r\n\r\n');
  client.close();
  await end;
  expect(tellStory(events).slice(1)).toEqual(['#0 request-end', '#0 end client-left client-left']);
});

it('ends what is open when it is closed', async () => {
  const events: ExchangeEvent[] = [];
  const upstream = await daemon(async (peer, connection) => {
    if (connection === 0) return;
    await peer.takeUntil('\r\n\r\n');
    await peer.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n');
  });
  const started = await relay(upstream.endpoint, { observer: { event: (event) => events.push(event) } });
  const idle = await dialRaw(started.endpoint);
  const client = await dialRaw(started.endpoint);
  await client.send('GET /v1.41/events HTTP/1.1\r\n\r\n');
  await client.takeUntil('a\r\n');
  expect(started.connections).toBe(2);
  await started.close();
  expect(started.connections).toBe(0);
  await client.takeRest();
  await idle.takeRest();
  expect(tellStory(events).at(-1)).toBe('#0 end cut-off');
  client.close();
  idle.close();
});

it('knows that a client left which ended just before the relay was closed', async () => {
  const events: ExchangeEvent[] = [];
  const upstream = await daemon(async (peer) => {
    await peer.takeUntil('\r\n\r\n');
    await peer.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n');
  });
  const started = await relay(upstream.endpoint, { observer: { event: (event) => events.push(event) } });
  const client = await dialRaw(started.endpoint);
  await client.send('GET /v1.41/events HTTP/1.1\r\n\r\n');
  await client.takeUntil('a\r\n');
  client.close();
  await started.close();
  expect(tellStory(events).at(-1)).toBe('#0 end client-left');
});

it('stops reading an engine whose client does not read', async () => {
  let taken = 0;
  const piece = Buffer.alloc(64 * 1024);
  const upstream = await daemon(async (peer) => {
    await peer.takeUntil('\r\n\r\n');
    await peer.send('HTTP/1.1 200 OK\r\n\r\n');
    // Writes until the kernel and the relay take no more.
    while (peer.socket.write(piece)) taken += piece.length;
    while (taken < 64 * 1024 * 1024) {
      const drained = await Promise.race([once(peer.socket, 'drain').then(() => true), turns(200).then(() => false)]);
      if (!drained) return;
      while (peer.socket.write(piece)) taken += piece.length;
    }
  });
  const { endpoint } = await relay(upstream.endpoint);
  const client = await dialRaw(endpoint);
  client.socket.pause();
  await client.send(GET);
  await (await upstream.peer(0)).takeUntil('\r\n\r\n').catch(() => {});
  await turns(400);
  expect(taken).toBeLessThan(8 * 1024 * 1024);
  client.close();
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
