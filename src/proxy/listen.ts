/** Listening, on a unix socket or TCP, for the relay and the server alike. */
import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { type Endpoint, formatEndpoint } from '../docker/endpoint.ts';
import { TapedeckError } from '../errors.ts';

/** Bytes that may wait in a socket, each way. Four times Node's own: bulk runs a third faster. */
export const HIGH_WATER_MARK = 256 * 1024;

/** Only the user: the Docker API is root on the host. */
export const DEFAULT_SOCKET_MODE = 0o600;

/** `sun_path` less its NUL. Node cuts a longer path without a word and listens somewhere else. */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;

/** The kernel cuts it to net.core.somaxconn. Node's own 511 is little for a test suite that opens a connection a request. */
const BACKLOG = 4096;

export interface Listener {
  /** With the port that was given where 0 was asked for. */
  readonly endpoint: Endpoint;
  /** Stops accepting, and removes the socket. Resolves when all its connections are closed. */
  close(): Promise<void>;
}

/** Sockets are handed over half-open: FIN is an event, not an end. Throws TD_LISTEN. */
export async function listen(
  endpoint: Endpoint,
  onSocket: (socket: Socket) => void,
  socketMode: number = DEFAULT_SOCKET_MODE,
): Promise<Listener> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true, highWaterMark: HIGH_WATER_MARK }, onSocket);
  if (endpoint.kind === 'unix') await listenUnix(server, endpoint.path, socketMode);
  else await listenTcp(server, endpoint.host, endpoint.port);
  // An accept that fails (EMFILE) costs that connection; the server goes on.
  server.on('error', () => {});
  return {
    endpoint: endpoint.kind === 'tcp' ? { ...endpoint, port: (server.address() as AddressInfo).port } : endpoint,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function listenUnix(server: Server, path: string, mode: number): Promise<void> {
  const length = Buffer.byteLength(path);
  if (length > LONGEST_PATH) {
    throw new TapedeckError('TD_LISTEN', `a unix socket path can have ${LONGEST_PATH} bytes, this one has ${length}: ${path}`, {
      hint: 'Use a shorter path, e.g. under /tmp.',
    });
  }
  if (await isStale(path)) unlinkSync(path);
  // Nobody else can connect before the mode is set: the socket is created with the least rights.
  const before = process.umask(0o177);
  try {
    const listening = started(server, { kind: 'unix', path });
    server.listen({ path, backlog: BACKLOG });
    process.umask(before);
    await listening;
  } finally {
    process.umask(before);
  }
  chmodSync(path, mode);
}

async function listenTcp(server: Server, host: string, port: number): Promise<void> {
  const listening = started(server, { kind: 'tcp', host, port });
  server.listen({ host, port, backlog: BACKLOG });
  await listening;
}

function started(server: Server, endpoint: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(cannotListen(endpoint, error));
    server.once('error', refuse);
    server.once('listening', () => {
      server.off('error', refuse);
      resolve();
    });
  });
}

/** True for a socket file that nobody listens on (left by a crash). Throws TD_LISTEN where somebody does, or it is no socket. */
async function isStale(path: string): Promise<boolean> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (!found.isSocket()) {
    throw new TapedeckError('TD_LISTEN', `cannot listen on unix://${path}: there is something that is no socket`, {
      hint: 'Remove it or choose another path.',
    });
  }
  const refusal = await knock(path);
  if (refusal === 'ECONNREFUSED') return true;
  if (refusal === 'ENOENT') return false;
  const reason = refusal === null ? 'another program listens there' : `there is a socket that cannot be tried (${refusal})`;
  throw new TapedeckError('TD_LISTEN', `cannot listen on unix://${path}: ${reason}`, { hint: 'Stop that program or choose another path.' });
}

/** The error code of a connect, or null where somebody answers. */
function knock(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(null);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'no permission',
  ENOENT: 'the directory does not exist',
  ENOTDIR: 'a part of the path is no directory',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'no such host',
};

function cannotListen(endpoint: Endpoint, error: NodeJS.ErrnoException): TapedeckError {
  // For a missing directory libuv says EACCES, as Windows does.
  const missing = endpoint.kind === 'unix' && lstatSync(dirname(endpoint.path), { throwIfNoEntry: false }) === undefined;
  const reason = REASONS[missing ? 'ENOENT' : (error.code ?? '')] ?? error.message;
  return new TapedeckError('TD_LISTEN', `cannot listen on ${formatEndpoint(endpoint)}: ${reason}`, {
    hint: 'Choose another --listen address.',
    cause: error,
  });
}
