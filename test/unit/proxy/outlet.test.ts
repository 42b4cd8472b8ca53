import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { Outlet } from '../../../src/proxy/outlet.ts';
import { dialRaw, RawPeer } from '../../support/raw-peer.ts';
import { removeTemporarySockets, temporarySocket } from '../../support/temporary-socket.ts';

removeTemporarySockets();

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** A raw peer, and the accepted socket at its other end with an outlet on it. */
async function connect(over: 'unix' | 'tcp' = 'unix'): Promise<{ peer: RawPeer; socket: Socket; outlet: Outlet; broken: Error[] }> {
  const listen = temporarySocket();
  const accepted = new Promise<Socket>((resolve) => {
    server = createServer({ allowHalfOpen: true }, resolve);
  });
  await new Promise<void>((resolve) => server?.listen(over === 'unix' ? { path: listen.path } : { host: '127.0.0.1', port: 0 }, resolve));
  const address = server?.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const peer = await dialRaw(over === 'unix' ? listen : { kind: 'tcp', host: '127.0.0.1', port });
  const socket = await accepted;
  socket.on('error', () => {});
  const broken: Error[] = [];
  return { peer, socket, outlet: new Outlet(socket, over, (error) => broken.push(error)), broken };
}

it('still reads what the other side sent before it closed, when a write fails', async () => {
  const { peer, socket, outlet, broken } = await connect();
  const reader = new RawPeer(socket);
  // All in one turn of the event loop: the answer is in the kernel, unread, when the write fails.
  peer.socket.write('404 Not Found');
  peer.close();
  outlet.write(Buffer.from('more of the upload'));
  expect((await reader.takeRest()).toString()).toBe('404 Not Found');
  expect(broken).toEqual([expect.objectContaining({ code: 'EPIPE' })]);
  expect(outlet.broken).toBe(true);
  expect(outlet.write(Buffer.from('dropped'))).toBe(true);
  socket.destroy();
});

it('never joins pieces that wait to one write', async () => {
  const { peer, socket, outlet } = await connect();
  const writes: string[] = [];
  const handle = (socket as unknown as { _handle: { writev?: unknown } })._handle;
  Object.defineProperty(handle, 'writev', {
    value: () => {
      writes.push('joined');
      return 0;
    },
  });
  socket.cork();
  outlet.write(Buffer.from('POST /attach HTTP/1.1\r\n\r\n'));
  outlet.write(Buffer.from('stdin'));
  socket.uncork();
  expect((await peer.takeUntil('stdin')).toString()).toBe('POST /attach HTTP/1.1\r\n\r\nstdin');
  expect(writes).toEqual([]);
  peer.close();
  socket.destroy();
});

it('tells when a piece is with the kernel, and sends FIN behind all pieces', async () => {
  const { peer, outlet, socket } = await connect();
  const told: string[] = [];
  outlet.write(Buffer.from('a'), () => told.push('a'));
  outlet.end(() => told.push('end'));
  expect((await peer.takeRest()).toString()).toBe('a');
  expect(peer.fate).toBe('fin');
  expect(told).toEqual(['a', 'end']);
  peer.close();
  socket.destroy();
});

it.each([
  ['close', 'fin'],
  ['reset', 'reset'],
] as const)('delivers what was written before a %s', async (verb, fate) => {
  const { peer, outlet } = await connect('tcp');
  const bytes = Buffer.alloc(20_000, 'x');
  outlet.write(bytes);
  outlet[verb]();
  expect(await peer.take(bytes.length)).toEqual(bytes);
  await peer.takeRest();
  expect(peer.fate).toBe(fate);
  peer.close();
});

it('knows a reset that came right behind bytes', async () => {
  const { peer, socket, outlet } = await connect('tcp');
  await peer.send('last words');
  peer.reset();
  const said: string[] = [];
  socket.on('data', (bytes: Buffer) => said.push(bytes.toString()));
  await new Promise<void>((resolve) => {
    socket.on('end', () => resolve());
    socket.on('error', () => resolve());
  });
  expect(said).toEqual(['last words']);
  expect(outlet.wasReset() || socket.errored !== null).toBe(true);
  socket.destroy();
});

it('does not take an end that answers our own for a reset', async () => {
  const { peer, socket, outlet } = await connect('tcp');
  socket.resume();
  outlet.end();
  await peer.takeRest();
  peer.halfClose();
  await new Promise<void>((resolve) => socket.on('end', () => resolve()));
  expect(outlet.wasReset()).toBe(false);
  socket.destroy();
});

it('does not take a half-close for a reset', async () => {
  const { peer, socket, outlet } = await connect('tcp');
  socket.resume();
  peer.halfClose();
  await new Promise<void>((resolve) => socket.on('end', () => resolve()));
  expect(outlet.wasReset()).toBe(false);
  peer.close();
  socket.destroy();
});

it('lets who pushes wait while the other side does not read, and go on when it does', async () => {
  const { peer, socket, outlet } = await connect();
  peer.socket.pause();
  let waiting: void | Promise<void>;
  let sent = 0;
  do {
    waiting = outlet.push(Buffer.alloc(1 << 20));
    sent += 1 << 20;
  } while (waiting === undefined);
  let received = 0;
  peer.socket.on('data', (bytes: Buffer) => {
    received += bytes.length;
  });
  peer.socket.resume();
  await waiting;
  expect(received).toBeGreaterThan(0);
  expect(received).toBeLessThanOrEqual(sent);
  peer.close();
  socket.destroy();
});

it('lets nobody wait for a socket that is gone', async () => {
  const { peer, socket, outlet } = await connect();
  peer.socket.pause();
  let waiting: void | Promise<void>;
  do waiting = outlet.push(Buffer.alloc(1 << 20));
  while (waiting === undefined);
  socket.destroy();
  await waiting;
  expect(outlet.push(Buffer.from('more'))).toBeUndefined();
  peer.close();
});
