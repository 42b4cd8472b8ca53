/** gRPC over a Reply, with node:http2 itself at the other end. */
import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import { Duplex } from 'node:stream';
import { expect, it } from '@jest/globals';
import type { Reply } from '../../../src/cassette/exchange.ts';
import type { RawHeaders } from '../../../src/cassette/types.ts';
import type { GrpcStream, ServedCall } from '../../../src/docker/grpc-ends.ts';
import { GrpcMessages, writeGrpcMessage } from '../../../src/docker/grpc-messages.ts';
import { GRPC_ENDS } from '../../../src/proxy/http2.ts';

/** A reply whose bytes come out of a stream, and what is written into that goes to the fed end. */
function pair(): { readonly reply: Reply; readonly client: Duplex; feed(stream: GrpcStream): void } {
  let fed: GrpcStream | null = null;
  const client = new Duplex({
    read() {},
    write(bytes: Buffer, _encoding, done) {
      fed?.data(bytes);
      done();
    },
    final(done) {
      fed?.end();
      done();
    },
  });
  const end = () => void (client.readableEnded || client.push(null));
  const reply: Reply = {
    write: (bytes) => client.push(Buffer.from(bytes)),
    onDrain: (listener) => setImmediate(listener),
    hijack() {},
    finish() {},
    halfClose: end,
    close: end,
    reset: end,
  };
  return {
    reply,
    client,
    feed(stream) {
      fed = stream;
    },
  };
}

const HEAD: RawHeaders = [
  [':status', '200'],
  ['content-type', 'application/grpc'],
  ['trailer', 'Grpc-Status'],
  ['trailer', 'Grpc-Message'],
];

it('serves calls: their repeated headers, messages both ways, trailers', async () => {
  const { reply, client, feed } = pair();
  const heard: string[] = [];
  feed(
    GRPC_ENDS.serve(reply, (call) => {
      heard.push(call.path, ...call.headers.filter(([name]) => name === 'x').map(([, value]) => value));
      return {
        message: (data) => {
          heard.push(data.toString());
          call.answer(HEAD);
          call.message(Buffer.from('answer'));
          call.trailers([
            ['grpc-status', '5'],
            ['grpc-status-details-bin', 'AAEC'],
          ]);
        },
        end: () => heard.push('end'),
        left: () => heard.push('left'),
      };
    }),
  );
  const session = connect('http://localhost', { createConnection: () => client });
  const stream = session.request({ ':method': 'POST', ':path': '/a.B/C', x: ['1', '2'] });
  const messages = new GrpcMessages();
  const got: unknown[] = [];
  stream.on('data', (bytes: Buffer) => got.push(...messages.push(bytes).map(String)));
  stream.on('trailers', ({ 'grpc-status': status, 'grpc-status-details-bin': details }) => got.push(status, details));
  stream.end(writeGrpcMessage(Buffer.from('question')));
  await once(stream, 'close');
  expect(got).toEqual(['answer', '5', 'AAEC']);
  expect(heard).toEqual(['/a.B/C', '1', '2', 'question', 'end', 'left']);
  session.destroy();
});

it('ends a call that has no answer by trailers alone, and takes nothing more for it', async () => {
  const { reply, client, feed } = pair();
  let served: ServedCall | undefined;
  feed(
    GRPC_ENDS.serve(reply, (call) => {
      served = call;
      call.trailers([
        [':status', '200'],
        ['content-type', 'application/grpc'],
        ['grpc-status', '12'],
      ]);
      return { message() {}, end() {}, left() {} };
    }),
  );
  const session = connect('http://localhost', { createConnection: () => client });
  const stream = session.request({ ':method': 'POST', ':path': '/a.B/C' });
  stream.resume();
  const closed = once(stream, 'close');
  const [answer] = await once(stream, 'response');
  expect(answer).toMatchObject({ ':status': 200, 'grpc-status': '12' });
  stream.end();
  await closed;
  served?.message(Buffer.from('late'));
  served?.trailers([['grpc-status', '0']]);
  session.destroy();
});

it('bears a client that says no HTTP/2', () => {
  const { reply, client, feed } = pair();
  const stream = GRPC_ENDS.serve(reply, () => ({ message() {}, end() {}, left() {} }));
  feed(stream);
  client.write('GET / HTTP/1.1\r\n\r\n');
  stream.left();
});

it('calls the client: headers as a list, messages, trailers, and a call that is broken off', async () => {
  const { reply, client, feed } = pair();
  const server = createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    if (headers[':path'] === '/broken') {
      stream.close(2);
      return;
    }
    const messages = new GrpcMessages();
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', asked: String(headers.followpaths) }));
    stream.on('data', (bytes: Buffer) => {
      for (const message of messages.push(bytes)) stream.write(writeGrpcMessage(message));
    });
    stream.on('end', () => stream.end());
  });
  const caller = GRPC_ENDS.connect(reply);
  feed(caller);
  server.emit('connection', client);

  const heard: string[] = [];
  const over = new Promise<RawHeaders | null>((resolve) => {
    const call = caller.call(
      [
        [':method', 'POST'],
        [':path', '/files'],
        ['followpaths', 'a'],
        ['followpaths', 'b'],
      ],
      { message: (data) => heard.push(data.toString()), over: (trailers) => resolve(trailers) },
    );
    call.message(Buffer.from('x'));
    call.message(Buffer.from('y'));
    call.end();
  });
  expect(await over).toEqual([
    ['grpc-status', '0'],
    ['asked', 'a, b'],
  ]);
  expect(heard).toEqual(['x', 'y']);

  const broken = new Promise<string>((resolve) => {
    caller.call(
      [
        [':method', 'POST'],
        [':path', '/broken'],
      ],
      { message() {}, over: (trailers, reason) => resolve(trailers === null ? reason : 'trailers') },
    );
  });
  expect(await broken).not.toBe('trailers');
  caller.close();
});
