/**
 * The server: tapedeck answers itself. It reads requests with the relay's parser and hands each to a Responder, which
 * writes wire bytes; so recorded bytes go out as they came in, hijacks and all.
 */
import type { Socket } from 'node:net';
import type { Responder } from '../cassette/exchange.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import { listen } from './listen.ts';
import { ServerConnection } from './server-connection.ts';

export interface ServerOptions {
  readonly listen: Endpoint;
  readonly responder: Responder;
  /** Mode of a unix socket; 0600 unless given. */
  readonly socketMode?: number;
  /** A client connected. */
  readonly onConnection?: (connection: number) => void;
  /** The responder threw: its client got 500, the others go on. */
  readonly onError?: (error: Error, connection: number) => void;
}

export interface Server {
  readonly endpoint: Endpoint;
  /** Clients that are connected now. */
  readonly connections: number;
  /** Stops accepting and drops what is open; the responder hears `left` for each exchange under way. */
  close(): Promise<void>;
}

/** Throws TD_LISTEN. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const open = new Set<ServerConnection>();
  let connections = 0;
  let exchanges = 0;

  const accept = (socket: Socket) => {
    const number = connections++;
    const connection = new ServerConnection(socket, {
      number,
      listen: options.listen.kind,
      responder: options.responder,
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
      for (const connection of [...open]) connection.drop();
      await closed;
    },
  };
}
