import { afterEach, expect, it } from '@jest/globals';
import type { ExchangeEvent, RequestGuard } from '../../../src/cassette/exchange.ts';
import { startRelay } from '../../../src/proxy/relay.ts';
import { type DaemonScript, type RawDaemon, startRawDaemon } from '../../support/raw-daemon.ts';
import { dialRaw, type RawPeer } from '../../support/raw-peer.ts';
import { removeTemporarySockets, temporarySocket } from '../../support/temporary-socket.ts';

removeTemporarySockets();

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: docker\r\n\r\n`;
const post = (path: string, body: string, more = '') =>
  `POST ${path} HTTP/1.1\r\nHost: docker\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;
const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const UPGRADE = 'Connection: Upgrade\r\nUpgrade: tcp\r\n';
const UPGRADED = `HTTP/1.1 101 UPGRADED\r\n${UPGRADE}\r\n`;

/** Refuses what has `bad` in its target or body; wants the body of what has `json` in its target. */
const GUARD: RequestGuard = {
  bodyLimit: 1000,
  wantsBody: ({ target }) => target.includes('json'),
  judge: ({ head, body, tooLarge }) => {
    if (tooLarge) return 'too large';
    return head.target.includes('bad') || body?.includes('bad') === true ? `no ${head.target}` : null;
  },
  unreadable: (_connection, reason) => `unreadable: ${reason}`,
};

interface Line {
  readonly client: RawPeer;
  readonly daemon: RawDaemon;
  readonly events: ExchangeEvent[];
  /** All that the engine got on the first connection, once that is closed. */
  engineGot(): Promise<string>;
}

async function aLine(script?: DaemonScript): Promise<Line> {
  const daemon = await startRawDaemon(script);
  const events: ExchangeEvent[] = [];
  const observer = { event: (event: ExchangeEvent) => void events.push(event) };
  const relay = await startRelay({ listen: temporarySocket(), upstream: daemon.endpoint, now: () => 0, observer, guard: GUARD });
  const client = await dialRaw(relay.endpoint);
  closing.push(async () => {
    client.close();
    await relay.close();
    await daemon.close();
  });
  return {
    client,
    daemon,
    events,
    engineGot: async () => {
      const peer = await daemon.peer(0);
      await peer.takeRest();
      return peer.received.toString('latin1');
    },
  };
}

const REFUSAL = /^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/json\r\nContent-Length: \d+\r\nConnection: close\r\n\r\n(.*)\n$/;

async function refusalTo({ client }: Line): Promise<string> {
  return REFUSAL.exec((await client.takeRest()).toString())?.[1] ?? '';
}

it('answers a broken request in its place, and the engine never sees a byte of it', async () => {
  const line = await aLine();
  await line.client.send(get('/bad'));
  expect(await refusalTo(line)).toBe('{"message":"no /bad"}');
  line.client.close();
  expect(await line.engineGot()).toBe('');
  expect(line.events).toEqual([]);
});

it('gives a HEAD no body', async () => {
  const { client } = await aLine();
  await client.send('HEAD /bad HTTP/1.1\r\n\r\n');
  expect((await client.takeRest()).toString()).toMatch(/^HTTP\/1\.1 400 .*\r\n\r\n$/s);
});

it('lets earlier requests of the same read get their answers first', async () => {
  const line = await aLine(async (peer) => {
    await peer.takeUntil('/b ');
    await peer.takeUntil('\r\n\r\n');
    await peer.send(ok('a!'));
    await peer.send(ok('b!'));
  });
  await line.client.send(get('/a') + get('/b') + get('/bad') + get('/c'));
  const said = (await line.client.takeRest()).toString();
  expect(said.startsWith(ok('a!') + ok('b!'))).toBe(true);
  expect(REFUSAL.test(said.slice((ok('a!') + ok('b!')).length))).toBe(true);
  line.client.close();
  expect(await line.engineGot()).toBe(get('/a') + get('/b'));
});

it('holds a body until it is whole, and then passes it on as it came', async () => {
  const line = await aLine(async (peer) => {
    await peer.takeUntil('0\r\n\r\n');
    await peer.send(ok('made'));
  });
  const request = 'POST /json HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n03;x\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n';
  for (const byte of request.slice(0, -1)) await line.client.send(byte);
  const peer = await line.daemon.peer(0);
  expect(peer.received).toHaveLength(0);
  await line.client.send(request.slice(-1));
  await line.client.takeUntil('made');
  expect(peer.received.toString()).toBe(request);
  expect(line.events[0]).toMatchObject({ kind: 'request', head: { target: '/json' } });
});

it('refuses a body for what is in it, and one that is too large before all of it has come', async () => {
  const broken = await aLine();
  await broken.client.send(post('/json', '{"bad":1}'));
  expect(await refusalTo(broken)).toBe('{"message":"no /json"}');
  broken.client.close();
  expect(await broken.engineGot()).toBe('');

  const large = await aLine();
  await large.client.send('POST /json HTTP/1.1\r\nContent-Length: 5000000\r\n\r\n');
  expect(await refusalTo(large)).toBe('{"message":"too large"}');
  await large.client.send(Buffer.alloc(5_000_000));
  expect(large.client.writeError).toBeNull();

  const chunks = await aLine();
  await chunks.client.send(`POST /json HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${'3ff\r\n'}${'x'.repeat(1023)}\r\n`);
  expect(await refusalTo(chunks)).toBe('{"message":"too large"}');
});

it('says `continue` itself where a body would not come without', async () => {
  const line = await aLine(async (peer) => {
    await peer.takeUntil('{}');
    await peer.send(ok('made'));
  });
  const head = 'POST /json HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n';
  await line.client.send(head);
  expect((await line.client.takeUntil('\r\n\r\n')).toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  await line.client.send('{}');
  await line.client.takeUntil('made');
  expect((await line.daemon.peer(0)).received.toString()).toBe(`${head}{}`);
});

it('lets raw bytes flow behind a hijack, also those that came before its answer', async () => {
  const line = await aLine(async (peer) => {
    await peer.takeUntil('{"Detach":false}');
    await peer.send(UPGRADED);
    await peer.takeUntil('GET /bad');
    await peer.send('echo');
    await peer.takeRest();
    await peer.send('end');
    peer.halfClose();
  });
  const start = post('/v1.41/exec/e1/start?json', '{"Detach":false}', UPGRADE);
  await line.client.send(`${start}early stdin, GET /bad`);
  line.client.halfClose();
  expect((await line.client.takeRest()).toString()).toBe(`${UPGRADED}echoend`);
  expect(await line.engineGot()).toBe(`${start}early stdin, GET /bad`);
});

it('judges what stands behind an upgrade that the engine refused', async () => {
  const line = await aLine(async (peer) => {
    await peer.takeUntil('\r\n\r\n');
    await peer.send(ok('no'));
    await peer.takeUntil('\r\n\r\n');
    await peer.send(ok('a!'));
  });
  const upgrade = `POST /grpc HTTP/1.1\r\n${UPGRADE}\r\n`;
  await line.client.send(upgrade + get('/a') + get('/bad'));
  const said = (await line.client.takeRest()).toString();
  expect(said.startsWith(ok('no') + ok('a!'))).toBe(true);
  expect(said).toContain('no /bad');
  line.client.close();
  expect(await line.engineGot()).toBe(upgrade + get('/a'));
});

it.each([
  ['in the middle of its head', 'GET /x HTTP/1.1\r\nHo'],
  ['in the middle of a body that is held', 'POST /json HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"a'],
])('tells a client that half-closes %s', async (_where, bytes) => {
  const line = await aLine();
  await line.client.send(bytes);
  line.client.halfClose();
  expect(await refusalTo(line)).toBe('{"message":"tapedeck: The client closed in the middle of its request"}');
  expect(await line.engineGot()).toBe('');
});

it('lets the engine know of a client that vanished, and of nothing that it kept', async () => {
  const line = await aLine();
  await line.client.send('POST /json HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"a');
  await line.daemon.peer(0);
  line.client.close();
  expect(await line.engineGot()).toBe('');
});

it('passes on a FIN behind a request as ever', async () => {
  const line = await aLine(async (peer) => {
    await peer.takeRest();
    await peer.send(ok('late'));
    peer.halfClose();
  });
  await line.client.send(get('/a'));
  line.client.halfClose();
  expect((await line.client.takeRest()).toString()).toBe(ok('late'));
});

it.each([
  ['TLS', '\x16\x03\x01', 'unreadable: not HTTP'],
  ['lines that end with LF alone', 'GET / HTTP/1.0\n\n', 'unreadable: a lone LF in a head'],
])('refuses what is no HTTP: %s', async (_what, bytes, message) => {
  const line = await aLine();
  await line.client.send(bytes);
  expect(JSON.parse(await refusalTo(line))).toEqual({ message });
  line.client.close();
  expect(await line.engineGot()).toBe('');
});

it('passes a body on at once that need not be judged', async () => {
  const line = await aLine(async (peer) => {
    await peer.takeUntil('half');
    await peer.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n!\r\n');
    await peer.takeUntil('other');
    await peer.send('0\r\n\r\n');
  });
  await line.client.send('POST /build HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf');
  await line.client.takeUntil('!');
  await line.client.send('other');
  await line.client.takeUntil('0\r\n\r\n');
});
