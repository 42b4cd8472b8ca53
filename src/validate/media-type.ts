/** Media types, as far as contracts go. */
import type { RawHeaders } from '../cassette/types.ts';

/** Documents back to back; engines may send them as plain JSON too. */
const JSON_LINES: ReadonlySet<string> = new Set(['application/x-ndjson', 'application/jsonl', 'application/json-seq']);

export const RAW_STREAM = 'application/vnd.docker.raw-stream';
export const MULTIPLEXED_STREAM = 'application/vnd.docker.multiplexed-stream';

/** `text/plain` of `Content-Type: Text/Plain; charset=utf-8`; null without that header. */
export function mediaType(headers: RawHeaders): string | null {
  const value = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const type = value?.split(';')[0]?.trim().toLowerCase();
  return type === undefined || type === '' ? null : type;
}

export function isJson(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json') || JSON_LINES.has(type);
}

/** Whether an answer of that type is one that the description announces. */
export function isAnnounced(type: string, produces: readonly string[]): boolean {
  return produces.includes(type) || (type === 'application/json' && produces.some((one) => JSON_LINES.has(one)));
}
