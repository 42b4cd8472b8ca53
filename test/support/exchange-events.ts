/** Events as the relay says them: `anExchange({ target: '/v1.41/info', answer: ['{}'] })` is a whole one. */
import type { ExchangeEvent } from '../../src/cassette/exchange.ts';
import { writeRequestHead, writeStatusHead } from '../../src/cassette/head.ts';
import type { End, RawHeaders, Side } from '../../src/cassette/types.ts';

type Bytes = string | Buffer;
type Framing = Extract<ExchangeEvent, { kind: 'response' }>['framing'];

/** A read of a hijacked connection, or a FIN. */
export type StreamStep = { readonly from: Side; readonly bytes: Bytes } | { readonly fin: Side };

export interface ExchangeParts {
  readonly exchange?: number;
  readonly connection?: number;
  /** Time of the first event; each other one comes a millisecond later. */
  readonly at?: number;
  readonly method?: string;
  readonly target?: string;
  readonly requestHeaders?: RawHeaders;
  /** Pieces; with `Transfer-Encoding: chunked` among the headers each is a chunk. */
  readonly upload?: readonly Bytes[];
  readonly status?: number;
  readonly reason?: string;
  readonly headers?: RawHeaders;
  readonly framing?: Framing;
  /** Pieces of the answer; each is a chunk where it is chunked. */
  readonly answer?: readonly Bytes[];
  readonly trailers?: RawHeaders;
  /** What happens on the connection once it is hijacked. */
  readonly stream?: readonly StreamStep[];
  readonly how?: End;
  /** Leave the end away: the exchange stays in flight. */
  readonly open?: boolean;
}

export function anExchange(parts: ExchangeParts = {}): ExchangeEvent[] {
  const { exchange = 0, connection = 0, method = 'GET', target = '/v1.41/info', status = 200, reason = 'OK' } = parts;
  const framing = parts.framing ?? (parts.stream === undefined ? 'length' : 'hijacked');
  let at = parts.at ?? exchange * 100;
  const base = () => ({ at: at++, connection, exchange });
  const request = { method, target, version: 'HTTP/1.1', headers: parts.requestHeaders ?? [['Host', 'docker']] };
  const answer = parts.answer ?? [];
  const length = answer.reduce((sum, piece) => sum + bytesOf(piece).length, 0);
  const response = { status, reason, version: 'HTTP/1.1', headers: parts.headers ?? framingHeaders(framing, length) };
  const events: ExchangeEvent[] = [{ kind: 'request', ...base(), head: { ...request, raw: writeRequestHead(request) } }];
  for (const piece of parts.upload ?? []) events.push({ kind: 'request-data', ...base(), data: bytesOf(piece), last: true, line: null });
  events.push({ kind: 'request-end', ...base(), trailers: [], line: null });
  events.push({ kind: 'response', ...base(), framing, head: { ...response, raw: writeStatusHead(response) } });
  for (const piece of answer) events.push({ kind: 'response-data', ...base(), data: bytesOf(piece), last: true, line: null });
  if (framing === 'chunked' && parts.open !== true)
    events.push({ kind: 'response-end', ...base(), trailers: parts.trailers ?? [], line: null });
  for (const step of parts.stream ?? []) {
    if ('fin' in step) events.push({ kind: 'half-close', ...base(), from: step.fin });
    else events.push({ kind: 'stream-data', ...base(), from: step.from, data: bytesOf(step.bytes) });
  }
  if (parts.open !== true) events.push(anEnd({ ...base(), how: parts.how ?? 'finished' }));
  return events;
}

export function anEnd(parts: Partial<Extract<ExchangeEvent, { kind: 'end' }>> = {}): ExchangeEvent {
  return { kind: 'end', at: 0, connection: 0, exchange: 0, how: 'finished', detail: '', failure: null, partial: null, ...parts };
}

/** Events of several exchanges, dealt out in turn as if they ran at the same time. */
export function interleaved(...exchanges: readonly ExchangeEvent[][]): ExchangeEvent[] {
  const longest = Math.max(...exchanges.map((events) => events.length));
  return Array.from({ length: longest }, (_, index) => exchanges.flatMap((events) => events.slice(index, index + 1))).flat();
}

function framingHeaders(framing: Framing, length: number): RawHeaders {
  switch (framing) {
    case 'length':
      return [['Content-Length', String(length)]];
    case 'chunked':
      return [['Transfer-Encoding', 'chunked']];
    case 'hijacked':
      return [['Content-Type', 'application/vnd.docker.raw-stream']];
    case 'none':
    case 'eof':
      return [];
    default:
      return framing satisfies never;
  }
}

function bytesOf(bytes: Bytes): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
}
