/**
 * An engine that speaks scripted raw bytes: every connection runs `script`, which reads and writes what it likes.
 *
 *   const daemon = await startRawDaemon(async (peer) => {
 *     await peer.takeUntil('\r\n\r\n');
 *     await peer.send('HTTP/1.1 204 No Content\r\n\r\n');
 *   });
 *
 * Nothing is added: no Date, no keep-alive, no close. A script that fails is reported by `close()`.
 */
import { createServer } from 'node:net';
import type { Endpoint } from '../../src/docker/endpoint.ts';
import { RawPeer } from './raw-peer.ts';
import { temporarySocket } from './temporary-socket.ts';

export type DaemonScript = (peer: RawPeer, connection: number) => Promise<void> | void;

export interface RawDaemon {
  readonly endpoint: Endpoint;
  /** In order of accept. */
  readonly peers: readonly RawPeer[];
  /** Resolves with that connection, as soon as it was accepted. */
  peer(connection: number): Promise<RawPeer>;
  /** Drops every connection. Rejects with the first error of a script, unless it failed because of the drop. */
  close(): Promise<void>;
}

/** Listens on a temporary unix socket unless told otherwise; TCP with `{kind: 'tcp', host: '127.0.0.1', port: 0}`. */
export async function startRawDaemon(script: DaemonScript = () => {}, listen: Endpoint = temporarySocket()): Promise<RawDaemon> {
  const peers: RawPeer[] = [];
  const waiting: (() => void)[] = [];
  let failure: unknown;
  let closing = false;

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const peer = new RawPeer(socket, listen.kind);
    peers.push(peer);
    for (const wake of waiting.splice(0)) wake();
    Promise.resolve(script(peer, peers.length - 1)).catch((error: unknown) => {
      if (!closing) failure ??= error;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.kind === 'unix' ? { path: listen.path } : { host: listen.host, port: listen.port }, resolve);
  });
  const address = server.address();
  const endpoint: Endpoint =
    listen.kind === 'tcp' && typeof address === 'object' && address !== null ? { ...listen, port: address.port } : listen;

  return {
    endpoint,
    peers,
    async peer(connection) {
      while (peers[connection] === undefined) await new Promise<void>((resolve) => waiting.push(resolve));
      return peers[connection];
    },
    async close() {
      closing = true;
      for (const peer of peers) peer.close();
      await new Promise((resolve) => server.close(resolve));
      if (failure !== undefined) throw failure;
    },
  };
}
