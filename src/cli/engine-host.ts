/** What can be seen here of the machine that engines run on: with a local socket it is this one, and otherwise it may be. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Endpoint } from '../docker/endpoint.ts';
import type { EngineHost } from '../verify/plan/host-paths.ts';

export function engineHost(endpoints: readonly Endpoint[]): EngineHost {
  const given = endpoints.flatMap((endpoint) => (endpoint.kind === 'unix' ? [endpoint.path] : []));
  return { sockets: [...new Set([...given, ...given.map(realPath)])], realPath, holdsSocket };
}

/** Of a path that is not there: what stands behind as much of it as is. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realPath(above), path.slice(above === '/' ? 1 : above.length + 1));
  }
}

/** One that may not be looked into holds what it holds; the names and the known paths are judged all the same. */
function holdsSocket(path: string): boolean {
  try {
    if (!statSync(path).isDirectory()) return statSync(path).isSocket();
    return readdirSync(path, { withFileTypes: true }).some((entry) => entry.isSocket());
  } catch {
    return false;
  }
}
