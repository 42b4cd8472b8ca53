/**
 * What Docker clients and engines do on the wire, and what HTTP allows beside it. Each of these lost or changed bytes,
 * half-closes or resets in some forwarder; none may through the relay.
 */
import type { RawPeer } from '../../support/raw-peer.ts';
import type { Conversation } from './conversation.ts';

const HEAD_END = '\r\n\r\n';
const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: docker\r\n${more}\r\n`;
const post = (path: string, more = '') => `POST ${path} HTTP/1.1\r\nHost: docker\r\n${more}\r\n`;
const ok = (body: string, more = '') => `HTTP/1.1 200 OK\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const UPGRADE = 'Connection: Upgrade\r\nUpgrade: tcp\r\n';
const UPGRADED = 'HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';
const RAW = 'HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n';
const ATTACH = '/v1.41/containers/web/attach?stream=1&stdin=1&stdout=1';
const BIG = Buffer.alloc(3 * 1024 * 1024, 'The quick brown fox. ');

/** The client sends `request` and waits for `answer` to be whole. */
function ask(request: string | Buffer, answer: string | Buffer): Conversation['client'] {
  return async (client) => {
    await client.send(request);
    await client.take(Buffer.byteLength(answer as string, 'latin1'));
  };
}

/** The engine reads `request` and sends `answer`. */
function answer(request: string | Buffer, bytes: string | Buffer): Conversation['daemon'] {
  return async (daemon) => {
    await daemon.take(Buffer.byteLength(request as string, 'latin1'));
    await daemon.send(bytes);
  };
}

function plain(name: string, request: string, bytes: string): Conversation {
  return { name, client: ask(request, bytes), daemon: answer(request, bytes) };
}

/** The engine closes behind its answer, and the client reads to the end. */
function untilEnd(name: string, request: string, bytes: string, over: 'unix' | 'tcp' = 'unix'): Conversation {
  return {
    name,
    over,
    client: async (client) => {
      await client.send(request);
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.take(request.length);
      await daemon.send(bytes);
      daemon.halfClose();
    },
  };
}

async function drip(peer: RawPeer, bytes: string): Promise<void> {
  for (const byte of bytes) await peer.send(byte);
}

export const CONVERSATIONS: readonly Conversation[] = [
  // ---- answers and requests as HTTP frames them
  plain('an answer with a length', get('/_ping'), ok('OK')),
  plain(
    'the case, order, repeats and blanks of headers',
    get('/info', 'x-B: 2\r\nX-a:  1 \r\nX-A: 1\r\nEmpty:\r\nHost: \r\n'),
    ok('{}', 'set-cookie: a\r\nSet-Cookie: b\r\nZ: \r\nA:1\r\n'),
  ),
  plain('HEAD with a length and no body', 'HEAD /_ping HTTP/1.1\r\nHost: docker\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'),
  plain('204 with neither length nor body', post('/v1.41/containers/x/start'), 'HTTP/1.1 204 No Content\r\nServer: Docker\r\n\r\n'),
  plain(
    '304 with the length of what is not sent',
    post('/v1.41/containers/x/start'),
    'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n',
  ),
  plain('a status without a reason', get('/x'), 'HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n'),
  plain('chunks as they were cut', get('/v1.41/info'), `${CHUNKED}3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n`),
  plain(
    'chunk extensions and odd size lines',
    get('/v1.41/info'),
    `${CHUNKED}3;a="b;c"\r\nabc\r\n00B\r\nhello world\r\nA \r\n0123456789\r\n000;end\r\n\r\n`,
  ),
  plain('trailers', get('/v1.41/info'), `${CHUNKED}3\r\nabc\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n`),
  plain(
    'a chunked request with trailers',
    post('/build', 'Transfer-Encoding: chunked\r\n').concat('5;x=y\r\nhello\r\n0\r\nSum: 7\r\n\r\n'),
    ok(''),
  ),
  plain(
    'both a length and chunks',
    get('/x'),
    `HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
  ),
  untilEnd('a body until the end of the connection', get('/x'), 'HTTP/1.1 200 OK\r\n\r\nabc\r\n\r\nHTTP/1.1 500'),
  untilEnd('HTTP/1.0', 'GET /_ping HTTP/1.0\n\n', 'HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nOK'),
  untilEnd('HTTP/1.0 over TCP', 'GET /_ping HTTP/1.0\r\n\r\n', 'HTTP/1.0 200 OK\r\n\r\nOK', 'tcp'),
  untilEnd('Connection: close', get('/x', 'Connection: close\r\n'), ok('abc', 'Connection: close\r\n')),
  plain('a POST that says nothing of a body', post('/v1.41/containers/x/stop'), ok('')),
  plain('a POST with an empty body', post('/v1.41/containers/x/stop', 'Content-Length: 0\r\nContent-Type: text/plain\r\n'), ok('')),
  plain('a body on GET', get('/x', 'Content-Length: 3\r\n').concat('abc'), ok('abc')),
  plain('a chunked body on DELETE', 'DELETE /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n', ok('')),
  plain('methods that nobody knows', 'PURGE /x HTTP/1.1\r\nHost: x\r\n\r\n', ok('')),
  plain('targets as they were sent', get('/v1.41//images/a%2Fb{"|^}/json?filters={"x":["y"]}&z=%zz#part'), ok('')),
  plain('an absolute target', get('http://docker/_ping'), ok('OK')),
  plain('bytes above ASCII in target and headers', get('/\xc3\xa9', 'X: \xff\x80\r\n'), ok('', 'Y: \xe9\r\n')),
  plain('a header of 32 KB', get('/build', `X-Registry-Config: ${'a'.repeat(32 * 1024)}\r\n`), ok('')),
  plain('an answer head of 200 KB', get('/x'), ok('', `X: ${'b'.repeat(200 * 1024)}\r\n`)),
  plain('a head beyond what the parser reads', get('/x', `X: ${'c'.repeat(300 * 1024)}\r\n`), ok('abc')),
  {
    name: 'messages that come byte by byte',
    client: async (client) => {
      await drip(client, post('/x', 'Content-Length: 3\r\n').concat('abc'));
      await client.takeUntil('0\r\n\r\n');
    },
    daemon: async (daemon) => {
      await daemon.takeUntil('abc');
      await drip(daemon, `HTTP/1.1 100 Continue\r\n\r\n${CHUNKED}3\r\nabc\r\n0\r\n\r\n`);
    },
  },

  // ---- several messages
  {
    name: 'requests one after the other on a connection',
    client: async (client) => {
      for (const path of ['/a', '/b', '/c']) {
        await client.send(get(path));
        await client.takeUntil(path);
      }
    },
    daemon: async (daemon) => {
      for (const path of ['/a', '/b', '/c']) {
        await daemon.takeUntil(HEAD_END);
        await daemon.send(ok(path));
      }
    },
  },
  {
    name: 'pipelined requests in one write',
    client: async (client) => {
      await client.send(get('/a') + post('/b', 'Content-Length: 2\r\n').concat('xy') + get('/c'));
      await client.takeUntil('c!');
    },
    daemon: async (daemon) => {
      await daemon.takeUntil('/c HTTP/1.1\r\nHost: docker\r\n\r\n');
      await daemon.send(`${ok('a!')}${CHUNKED}2\r\nb!\r\n0\r\n\r\n${ok('c!')}`);
    },
  },
  {
    name: '100 Continue before the body goes',
    client: async (client) => {
      await client.send(post('/build', 'Expect: 100-continue\r\nContent-Length: 4\r\n'));
      await client.takeUntil(HEAD_END);
      await client.send('body');
      await client.takeUntil('done');
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send('HTTP/1.1 100 Continue\r\n\r\n');
      await daemon.takeUntil('body');
      await daemon.send(ok('done'));
    },
  },
  {
    name: 'a refusal instead of 100 Continue',
    client: async (client) => {
      await client.send(post('/build', 'Expect: 100-continue\r\nContent-Length: 4\r\n'));
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send('HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      daemon.halfClose();
    },
  },
  plain(
    '103 and 102 before the answer',
    get('/x'),
    `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n${ok('abc')}`,
  ),
  {
    name: 'a 408 that nobody asked for',
    client: async (client) => {
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.send('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
      daemon.halfClose();
    },
  },

  // ---- early answers
  {
    name: 'an answer before the end of the request, on a connection that stays',
    client: async (client) => {
      await client.send(post('/build', 'Content-Length: 8\r\n').concat('1234'));
      await client.takeUntil('early');
      await client.send('5678');
      await client.send(get('/next'));
      await client.takeUntil('next');
    },
    daemon: async (daemon) => {
      await daemon.takeUntil('1234');
      await daemon.send(ok('early'));
      await daemon.takeUntil('/next HTTP/1.1');
      await daemon.takeUntil(HEAD_END);
      await daemon.send(ok('next'));
    },
  },
  ...(['unix', 'tcp'] as const).map(
    (over): Conversation => ({
      name: `a 404 while an upload goes on, and a half-close (${over})`,
      over,
      client: async (client) => {
        await client.send(
          'PUT /v1.41/containers/x/archive?path=/nope HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntar!\r\n',
        );
        await client.takeRest();
        await client.send('4\r\nmore\r\n0\r\n\r\n');
        client.halfClose();
        await client.untilClosed();
      },
      daemon: async (daemon) => {
        await daemon.takeUntil('tar!');
        await daemon.send('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno');
        daemon.halfClose();
        await daemon.takeRest();
      },
    }),
  ),
  {
    name: 'a request body that never comes to its end',
    client: async (client) => {
      await client.send(post('/build', 'Content-Length: 100\r\n').concat('abc'));
      client.halfClose();
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeRest();
      await daemon.send('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      daemon.halfClose();
    },
  },

  // ---- hijacks and upgrades
  {
    name: 'output in the same write as the 101',
    client: async (client) => {
      await client.send(post(ATTACH, UPGRADE));
      await client.takeUntil('first output');
      client.halfClose();
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send(`${UPGRADED}\x01\0\0\0\0\0\0\x0cfirst output`);
      await daemon.takeRest();
      daemon.halfClose();
    },
  },
  {
    name: 'a client that half-closes at once and reads on',
    client: async (client) => {
      await client.send(post(ATTACH, UPGRADE));
      await client.takeUntil(HEAD_END);
      client.halfClose();
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send(UPGRADED);
      await daemon.takeRest();
      await daemon.send('still here');
      daemon.halfClose();
    },
  },
  ...(['unix', 'tcp'] as const).map(
    (over): Conversation => ({
      name: `an engine that half-closes first and reads on (${over})`,
      over,
      client: async (client) => {
        await client.send(post(ATTACH, UPGRADE));
        await client.takeRest();
        await client.send('last words');
        client.halfClose();
        await client.untilClosed();
      },
      daemon: async (daemon) => {
        await daemon.takeUntil(HEAD_END);
        await daemon.send(`${UPGRADED}bye`);
        daemon.halfClose();
        await daemon.takeRest();
      },
    }),
  ),
  {
    name: 'stdin and output in turns after a 101',
    client: async (client) => {
      await client.send(post(ATTACH, UPGRADE));
      await client.takeUntil(HEAD_END);
      for (const line of ['one\n', 'GET / HTTP/1.1\r\n\r\n', '\0\x01\xff\n']) {
        await client.send(line);
        await client.takeUntil(line);
      }
      client.halfClose();
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send(UPGRADED);
      for (const line of ['one\n', 'GET / HTTP/1.1\r\n\r\n', '\0\x01\xff\n']) {
        await daemon.takeUntil(line);
        await daemon.send(`got ${line}`);
      }
      await daemon.takeRest();
      daemon.halfClose();
    },
  },
  {
    name: 'stdin behind a 200 on attach without Upgrade',
    client: async (client) => {
      await client.send(post(ATTACH));
      await client.send('early stdin\n');
      await client.takeUntil('early stdin');
      await client.send('more\n');
      client.halfClose();
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil('early stdin\n');
      await daemon.send(`${RAW}got early stdin`);
      await daemon.takeRest();
      await daemon.send('the end');
      daemon.halfClose();
    },
  },
  {
    name: 'exec start with a body, then a 101 in two writes',
    client: async (client) => {
      const body = '{"Detach":false,"Tty":false}\n';
      await client.send(post('/v1.51/exec/e1/start', `${UPGRADE}Content-Length: ${body.length}\r\n`));
      await client.send(body);
      await client.takeUntil(HEAD_END);
      await client.send('input');
      client.halfClose();
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil('}\n');
      await daemon.send('HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\n');
      await daemon.send('Api-Version: 1.51\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
      await daemon.takeRest();
      await daemon.send('\x02\0\0\0\0\0\0\x03err');
      daemon.halfClose();
    },
  },
  {
    name: 'exec start without Upgrade, answered 200 and a stream',
    client: async (client) => {
      await client.send(post('/exec/e1/start', 'Content-Length: 15\r\n').concat('{"Detach":false'));
      await client.send('stdin!');
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil('stdin!');
      await daemon.send(`${RAW}\x01\0\0\0\0\0\0\x02hi`);
      daemon.halfClose();
    },
  },
  {
    name: 'a refused attach: plain text until the end',
    client: async (client) => {
      await client.send(post(ATTACH, UPGRADE));
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send('HTTP/1.1 404 Not Found\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\nNo such container: web\r\n');
      daemon.halfClose();
    },
  },
  {
    name: 'a refused exec start, on a connection that stays',
    client: async (client) => {
      await client.send(post('/v1.41/exec/e1/start', `${UPGRADE}Content-Length: 2\r\n`).concat('{}'));
      await client.takeUntil('gone"}');
      await client.send(get('/_ping'));
      await client.takeUntil('OK');
    },
    daemon: async (daemon) => {
      await daemon.takeUntil('{}');
      await daemon.send('HTTP/1.1 409 Conflict\r\nContent-Length: 18\r\n\r\n{"message":"gone"}');
      await daemon.takeUntil(HEAD_END);
      await daemon.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK');
    },
  },
  {
    name: 'a refused upgrade with requests waiting behind it',
    client: async (client) => {
      await client.send(post('/grpc', 'Connection: Upgrade\r\nUpgrade: h2c\r\n'));
      await client.send(get('/a'));
      await client.send(get('/b'));
      await client.takeUntil('b!');
    },
    daemon: async (daemon) => {
      await daemon.takeUntil('/b HTTP/1.1');
      await daemon.takeUntil(HEAD_END);
      await daemon.send(`HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno${ok('a!')}${ok('b!')}`);
    },
  },
  {
    name: 'a websocket',
    client: async (client) => {
      await client.send(
        get('/v1.41/containers/web/attach/ws?stream=1', 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: eA==\r\n'),
      );
      await client.takeUntil(HEAD_END);
      await client.send('\x81\x85\0\0\0\0hello');
      await client.takeUntil('\x88\0');
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n');
      await daemon.takeUntil('hello');
      await daemon.send('\x81\x05hello\x88\0');
    },
  },
  {
    name: 'a /session where the engine starts HTTP/2',
    client: async (client) => {
      await client.send(
        'POST /session HTTP/1.1\r\nHost: \r\nConnection: Upgrade\r\nUpgrade: h2c\r\nX-Docker-Expose-Session-Grpc-Method: /a\r\nX-Docker-Expose-Session-Grpc-Method: /b\r\n\r\n',
      );
      await client.takeUntil('SM\r\n\r\n');
      await client.send('\0\0\0\x04\0\0\0\0\0');
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
      await daemon.take(9);
      daemon.halfClose();
    },
  },
  {
    name: 'a /grpc probe that is dropped without a byte',
    client: async (client, dial) => {
      client.close();
      await client.untilClosed();
      const second = await dial();
      await second.send('POST /grpc HTTP/1.1\r\nHost: \r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
      await second.takeUntil(HEAD_END);
    },
    daemon: async (daemon, connection) => {
      if (connection === 0) return;
      await daemon.takeUntil(HEAD_END);
      await daemon.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    },
  },

  // ---- ends that nobody planned
  {
    name: 'a client that half-closes after a plain GET and reads its answer',
    client: async (client) => {
      await client.send(get('/v1.41/containers/json'));
      client.halfClose();
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeRest();
      await daemon.send(`${CHUNKED}2\r\n[]\r\n`);
      await daemon.send('0\r\n\r\n');
      daemon.halfClose();
    },
  },
  {
    name: 'logs -f, cut by the client',
    client: async (client) => {
      await client.send(get('/v1.41/containers/web/logs?follow=1&stdout=1'));
      await client.takeUntil('line');
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send(`${CHUNKED}4\r\nline\r\n`);
      await daemon.takeRest();
      await daemon.send('0\r\n\r\n');
    },
  },
  untilEnd('an engine that closes in the middle of a body', get('/x'), 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc'),
  untilEnd('an engine that closes in the middle of a head', get('/x'), 'HTTP/1.1 200 OK\r\nContent-Le'),
  untilEnd('an engine that closes in the middle of a chunk', get('/x'), `${CHUNKED}10\r\nabc`, 'tcp'),
  untilEnd('an engine that closes instead of answering', get('/x'), ''),
  {
    name: 'an engine that closes at once',
    client: async (client) => {
      await client.takeRest();
    },
    daemon: (daemon) => daemon.halfClose(),
  },
  {
    name: 'an engine that resets in the middle of a body',
    over: 'tcp',
    client: async (client) => {
      await client.send(get('/x'));
      await client.takeUntil('abc');
      await client.send('!');
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc');
      await daemon.takeUntil('!');
      daemon.reset();
    },
  },
  {
    name: 'an engine that resets right behind its bytes',
    over: 'tcp',
    client: async (client) => {
      await client.send(get('/x'));
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send('HTTP/1.1 200 OK\r\n\r\nabc');
      daemon.reset();
    },
  },
  {
    name: 'a client that resets in the middle of an answer',
    over: 'tcp',
    client: async (client) => {
      await client.send(get('/v1.41/events'));
      await client.takeUntil('abc');
      client.reset();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send(`${CHUNKED}3\r\nabc\r\n`);
      await daemon.takeRest();
    },
  },
  {
    name: 'a client that resets in the middle of its stdin',
    over: 'tcp',
    client: async (client) => {
      await client.send(post(ATTACH, UPGRADE));
      await client.takeUntil(HEAD_END);
      await client.send('half a l');
      await client.takeUntil('ok');
      client.reset();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send(UPGRADED);
      await daemon.takeUntil('half a l');
      await daemon.send('ok');
      await daemon.takeRest();
    },
  },
  {
    name: 'a client that comes and goes without a word',
    client: async (client) => client.halfClose(),
    daemon: async (daemon) => {
      await daemon.takeRest();
    },
  },
  {
    name: 'a client that leaves in the middle of a head',
    client: async (client) => {
      await client.send('GET /x HT');
    },
    daemon: async (daemon) => {
      await daemon.takeUntil('GET /x HT');
    },
  },

  // ---- size, and what is no HTTP
  {
    name: '3 MB up and down',
    client: async (client) => {
      const sent = client.send(Buffer.concat([Buffer.from(post('/v1.41/images/load', `Content-Length: ${BIG.length}\r\n`)), BIG]));
      await client.takeUntil(HEAD_END);
      await client.take(BIG.length);
      await sent;
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.take(BIG.length);
      await daemon.send(`HTTP/1.1 200 OK\r\nContent-Length: ${BIG.length}\r\n\r\n`);
      await daemon.send(BIG);
    },
  },
  {
    name: '3 MB both ways at once through a hijack',
    over: 'tcp',
    client: async (client) => {
      await client.send(post(ATTACH, UPGRADE));
      await client.takeUntil(HEAD_END);
      const sent = client.send(BIG);
      await client.take(BIG.length);
      await sent;
      client.halfClose();
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send(UPGRADED);
      const sent = daemon.send(BIG);
      await daemon.takeRest();
      await sent;
      daemon.halfClose();
    },
  },
  {
    name: 'TLS, which nobody here speaks',
    client: async (client) => {
      await client.send(Buffer.from('16030100050100000100', 'hex'));
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.take(10);
      await daemon.send('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n');
      daemon.halfClose();
    },
  },
  {
    name: 'answers that are no HTTP',
    client: async (client) => {
      await client.send(get('/x'));
      await client.takeRest();
    },
    daemon: async (daemon) => {
      await daemon.takeUntil(HEAD_END);
      await daemon.send('\0\x01\x02 who are you?');
      daemon.halfClose();
    },
  },
  plain('broken chunks', get('/x'), `${CHUNKED}3\r\nabcd\r\nzz\r\n0\r\n\r\n`),
  plain('two lengths that contradict each other', get('/x'), 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde'),
];
