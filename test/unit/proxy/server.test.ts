import { afterEach, expect, it } from '@jest/globals';
import type { LiveRequest, Reply, Responder } from '../../../src/cassette/exchange.ts';
import { type Server, type ServerOptions, startServer } from '../../../src/proxy/server.ts';
import { dialRaw } from '../../support/raw-peer.ts';
import { removeTemporarySockets, temporarySocket } from '../../support/temporary-socket.ts';

removeTemporarySockets();

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: docker\r\n${more}\r\n`;
const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const SWITCHED = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';

let server: Server | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Asked {
  readonly request: LiveRequest;
  readonly reply: Reply;
  /** What the sink heard, in order: `data abc`, `end`, `stream x`, `streamEnd`, `left`. */
  readonly heard: string[];
}

type Act = (asked: Asked, heard: string) => void;

/** A server whose responder notes what it hears and calls `act` after each of it (`open` first). */
async function serve(act: Act, options: Partial<ServerOptions> = {}) {
  const all: Asked[] = [];
  let wake = () => {};
  const responder: Responder = {
    open(request, reply) {
      const asked: Asked = { request, reply, heard: [] };
      all.push(asked);
      const hear = (what: string) => {
        asked.heard.push(what);
        act(asked, what);
        wake();
      };
      hear('open');
      return {
        data: (bytes) => hear(`data ${bytes.toString('latin1')}`),
        end: () => hear('end'),
        stream: (bytes) => hear(`stream ${bytes.toString('latin1')}`),
        streamEnd: () => hear('streamEnd'),
        left: () => hear('left'),
      };
    },
  };
  server = await startServer({ listen: temporarySocket(), responder, ...options });
  const client = await dialRaw(server.endpoint);
  const heard = async (exchange: number, what: string) => {
    while (!all[exchange]?.heard.includes(what)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { all, client, heard };
}

const answerAtEnd: Act = ({ request, reply }, heard) => {
  if (heard !== 'end') return;
  reply.write(Buffer.from(ok(request.head.target)));
  reply.finish();
};

it('hands a request to the responder, body decoded, and sends the bytes it writes', async () => {
  const { all, client } = await serve(answerAtEnd);
  await client.send('POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n');
  expect((await client.takeUntil('/a')).toString()).toBe(ok('/a'));
  await client.send(get('/b'));
  await client.takeUntil('/b');
  expect(all.map(({ request: { connection, exchange, head }, heard }) => [connection, exchange, head.method, heard])).toEqual([
    [0, 0, 'POST', ['open', 'data abc', 'data de', 'end']],
    [0, 1, 'GET', ['open', 'end']],
  ]);
  client.close();
});

it('opens the next pipelined request when the answer before it is finished', async () => {
  const { all, client, heard } = await serve(() => {});
  await client.send(get('/a') + get('/b') + get('/c'));
  await heard(0, 'end');
  expect(all).toHaveLength(1);
  for (const exchange of [0, 1, 2]) {
    await heard(exchange, 'end');
    expect(all).toHaveLength(exchange + 1);
    answerAtEnd(all[exchange] as Asked, 'end');
  }
  expect((await client.takeUntil('/c')).toString()).toBe(ok('/a') + ok('/b') + ok('/c'));
  client.close();
});

it('drains a body that still comes after an early answer', async () => {
  const { all, client } = await serve(({ request, reply }, heard) => {
    if (heard !== 'open') return;
    reply.write(Buffer.from(ok(request.head.target)));
    reply.finish();
  });
  await client.send('POST /a HTTP/1.1\r\nContent-Length: 4\r\n\r\nab');
  await client.takeUntil('/a');
  await client.send(`cd${get('/b')}`);
  await client.takeUntil('/b');
  expect(all.map(({ heard }) => heard)).toEqual([['open'], ['open']]);
  client.close();
});

it('turns a connection into a stream, with what came behind the request', async () => {
  const { all, client, heard } = await serve(() => {});
  await client.send('POST /v1.41/containers/web/attach HTTP/1.1\r\n\r\nearly ');
  await heard(0, 'end');
  const { reply } = all[0] as Asked;
  reply.write(Buffer.from(`${SWITCHED}out`));
  reply.hijack();
  await client.takeUntil('out');
  await client.send('late');
  await heard(0, 'stream late');
  client.halfClose();
  await heard(0, 'streamEnd');
  reply.write(Buffer.from('still'));
  reply.close();
  expect((await client.takeRest()).toString()).toBe('still');
  expect(client.fate).toBe('fin');
  expect(all[0]?.heard).toEqual(['open', 'end', 'stream early ', 'stream late', 'streamEnd']);
});

it('half-closes a stream and still reads the client', async () => {
  const { client, heard } = await serve(({ reply }, what) => {
    if (what !== 'end') return;
    reply.write(Buffer.from(SWITCHED));
    reply.hijack();
    reply.halfClose();
  });
  await client.send(get('/v1.41/containers/web/attach/ws'));
  await client.takeRest();
  await client.send('last words');
  await heard(0, 'stream last words');
  client.close();
  await heard(0, 'left');
});

it('resets behind what was written', async () => {
  const { client } = await serve(
    ({ reply }, what) => {
      if (what !== 'end') return;
      reply.write(Buffer.from('HTTP/1.1 200 OK\r\n\r\nabc'));
      reply.reset();
    },
    { listen: { kind: 'tcp', host: '127.0.0.1', port: 0 } },
  );
  await client.send(get('/x'));
  expect((await client.takeRest()).toString()).toMatch(/abc$/);
  expect(client.fate).toBe('reset');
});

it.each([
  ['events, which a FIN ends', get('/v1.41/events'), '', 'fin'],
  ['half a request', 'POST /x HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc', '', 'fin'],
])('tells the responder that the client left: %s', async (_, request, bytes, fate) => {
  const { client, heard } = await serve(() => {});
  await client.send(request);
  await heard(0, 'open');
  client.halfClose();
  await heard(0, 'left');
  expect((await client.takeRest()).toString()).toBe(bytes);
  expect(client.fate).toBe(fate);
});

it('answers a client that half-closed behind a plain request, then closes', async () => {
  const { all, client, heard } = await serve(() => {});
  await client.send(get('/v1.41/containers/json'));
  client.halfClose();
  await heard(0, 'end');
  answerAtEnd(all[0] as Asked, 'end');
  expect((await client.takeRest()).toString()).toBe(ok('/v1.41/containers/json'));
  expect(all[0]?.heard).toEqual(['open', 'end']);
});

it.each([
  ['HTTP/1.1 with Connection: close', get('/x', 'Connection: close\r\n')],
  ['HTTP/1.0', 'GET /x HTTP/1.0\r\n\r\n'],
])('closes behind the answer to %s', async (_, request) => {
  const { client } = await serve(answerAtEnd);
  await client.send(request);
  expect((await client.takeRest()).toString()).toBe(ok('/x'));
  expect(client.fate).toBe('fin');
});

it.each(['nonsense\r\n\r\n', '\x16\x03\x01', 'POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n'])(
  "refuses %j with 400 in Docker's shape",
  async (bytes) => {
    const { all, client } = await serve(answerAtEnd);
    await client.send(bytes);
    expect((await client.takeRest()).toString()).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*\r\n\r\n\{"message":"not an HTTP request: .*"\}\n$/,
    );
    expect(client.fate).toBe('fin');
    expect(all).toHaveLength(0);
  },
);

it('answers 500 when the responder throws, and serves the others', async () => {
  const errors: Error[] = [];
  const { client } = await serve(
    (asked, heard) => {
      if (asked.request.head.target === '/bad') throw new Error('a bug');
      answerAtEnd(asked, heard);
    },
    { onError: (error) => errors.push(error) },
  );
  await client.send(get('/bad'));
  expect((await client.takeRest()).toString()).toMatch(/^HTTP\/1\.1 500 /);
  expect(errors.map(({ message }) => message)).toEqual(['a bug']);
  const other = await dialRaw((server as Server).endpoint);
  await other.send(get('/good'));
  await other.takeUntil('/good');
  other.close();
});

it('tells a writer when the client is slow and when it may go on', async () => {
  let refused = false;
  const { all, client, heard } = await serve(() => {});
  client.socket.pause();
  await client.send(get('/v1.41/events'));
  await heard(0, 'end');
  const { reply } = all[0] as Asked;
  const piece = Buffer.alloc(64 * 1024);
  let written = 0;
  while (!refused) {
    refused = !reply.write(piece);
    written += piece.length;
  }
  const drained = new Promise<void>((resolve) => reply.onDrain(resolve));
  client.socket.resume();
  await drained;
  await client.take(written);
  client.close();
});

it('holds little of what a client sends ahead of its answers', async () => {
  const { all, client, heard } = await serve(() => {});
  await client.send(get('/a'));
  await heard(0, 'end');
  const ahead = client.send(Buffer.alloc(4 * 1024 * 1024, get('/b')));
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(client.socket.writableLength).toBeGreaterThan(1024 * 1024);
  expect(all).toHaveLength(1);
  client.close();
  await ahead;
});

it('drops its clients when it is closed, and the responder hears it', async () => {
  const { all, client, heard } = await serve(() => {});
  await client.send(get('/v1.41/events'));
  await heard(0, 'end');
  expect(server?.connections).toBe(1);
  await server?.close();
  await client.takeRest();
  expect(all[0]?.heard).toEqual(['open', 'end', 'left']);
  expect(server?.connections).toBe(0);
});
