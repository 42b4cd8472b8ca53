/**
 * The meaning of a request: what it asks of the engine, whoever asks it and however it is written. Two requests that an
 * engine could not tell apart have one key. Headers do not count, save whether an upgrade was asked for; whether registry
 * credentials came is told apart, but only counts where a cassette holds both ways.
 */
import { headerValue } from '../cassette/head.ts';
import type { ApiVersion, RawHeaders } from '../cassette/types.ts';
import type { Operation } from '../docker/operation-types.ts';
import { findOperation } from '../docker/operations.ts';
import { type QueryMeaning, readQuery } from './query.ts';

/** What can be told from the head alone. */
export interface HeadMeaning {
  readonly method: string;
  /** Null where no API version knows the path; then `path` is all there is. */
  readonly operation: Operation | null;
  /** The operation's template, or the path as it was sent. */
  readonly path: string;
  readonly version: ApiVersion | null;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: QueryMeaning;
  /** Protocol asked for by `Upgrade`, in lower case; '' for none. */
  readonly upgrade: string;
  /** Registry credentials came with it. */
  readonly credentials: boolean;
}

export interface MatchOptions {
  /** The version prefix does not count. */
  readonly anyVersion: boolean;
}

export function readHead(head: { readonly method: string; readonly target: string; readonly headers: RawHeaders }): HeadMeaning {
  const match = findOperation(head.method, head.target);
  const question = head.target.indexOf('?');
  const rest = { method: head.method, upgrade: upgradeOf(head.headers), credentials: hasCredentials(head.headers) };
  if (match === null) {
    const path = question < 0 ? head.target : head.target.slice(0, question);
    const query = readQuery(question < 0 ? '' : head.target.slice(question + 1), null);
    return { ...rest, operation: null, path, version: null, parameters: {}, query };
  }
  const { operation, version, parameters } = match;
  return { ...rest, operation, path: operation.path, version, parameters, query: readQuery(match.query, operation.id) };
}

/** One line that heads of equal meaning share. */
export function headKey(head: HeadMeaning, options: MatchOptions): string {
  const version = options.anyVersion ? '*' : (head.version ?? '-');
  return JSON.stringify([head.method, version, head.path, Object.values(head.parameters), [...head.query], head.upgrade]);
}

function upgradeOf(headers: RawHeaders): string {
  const protocol = headerValue(headers, 'Upgrade');
  if (protocol === undefined || !/\bupgrade\b/i.test(headerValue(headers, 'Connection') ?? '')) return '';
  return protocol.toLowerCase();
}

/** An empty AuthConfig, `{}`, is what the docker CLI sends when nobody is logged in. */
function hasCredentials(headers: RawHeaders): boolean {
  const value = headerValue(headers, 'X-Registry-Auth');
  return value !== undefined && !/^(?:|e30=?|e30K|bnVsbA(?:==)?|bnVsbAo=?)$/.test(value.trim());
}
