/**
 * A recorded request in the words of the live engine: identities in path, query, JSON and the names of BuildKit sessions,
 * moments of the session in `since` and `until`, the API version that is asked for. All else stays as it was: what nothing is changed in goes out
 * byte for byte.
 */
import type { ApiVersion, Body, RawHeaders, RecordedRequest } from '../../cassette/types.ts';
import { findOperation } from '../../docker/operations.ts';
import type { Identities } from '../identities.ts';
import { targetToLive } from '../target-to-live.ts';
import type { SessionTimes } from './session-times.ts';

export interface LiveWords {
  readonly identities: Identities;
  readonly times: SessionTimes;
  /** Asked for in place of the recorded version; null: the recorded one. */
  readonly api: ApiVersion | null;
  /** Of a question that is asked again, when that is: as recorded, and now. */
  readonly again?: { readonly recorded: number; readonly live: number };
}

const SESSION_HEADER = /^x-docker-expose-session-/i;
const VERSION_PREFIX = /^\/v\d+\.\d+(?=\/)/;
/** Where `since` and `until` are moments. In filters they are durations as a rule. */
const HAS_MOMENTS: ReadonlySet<string> = new Set(['SystemEvents', 'ContainerLogs', 'ServiceLogs', 'TaskLogs']);

export function liveRequest(recorded: RecordedRequest, words: LiveWords): RecordedRequest {
  const { identities, api } = words;
  const operation = findOperation(recorded.method, recorded.target)?.operation.id;
  const named = targetToLive(recorded.target, identities);
  const dated = HAS_MOMENTS.has(operation ?? '') ? momentsToLive(named, words) : named;
  const target = api === null ? dated : dated.replace(VERSION_PREFIX, `/v${api}`);
  const body = liveBody(recorded.body, identities);
  const headers = liveHeaders(recorded.headers, identities);
  if (target === recorded.target && body === recorded.body && headers === recorded.headers) return recorded;
  return { ...recorded, target, headers, body };
}

function liveHeaders(headers: RawHeaders, identities: Identities): RawHeaders {
  if (!headers.some(([name]) => SESSION_HEADER.test(name))) return headers;
  return headers.map(([name, value]) => [name, SESSION_HEADER.test(name) ? identities.toLive(value) : value]);
}

function momentsToLive(target: string, { times, again }: LiveWords): string {
  return target.replace(/(?<=[?&](since|until)=)[^&]+/g, (raw: string, name: string) => {
    const value = decodeURIComponent(raw);
    const live = again !== undefined && name === 'until' ? times.untilAgain(value, again) : times.toLive(value);
    return live === value ? raw : encodeURIComponent(live);
  });
}

function liveBody(body: Body, identities: Identities): Body {
  switch (body.encoding) {
    case 'json': {
      const data = identities.jsonToLive(body.data);
      return data === body.data ? body : { ...body, data };
    }
    case 'text': {
      const data = identities.toLive(body.data);
      return data === body.data ? body : { ...body, data };
    }
    // Archives, and what is too large to be words.
    case 'base64':
    case 'file':
      return body;
    default:
      return body satisfies never;
  }
}
