/** The one question that tapedeck asks an engine itself: `GET /version`, on a connection of its own that nobody records. */
import { request } from 'node:http';
import type { ApiVersion, EngineInfo } from '../cassette/types.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import { formatEndpoint } from '../docker/endpoint.ts';
import { TapedeckError } from '../errors.ts';
import { PROGRAM } from './version.ts';

/** Milliseconds. An engine that needs longer to say its version is not one to start work with. */
export const PATIENCE = 2000;

export type Answer =
  | { readonly kind: 'engine'; readonly info: EngineInfo }
  /** Something speaks HTTP there, but says no version (a proxy that forbids it, a web server). */
  | { readonly kind: 'no-version'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly error: TapedeckError };

/** @param option by which the user can name another engine */
export async function askVersion(
  endpoint: Endpoint,
  patience: number = PATIENCE,
  option: '--upstream' | '--against' = '--upstream',
): Promise<Answer> {
  try {
    const { status, body } = await get('/version', endpoint, patience);
    if (status !== 200) return { kind: 'no-version', detail: `GET /version gave status ${status}` };
    const info = readEngineInfo(body);
    return info === null
      ? { kind: 'no-version', detail: 'GET /version gave something else than the version of an engine' }
      : { kind: 'engine', info };
  } catch (error) {
    return { kind: 'unreachable', error: unreachable(endpoint, error, option) };
  }
}

/** What `GET /version` of Docker and Podman says; null where it is something else. */
export function readEngineInfo(body: string): EngineInfo | null {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return null;
  }
  const { Version, ApiVersion: api, MinAPIVersion, Os, Arch, Components } = (json ?? {}) as Record<string, unknown>;
  if (typeof Version !== 'string' || !isApiVersion(api)) return null;
  // Podman speaks Docker's API and names itself in the list of components.
  const podman = Array.isArray(Components) && Components.some((part) => /podman/i.test(String((part as { Name?: unknown } | null)?.Name)));
  return {
    name: podman ? 'Podman' : 'Docker',
    version: Version,
    apiVersion: api,
    minApiVersion: isApiVersion(MinAPIVersion) ? MinAPIVersion : null,
    os: typeof Os === 'string' ? Os : '',
    arch: typeof Arch === 'string' ? Arch : '',
  };
}

const isApiVersion = (value: unknown): value is ApiVersion => typeof value === 'string' && /^\d+\.\d+$/.test(value);

function get(path: string, endpoint: Endpoint, patience: number): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const where = endpoint.kind === 'unix' ? { socketPath: endpoint.path } : { host: endpoint.host, port: endpoint.port };
    const question = request({ ...where, path, agent: false, headers: { Host: 'docker', 'User-Agent': PROGRAM, Connection: 'close' } });
    // One bound over all of it: name lookup, connect, head and body.
    const timer = setTimeout(() => question.destroy(new Error(`no answer within ${patience / 1000} s`)), patience);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    question.on('error', fail);
    question.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
        if (body.length > 1_000_000) question.destroy(new Error('an endless answer'));
      });
      response.on('error', fail);
      response.on('end', () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, body });
      });
    });
    question.end();
  });
}

function unreachable(endpoint: Endpoint, error: unknown, option: '--upstream' | '--against'): TapedeckError {
  const url = formatEndpoint(endpoint);
  const code = (error as NodeJS.ErrnoException).code;
  // An upstream may have been found in many ways; what stands behind --against was named.
  const isFound = option === '--upstream';
  const other = `Start the engine, or name another with ${option} URL.${isFound ? ' "tapedeck doctor" shows what was tried.' : ''}`;
  const [why, hint] =
    code === 'ENOENT'
      ? ['there is no such socket', other]
      : code === 'ECONNREFUSED'
        ? ['nobody listens there', other]
        : code === 'EACCES' || code === 'EPERM'
          ? ['permission denied', 'As with the docker CLI: be in the group of the socket (often "docker"), or root.']
          : [
              error instanceof Error ? error.message : String(error),
              isFound ? '"tapedeck doctor" shows which engine would be used and why.' : other,
            ];
  return new TapedeckError('TD_UPSTREAM_UNREACHABLE', `no engine at ${url}: ${why}`, { hint, cause: error });
}
