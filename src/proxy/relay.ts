/**
 * The relay: carries bytes between clients and an engine, and tells what they say (decision 001 says why it is no
 * HTTP proxy). One RelayConnection a client; this file listens, counts, and closes.
 */
import type { Socket } from 'node:net';
import type { ExchangeObserver, RequestGuard } from '../cassette/exchange.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import { listen } from './listen.ts';
import { RelayConnection } from './relay-connection.ts';

export interface RelayOptions {
  readonly listen: Endpoint;
  readonly upstream: Endpoint;
  readonly observer?: ExchangeObserver;
  /** Judges each request before the engine has a byte of it. Without one nothing is ever kept back. */
  readonly guard?: RequestGuard;
  /** Milliseconds, monotonic; events carry the time since the start of the relay. */
  readonly now: () => number;
  /** Mode of a unix socket; 0600 unless given. */
  readonly socketMode?: number;
  /** A client connected. */
  readonly onConnection?: (connection: number) => void;
  /** What a user may want to read: no engine there, or a fault of tapedeck's own that cost the events of a connection. */
  readonly onError?: (error: Error, connection: number) => void;
}

export interface Relay {
  readonly endpoint: Endpoint;
  /** Clients that are connected now. */
  readonly connections: number;
  /** Stops accepting, reads what has arrived already, then drops what is open (`end` events say `cut-off`). */
  close(): Promise<void>;
}

/** Throws TD_LISTEN. No engine is needed to start: clients are told when they ask. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const open = new Set<RelayConnection>();
  const start = options.now();
  let connections = 0;
  let exchanges = 0;

  const accept = (socket: Socket) => {
    const number = connections++;
    const connection = new RelayConnection(socket, {
      number,
      listen: options.listen.kind,
      upstream: options.upstream,
      observer: options.observer,
      guard: options.guard,
      now: () => options.now() - start,
      nextExchange: () => exchanges++,
      onError: (error) => options.onError?.(error, number),
      onClose: () => open.delete(connection),
    });
    open.add(connection);
    options.onConnection?.(number);
  };
  const listener = await listen(options.listen, accept, options.socketMode);

  return {
    endpoint: listener.endpoint,
    get connections() {
      return open.size;
    },
    async close() {
      const closed = listener.close();
      // A client that ended just now has its FIN in the kernel: read it, or it would look as if we cut it off.
      await nextTurn();
      await nextTurn();
      for (const connection of [...open]) connection.drop();
      await closed;
      while (open.size > 0) await nextTurn();
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
