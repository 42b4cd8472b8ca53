import { spawnSync } from 'node:child_process';
import { lstatSync, statSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import { expect, it } from '@jest/globals';
import { listen } from '../../../src/proxy/listen.ts';
import { dialRaw } from '../../support/raw-peer.ts';
import { removeTemporarySockets, temporarySocket } from '../../support/temporary-socket.ts';

removeTemporarySockets();

const nobody = () => {};
const say = (text: string) => (socket: Socket) => {
  socket.on('error', () => {});
  socket.end(text);
};

it('gives a unix socket to its user alone unless told otherwise', async () => {
  const own = await listen(temporarySocket(), nobody);
  expect(statSync((own.endpoint as { path: string }).path).mode & 0o777).toBe(0o600);
  await own.close();
  const shared = await listen(temporarySocket(), nobody, 0o660);
  expect(statSync((shared.endpoint as { path: string }).path).mode & 0o777).toBe(0o660);
  await shared.close();
});

it('leaves no socket behind', async () => {
  const socket = temporarySocket();
  const listener = await listen(socket, nobody);
  await listener.close();
  expect(lstatSync(socket.path, { throwIfNoEntry: false })).toBeUndefined();
});

it('says which port it got', async () => {
  const listener = await listen({ kind: 'tcp', host: '127.0.0.1', port: 0 }, nobody);
  expect(listener.endpoint).toEqual({ kind: 'tcp', host: '127.0.0.1', port: expect.any(Number) });
  expect((listener.endpoint as { port: number }).port).toBeGreaterThan(0);
  await listener.close();
});

it('takes the place of a socket that nobody listens on', async () => {
  const socket = temporarySocket();
  // A process that dies without closing leaves its socket.
  const script = `require('net').createServer().listen(${JSON.stringify(socket.path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  expect(lstatSync(socket.path).isSocket()).toBe(true);
  const listener = await listen(socket, say('here'));
  const peer = await dialRaw(socket);
  expect((await peer.takeRest()).toString()).toBe('here');
  peer.close();
  await listener.close();
});

it('refuses a socket where another program listens, and leaves it alone', async () => {
  const socket = temporarySocket();
  const first = await listen(socket, say('first'));
  await expect(listen(socket, nobody)).rejects.toMatchObject({
    code: 'TD_LISTEN',
    message: `cannot listen on unix://${socket.path}: another program listens there`,
  });
  const peer = await dialRaw(socket);
  expect((await peer.takeRest()).toString()).toBe('first');
  peer.close();
  await first.close();
});

it('refuses to replace what is no socket', async () => {
  const { path } = temporarySocket();
  writeFileSync(path, 'precious');
  await expect(listen({ kind: 'unix', path }, nobody)).rejects.toMatchObject({ code: 'TD_LISTEN' });
  expect(statSync(path).size).toBe(8);
});

it('refuses a path that Node would cut', async () => {
  const path = `${dirname(temporarySocket().path)}/${'x'.repeat(120)}`;
  await expect(listen({ kind: 'unix', path }, nobody)).rejects.toMatchObject({
    code: 'TD_LISTEN',
    message: expect.stringContaining(`this one has ${path.length}`),
  });
});

it.each([
  [{ kind: 'unix', path: '/nowhere/at/all.sock' }, 'cannot listen on unix:///nowhere/at/all.sock: the directory does not exist'],
  [{ kind: 'tcp', host: '192.0.2.1', port: 0 }, 'cannot listen on tcp://192.0.2.1:0: this machine has no such address'],
] as const)('says why it cannot listen on %j', async (endpoint, message) => {
  await expect(listen(endpoint, nobody)).rejects.toMatchObject({ code: 'TD_LISTEN', message });
});

it('says that a port is taken', async () => {
  const first = await listen({ kind: 'tcp', host: '127.0.0.1', port: 0 }, nobody);
  await expect(listen(first.endpoint, nobody)).rejects.toMatchObject({ message: expect.stringContaining('another program listens there') });
  await first.close();
});
