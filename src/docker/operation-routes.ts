/**
 * Routes of request lines to operations.
 *
 * An engine takes the version prefix as optional and, behind it, the most specific template that fits. Names of images
 * and plugins hold slashes (`/images/localhost:5000/busybox/json`), so `{name}` of those reaches across `/`. A doubled
 * slash is answered with a redirect by Docker and served by Podman; either way the operation is told by the clean path.
 *
 * The relay asks for every request it carries, so what a path led to is remembered, up to a fixed number of paths.
 */
import type { ApiVersion } from '../cassette/types.ts';
import type { Operation, OperationMatch } from './operation-types.ts';

interface Route {
  readonly operation: Operation;
  readonly pattern: RegExp;
  /** Names of the pattern's groups, in order. */
  readonly parameters: readonly string[];
}

const NAME_WITH_SLASHES = /^\/(?:images|plugins|distribution)\//;
const PARAMETER = /\{(\w+)\}/g;
const VERSION_PREFIX = /^\/v(\d+\.\d+)(?=\/)/;
const ABSOLUTE_FORM = /^https?:\/\/[^/?]*/i;

/** Paths remembered at a time. A busy client asks for a few hundred; after that we start over. */
const REMEMBERED = 1024;
/** Longer paths are matched anew each time, so that the memory stays small whatever clients ask. */
const REMEMBERED_LENGTH = 256;

export class OperationRoutes {
  /** By method and first segment (`GET containers`), most specific first. */
  readonly #routes: ReadonlyMap<string, readonly Route[]>;
  readonly #remembered = new Map<string, OperationMatch | null>();

  constructor(operations: readonly Operation[]) {
    this.#routes = groupRoutes(operations);
  }

  /**
   * What a request line asks for; null where none of the operations has the method and path.
   * @param target as sent: origin form (or absolute form), percent-encoded, with its query
   */
  find(method: string, target: string): OperationMatch | null {
    const question = target.indexOf('?');
    const path = question < 0 ? target : target.slice(0, question);
    const match = this.#matchPath(method, path);
    if (match === null || question < 0) return match;
    return { ...match, query: target.slice(question + 1) };
  }

  #matchPath(method: string, path: string): OperationMatch | null {
    const key = `${method} ${path}`;
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const match = this.#matchRoutes(method, path);
    if (key.length <= REMEMBERED_LENGTH) {
      if (this.#remembered.size >= REMEMBERED) this.#remembered.clear();
      this.#remembered.set(key, match);
    }
    return match;
  }

  #matchRoutes(method: string, path: string): OperationMatch | null {
    const clean = path.replace(ABSOLUTE_FORM, '').replaceAll(/\/{2,}/g, '/');
    const prefix = VERSION_PREFIX.exec(clean);
    const rest = prefix === null ? clean : clean.slice(prefix[0].length);
    const slash = rest.indexOf('/', 1);
    const routes = this.#routes.get(`${method} ${rest.slice(1, slash < 0 ? undefined : slash)}`) ?? [];
    for (const { operation, pattern, parameters } of routes) {
      const groups = pattern.exec(rest);
      if (groups === null) continue;
      const values = parameters.map((name, i) => [name, decode(groups[i + 1] as string)]);
      return {
        operation,
        version: (prefix?.[1] as ApiVersion | undefined) ?? null,
        parameters: Object.fromEntries(values),
        query: '',
      };
    }
    return null;
  }
}

/** Percent-decoded; as it stands where that is not possible. */
function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function groupRoutes(operations: readonly Operation[]): Map<string, Route[]> {
  const groups = new Map<string, Route[]>();
  for (const route of operations.map(compileRoute).sort(bySpecificity)) {
    const key = `${route.operation.method} ${route.operation.path.split('/')[1]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [route]);
    else group.push(route);
  }
  return groups;
}

function compileRoute(operation: Operation): Route {
  const value = NAME_WITH_SLASHES.test(operation.path) ? '(.+)' : '([^/]+)';
  const parameters = [...operation.path.matchAll(PARAMETER)].map((match) => match[1] as string);
  return { operation, parameters, pattern: new RegExp(`^${operation.path.replaceAll(PARAMETER, value)}$`) };
}

/** Literal segments before parameters, from the left; then the longer template. */
function bySpecificity(a: Route, b: Route): number {
  const [left, right] = [a.operation.path.split('/'), b.operation.path.split('/')];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = Number(left[i]?.startsWith('{')) - Number(right[i]?.startsWith('{'));
    if (difference !== 0) return difference;
  }
  return right.length - left.length;
}
