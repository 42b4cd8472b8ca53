/**
 * Interactions and cassettes in one line each: `anInteraction({ target: '/v1.41/info', json: { ID: 'x' } })`.
 * Whatever a test does not name gets a plain, valid value.
 */
import { encodeBody } from '../../src/cassette/body.ts';
import type {
  Body,
  BodyFiles,
  Cassette,
  CassetteInfo,
  Channel,
  Chunk,
  DataChunk,
  End,
  HalfClose,
  Interaction,
  LaterName,
  Order,
  Outcome,
  RawHeaders,
  RecordedRequest,
  ResponseHead,
  Side,
  Times,
} from '../../src/cassette/types.ts';
import { findOperation } from '../../src/docker/operations.ts';

type Bytes = string | Buffer;

export function aBody(bytes: Bytes): Body {
  return encodeBody(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
}

export interface RequestParts {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: RawHeaders;
  readonly body?: Bytes | Body;
  /** In place of `body`: sent as JSON with its Content-Type. */
  readonly json?: unknown;
  readonly end?: RecordedRequest['end'];
}

/** A request like the docker CLI sends it; length and type of a body are added. */
export function aRequest(parts: RequestParts = {}): RecordedRequest {
  const content = parts.json === undefined ? (parts.body ?? '') : JSON.stringify(parts.json);
  const body = asBody(content);
  const headers: [string, string][] = [
    ['Host', 'docker'],
    ['User-Agent', 'Docker-Client/20.10.24 (linux)'],
  ];
  if (typeof content === 'string' || Buffer.isBuffer(content)) {
    if (content.length > 0) headers.push(['Content-Length', String(Buffer.byteLength(content))]);
  }
  if (parts.json !== undefined) headers.push(['Content-Type', 'application/json']);
  return {
    method: parts.method ?? 'GET',
    target: parts.target ?? '/v1.41/containers/json',
    version: 'HTTP/1.1',
    headers: parts.headers ?? headers,
    body,
    end: parts.end ?? 'whole',
  };
}

export interface HeadParts {
  readonly status?: number;
  readonly reason?: string;
  readonly headers?: RawHeaders;
}

export function aResponseHead(parts: HeadParts = {}): ResponseHead {
  const status = parts.status ?? 200;
  return { status, reason: parts.reason ?? REASONS[status] ?? 'Unknown', version: 'HTTP/1.1', headers: parts.headers ?? [] };
}

const REASONS: Readonly<Record<number, string>> = {
  101: 'UPGRADED',
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  404: 'Not Found',
  409: 'Conflict',
  500: 'Internal Server Error',
};

export interface WholeParts extends HeadParts {
  readonly body?: Bytes | Body;
  /** In place of `body`: as the engine writes it, with its Content-Type and a newline. */
  readonly json?: unknown;
  readonly end?: End;
}

/** A plain answer with Content-Length. */
export function aWholeOutcome(parts: WholeParts = {}): Outcome {
  const content = parts.json === undefined ? (parts.body ?? '') : `${JSON.stringify(parts.json)}\n`;
  const headers: [string, string][] = [];
  if (parts.json !== undefined) headers.push(['Content-Type', 'application/json']);
  if (typeof content === 'string' || Buffer.isBuffer(content)) headers.push(['Content-Length', String(Buffer.byteLength(content))]);
  return {
    kind: 'whole',
    interim: [],
    head: aResponseHead({ headers, ...parts }),
    body: asBody(content),
    end: parts.end ?? 'finished',
  };
}

/** One piece of a stream. A bare string or Buffer in a list of pieces is one of the engine's. */
export type Piece =
  | Bytes
  | { readonly from?: Side; readonly channel?: Channel; readonly bytes: Bytes; readonly seq?: number }
  | 'client-fin'
  | 'engine-fin';

export const CLIENT_FIN = 'client-fin';
export const ENGINE_FIN = 'engine-fin';

export interface StreamParts extends HeadParts {
  readonly chunks?: readonly Piece[];
  /** Sequence number of the first chunk; the others follow unless they name their own. */
  readonly seq?: number;
  readonly end?: End;
}

/** An answer in HTTP chunks, as of logs and events. */
export function aStreamedOutcome(parts: StreamParts = {}): Outcome {
  const headers: RawHeaders = [['Transfer-Encoding', 'chunked']];
  return {
    kind: 'streamed',
    interim: [],
    head: aResponseHead({ headers, ...parts }),
    chunks: someChunks(parts.chunks ?? [], parts.seq ?? 3),
    chunked: { sizes: [] },
    end: parts.end ?? 'finished',
  };
}

/** An attach or exec start after its 101. */
export function aHijackedOutcome(parts: StreamParts = {}): Outcome {
  const headers: RawHeaders = [
    ['Content-Type', 'application/vnd.docker.raw-stream'],
    ['Connection', 'Upgrade'],
    ['Upgrade', 'tcp'],
  ];
  return {
    kind: 'hijacked',
    interim: [],
    head: aResponseHead({ status: 101, headers, ...parts }),
    chunks: someChunks(parts.chunks ?? [], parts.seq ?? 3),
    end: parts.end ?? 'finished',
  };
}

/** Chunks with sequence numbers that follow each other. */
export function someChunks(pieces: readonly Piece[], firstSeq: number): Chunk[] {
  let next = firstSeq;
  return pieces.map((piece) => {
    if (piece === CLIENT_FIN || piece === ENGINE_FIN) {
      return { seq: next++, from: piece === CLIENT_FIN ? 'client' : 'engine', end: true } satisfies HalfClose;
    }
    const parts = typeof piece === 'string' || Buffer.isBuffer(piece) ? { bytes: piece } : piece;
    const seq = parts.seq ?? next;
    next = seq + 1;
    const chunk: DataChunk = { seq, from: parts.from ?? 'engine', body: aBody(parts.bytes) };
    return parts.channel === undefined ? chunk : { ...chunk, channel: parts.channel };
  });
}

export interface InteractionParts extends RequestParts {
  readonly id?: number;
  readonly connection?: number;
  /** Found from method and target unless named. */
  readonly operation?: string | null;
  readonly names?: readonly LaterName[];
  readonly request?: RecordedRequest;
  readonly outcome?: Outcome;
  readonly order?: Order;
  readonly times?: Times;
}

/** A recorded interaction. Sequence numbers: ten an id, so that several made with ids 0, 1, 2 follow each other. */
export function anInteraction(parts: InteractionParts = {}): Interaction {
  const id = parts.id ?? 0;
  const request = parts.request ?? aRequest(parts);
  const outcome = parts.outcome ?? aWholeOutcome({ json: [] });
  const seqs = 'chunks' in outcome ? outcome.chunks.map((chunk) => chunk.seq) : [];
  const first = id * 10;
  const failed = outcome.kind === 'failed' || outcome.kind === 'opaque';
  return {
    id,
    operation: parts.operation === undefined ? (findOperation(request.method, request.target)?.operation.id ?? null) : parts.operation,
    connection: parts.connection ?? 0,
    ...(parts.names === undefined ? {} : { names: parts.names }),
    request,
    outcome,
    order: parts.order ?? {
      request: first,
      requestEnd: request.end === 'whole' ? first + 1 : null,
      response: failed ? null : first + 2,
      end: Math.max(first + 3, ...seqs.map((seq) => seq + 1)),
    },
    times: parts.times ?? {
      request: first,
      requestEnd: request.end === 'whole' ? first : null,
      interim: 'interim' in outcome ? outcome.interim.map(() => first + 1) : [],
      response: failed ? null : first + 1,
      chunks: seqs.map(() => first + 2),
      end: first + 3,
    },
  };
}

/** Several interactions with ids in order of the list, unless they name their own. */
export function someInteractions(...list: InteractionParts[]): Interaction[] {
  return list.map((parts, id) => anInteraction({ id, ...parts }));
}

export function anInfo(parts: Partial<CassetteInfo> = {}): CassetteInfo {
  return {
    format: 1,
    name: 'hello',
    recordedAt: '2026-01-02T03:04:05.678Z',
    recordedWith: 'docker-tapedeck/0.1.0',
    engine: { name: 'Docker', version: '20.10.24', apiVersion: '1.41', minApiVersion: '1.12', os: 'linux', arch: 'amd64' },
    apiVersion: '1.41',
    complete: true,
    warnings: [],
    redactions: [],
    ...parts,
  };
}

/** Body files that are a map from sha256 to bytes. */
export function someFiles(files: Readonly<Record<string, Buffer>> = {}): BodyFiles {
  const read: BodyFiles['read'] = (body) => {
    const bytes = files[body.sha256];
    if (bytes === undefined) throw new Error(`no body file ${body.sha256} in this test`);
    return bytes.subarray(body.offset, body.offset + body.bytes);
  };
  return {
    read,
    async *stream(body) {
      const bytes = read(body);
      for (let at = 0; at < bytes.length; at += 262_144) yield bytes.subarray(at, at + 262_144);
    },
  };
}

export function aCassette(
  parts: { info?: Partial<CassetteInfo>; interactions?: readonly Interaction[]; files?: Readonly<Record<string, Buffer>> } = {},
): Cassette {
  return { info: anInfo(parts.info), interactions: parts.interactions ?? [], files: someFiles(parts.files) };
}

function asBody(content: Bytes | Body): Body {
  return typeof content === 'string' || Buffer.isBuffer(content) ? aBody(content) : content;
}
