/**
 * Which engine is meant, found as the docker CLI finds it:
 *
 *   --upstream ─► DOCKER_HOST ─► DOCKER_CONTEXT or currentContext ─► /var/run/docker.sock ─► rootless ─► Desktop
 *
 * The first that says something is taken, also when it is wrong: going on to the next would lead to an engine nobody
 * asked for. Every candidate keeps what came of it, for `doctor` and for the error where no engine answers.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '../docker/endpoint.ts';
import { parseEndpoint } from '../docker/endpoint.ts';
import { TapedeckError } from '../errors.ts';
import type { World } from './world.ts';

export interface Candidate {
  /** `DOCKER_HOST`, `docker context "desktop"`, `rootless socket`. */
  readonly source: string;
  /** Null where it names none. */
  readonly url: string | null;
  /** Why it counts or does not: `not set`, `there is a socket`. */
  readonly result: string;
  /** It counts, and cannot be used. */
  readonly error: TapedeckError | null;
}

export interface Upstream {
  readonly endpoint: Endpoint;
  readonly url: string;
  /** Which candidate it was. */
  readonly source: string;
}

type Surroundings = Pick<World, 'env' | 'home' | 'platform'>;

/** @throws what the candidate that counts is refused for; TD_UPSTREAM_UNREACHABLE where there is none at all */
export function chooseUpstream(candidates: readonly Candidate[]): Upstream {
  const chosen = candidates.find((candidate) => candidate.url !== null || candidate.error !== null);
  if (chosen?.error) throw chosen.error;
  if (chosen?.url == null) {
    throw new TapedeckError('TD_UPSTREAM_UNREACHABLE', 'no engine found: neither DOCKER_HOST nor a docker context nor a socket', {
      hint: 'Start one, or name it with --upstream URL. "tapedeck doctor" shows where was looked.',
    });
  }
  return { endpoint: parseEndpoint(chosen.url), url: chosen.url, source: chosen.source };
}

/** All places where an engine may be named, in the order in which they count. */
export function upstreamCandidates(flag: string | undefined, surroundings: Surroundings): readonly Candidate[] {
  const { env, home, platform } = surroundings;
  const candidates = [
    flag === undefined ? absent('--upstream', 'not given') : named('--upstream', flag, 'given', false),
    env.DOCKER_HOST ? named('DOCKER_HOST', env.DOCKER_HOST, 'set', wantsTls(env)) : absent('DOCKER_HOST', 'not set'),
    contextCandidate(surroundings),
  ];
  if (platform === 'win32') return candidates;
  return [
    ...candidates,
    socketCandidate('default socket', '/var/run/docker.sock'),
    env.XDG_RUNTIME_DIR
      ? socketCandidate('rootless socket', join(env.XDG_RUNTIME_DIR, 'docker.sock'))
      : absent('rootless socket', 'XDG_RUNTIME_DIR is not set'),
    socketCandidate('Docker Desktop socket', join(home, '.docker', 'run', 'docker.sock')),
  ];
}

/** The context that clients would use were it not for DOCKER_HOST; null for `default`, which is no context. */
export function currentContext({ env, home }: Surroundings): { readonly name: string; readonly saidBy: string } | null {
  const configFile = join(dockerDirectory({ env, home }), 'config.json');
  let name = env.DOCKER_CONTEXT;
  let saidBy = 'DOCKER_CONTEXT';
  if (!name) {
    name = (readJson(configFile) as { currentContext?: string } | null)?.currentContext;
    saidBy = `currentContext in ${configFile}`;
  }
  return typeof name !== 'string' || name === '' || name === 'default' ? null : { name, saidBy };
}

function contextCandidate(surroundings: Surroundings): Candidate {
  const context = currentContext(surroundings);
  if (context === null) return absent('docker context', 'default, which names no engine');
  const source = `docker context ${JSON.stringify(context.name)}`;
  const digest = createHash('sha256').update(context.name).digest('hex');
  const contexts = join(dockerDirectory(surroundings), 'contexts');
  const file = join(contexts, 'meta', digest, 'meta.json');
  if (!existsSync(file)) {
    return refused(
      source,
      null,
      `docker context ${JSON.stringify(context.name)} (${context.saidBy}) does not exist`,
      `There is no ${file}. See "docker context ls".`,
    );
  }
  const host = (readJson(file) as { Endpoints?: { docker?: { Host?: string } } } | null)?.Endpoints?.docker?.Host;
  if (typeof host !== 'string' || host === '') {
    return refused(source, null, `${source} names no engine`, `${file} has no Endpoints.docker.Host.`);
  }
  return named(source, host, context.saidBy, existsSync(join(contexts, 'tls', digest, 'docker')));
}

function socketCandidate(source: string, path: string): Candidate {
  const url = `unix://${path}`;
  try {
    return statSync(path).isSocket() ? { source, url, result: 'there is a socket', error: null } : absent(source, `${path} is no socket`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return absent(source, code === 'ENOENT' || code === 'ENOTDIR' ? `no ${path}` : `${path}: ${(error as Error).message}`);
  }
}

function named(source: string, url: string, result: string, tls: boolean): Candidate {
  try {
    const endpoint = parseEndpoint(url);
    if (tls && endpoint.kind === 'tcp') {
      return refused(
        source,
        url,
        `${source} is ${url} with TLS, which tapedeck cannot speak yet`,
        'Name a socket or a plain tcp:// address with --upstream URL, e.g. the end of an ssh tunnel.',
      );
    }
    return { source, url, result, error: null };
  } catch (error) {
    if (!(error instanceof TapedeckError)) throw error;
    return refused(source, url, `${source}: ${error.message}`, error.hint, error.code);
  }
}

const absent = (source: string, result: string): Candidate => ({ source, url: null, result, error: null });

function refused(
  source: string,
  url: string | null,
  message: string,
  hint: string | undefined,
  code: 'TD_USAGE' | TapedeckError['code'] = 'TD_UPSTREAM_UNREACHABLE',
): Candidate {
  return { source, url, result: message, error: new TapedeckError(code, message, hint === undefined ? {} : { hint }) };
}

/** As the docker CLI reads them: any text counts as yes. DOCKER_CERT_PATH alone does not turn TLS on. */
function wantsTls(env: World['env']): boolean {
  return Boolean(env.DOCKER_TLS_VERIFY) || Boolean(env.DOCKER_TLS);
}

function dockerDirectory({ env, home }: Pick<World, 'env' | 'home'>): string {
  return env.DOCKER_CONFIG || join(home, '.docker');
}

/** Null where it cannot be read or is no JSON: the docker CLI warns and goes on without it. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
