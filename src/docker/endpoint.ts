/** Where an engine (or tapedeck) can be reached, as DOCKER_HOST and `--listen` write it. */
import { TapedeckError } from '../errors.ts';

export type Endpoint =
  | { readonly kind: 'unix'; readonly path: string }
  /** `host` without the brackets of an IPv6 address. Port 0 (listening only): any free one. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** What the docker CLI takes where `tcp://` names no port (without TLS). */
const DOCKER_PORT = 2375;
const HOST_AND_PORT = /^(?:\[([0-9A-Fa-f:.%]+)\]|([^:/[\]@\s]*))(?::([0-9]{1,5}))?\/?$/;

/** Schemes that Docker knows and tapedeck does not speak yet. */
const LATER: Readonly<Record<string, string>> = {
  ssh: 'ssh://',
  npipe: 'Windows named pipes',
  fd: 'sockets handed over by systemd',
  https: 'TLS',
};

/** Reads `unix:///path`, `tcp://host:port` or `http://host:port`. Throws TD_USAGE with what can be done instead. */
export function parseEndpoint(url: string): Endpoint {
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(url) ?? [];
  if (scheme === undefined || rest === undefined) {
    throw usage(`${JSON.stringify(url)} is no URL of an engine`, url.startsWith('/') ? `Write unix://${url}.` : KNOWN);
  }
  switch (scheme.toLowerCase()) {
    case 'unix':
      return { kind: 'unix', path: unixPath(url, rest) };
    case 'tcp':
    case 'http':
      return hostAndPort(url, rest);
    default: {
      const later = LATER[scheme.toLowerCase()];
      if (later === undefined) throw usage(`${scheme}:// in ${JSON.stringify(url)} is not known`, KNOWN);
      throw usage(
        `${JSON.stringify(url)}: ${later} cannot be used yet`,
        scheme === 'ssh'
          ? `Forward the socket with "ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock HOST" and use unix:///tmp/docker.sock.`
          : KNOWN,
      );
    }
  }
}

/** The URL that parseEndpoint reads as the same endpoint, and DOCKER_HOST takes. */
export function formatEndpoint(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'unix':
      return `unix://${endpoint.path}`;
    case 'tcp':
      return `tcp://${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
    default:
      endpoint satisfies never;
      throw new TypeError('unknown kind of endpoint');
  }
}

const KNOWN = 'Use unix:///path/to/socket or tcp://host:port.';

function unixPath(url: string, path: string): string {
  if (!path.startsWith('/'))
    throw usage(`${JSON.stringify(url)} names no absolute path`, 'Write unix:///path/to/socket, with three slashes.');
  if (path.includes('\0')) throw usage(`${JSON.stringify(url)} has a NUL in its path`, KNOWN);
  return path;
}

function hostAndPort(url: string, rest: string): Endpoint {
  const match = HOST_AND_PORT.exec(rest);
  const port = match?.[3] === undefined ? DOCKER_PORT : Number(match[3]);
  if (match === null || port > 65535)
    throw usage(`${JSON.stringify(url)} does not name a host and port`, 'Write tcp://host:port, e.g. tcp://127.0.0.1:2375.');
  // An empty host is the machine itself, as for the docker CLI.
  return { kind: 'tcp', host: match[1] ?? (match[2] || '127.0.0.1'), port };
}

function usage(message: string, hint: string): TapedeckError {
  return new TapedeckError('TD_USAGE', message, { hint });
}
