/** Where clients find tapedeck, and how they are told. */
import { renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Endpoint } from '../docker/endpoint.ts';
import { formatEndpoint, parseEndpoint } from '../docker/endpoint.ts';
import { TapedeckError } from '../errors.ts';
import { readSocketMode } from './options.ts';
import { makePrivateSocket, socketPlaces } from './private-socket.ts';
import type { World } from './world.ts';
import { environmentLines } from './wrapped-command.ts';

export interface ListenValues {
  readonly listen?: string | undefined;
  readonly 'socket-mode': string;
  readonly 'ready-file'?: string | undefined;
  readonly 'print-env': boolean;
  readonly COMMAND: readonly string[] | null;
}

export interface Listening {
  readonly endpoint: Endpoint;
  readonly socketMode: number;
  /** Takes away what was made for it. */
  remove(): void;
}

/** `--listen`, or a private socket. Warns where others could reach it. */
export function chooseListening(values: ListenValues, world: World): Listening {
  const socketMode = readSocketMode(values['socket-mode']);
  if (values.listen === undefined) {
    const socket = makePrivateSocket(socketPlaces(world.env));
    return { endpoint: { kind: 'unix', path: socket.path }, socketMode: 0o600, remove: socket.remove };
  }
  const endpoint = parseEndpoint(values.listen);
  if (endpoint.kind === 'tcp' && !isLoopback(endpoint.host)) {
    world.stderr(
      `tapedeck: WARNING: ${values.listen} can be reached from other machines, and there is no password.\n` +
        '  Who can speak to the Docker API of an engine is root on its host. Listen on 127.0.0.1 unless all who can reach it may be.\n',
    );
  }
  return { endpoint, socketMode, remove: () => {} };
}

/** Says that clients can connect. With a COMMAND nobody needs to be told, unless others were invited too. */
export function announce(endpoint: Endpoint, values: ListenValues, world: World): void {
  const url = urlForClients(endpoint);
  writeReadyFile(values['ready-file'], url, world);
  const line = `listening on ${formatEndpoint(endpoint)}\n`;
  if (values.COMMAND !== null) {
    if (values.listen !== undefined) world.stderr(line);
  } else if (values['print-env']) {
    world.stdout(environmentLines(url));
    world.stderr(line);
  } else {
    world.stdout(line);
  }
}

/** Comes before the word on stdout: who has read that may count on the file. */
function writeReadyFile(file: string | undefined, url: string, world: World): void {
  if (file === undefined) return;
  const path = resolve(world.cwd, file);
  try {
    // In one step: who waits for the file to be there must not find it empty.
    writeFileSync(`${path}.${process.pid}`, `${url}\n`);
    renameSync(`${path}.${process.pid}`, path);
  } catch (error) {
    throw new TapedeckError('TD_IO', `cannot write --ready-file: ${(error as Error).message}`, { cause: error });
  }
}

/** The URL to put into DOCKER_HOST: an address that stands for all is no address to connect to. */
export function urlForClients(endpoint: Endpoint): string {
  if (endpoint.kind === 'tcp' && (endpoint.host === '0.0.0.0' || endpoint.host === '::')) {
    return formatEndpoint({ ...endpoint, host: endpoint.host === '::' ? '::1' : '127.0.0.1' });
  }
  return formatEndpoint(endpoint);
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
