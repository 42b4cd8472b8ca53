/**
 * What a recording is. `schemas/cassette-v1.json` decides; these types say the same to the compiler.
 *
 *   cassette     the saved directory
 *   interaction  one request with its outcome, one file of the directory
 *   exchange     the same while still live (exchange.ts)
 *
 * Bytes are the truth: rendering an interaction (wire.ts) gives the very bytes that went over the socket,
 * save what redaction replaced.
 */
import type { Json, JsonStyle } from './json.ts';

export type Side = 'client' | 'engine';
export type Channel = 'stdin' | 'stdout' | 'stderr';

/** Header pairs in the order, case and number they had; values as latin1, exactly what stood behind `": "`. */
export type RawHeaders = readonly (readonly [name: string, value: string])[];

/**
 * A run of bytes, kept readable where that loses nothing.
 * - `json`: one JSON document, and `writeJson(data, style) + end` is byte for byte what was sent;
 * - `text`: valid UTF-8; written for bytes without NUL; - `base64`: anything else up to 64 KiB;
 * - `file`: `bytes` bytes from `offset` of `bodies/<sha256><extension>`.
 */
export type Body =
  | { readonly encoding: 'json'; readonly style: JsonStyle; readonly end: '' | '\n' | '\r\n'; readonly data: Json }
  | { readonly encoding: 'text' | 'base64'; readonly data: string }
  | FileBody;

export interface FileBody {
  readonly encoding: 'file';
  readonly sha256: string;
  readonly extension: '.tar' | '.bin';
  /** Where this run of bytes starts in the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** Sizes in a row: `[3, [32768, 61], 100]` is one of 3 bytes, then 61 of 32768, then one of 100. */
export type Sizes = readonly (number | readonly [size: number, count: number])[];

/**
 * How a body with `Transfer-Encoding: chunked` was cut. Present exactly where the message was chunked.
 * A chunk-size line is `size.toString(16)` unless `lines` has the line as it was (without CRLF) for that
 * chunk's index; the last (zero) chunk has the index after all others. Not finished: no zero chunk was seen.
 */
export interface Chunked {
  readonly sizes: Sizes;
  readonly lines?: readonly (readonly [index: number, line: string])[];
  readonly trailers?: RawHeaders;
}

export interface RecordedRequest {
  readonly method: string;
  /** The request target as it was sent: path and query, percent-encoding untouched. */
  readonly target: string;
  /** `HTTP/1.1` as a rule. */
  readonly version: string;
  readonly headers: RawHeaders;
  /** The whole head in base64, only where writing method, target, version and headers again gives other bytes. */
  readonly rawHead?: string;
  /** Decoded of its chunks. An empty body is `{encoding: 'text', data: ''}`. */
  readonly body: Body;
  readonly chunked?: Chunked;
  /** `cut-off`: the body never came to its end. */
  readonly end: 'whole' | 'cut-off';
}

export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  readonly version: string;
  readonly headers: RawHeaders;
  readonly rawHead?: string;
}

/** A 1xx answer before the final one (100, 102, 103). 101 is the final head of a hijack. */
export interface InterimHead {
  readonly seq: number;
  readonly head: ResponseHead;
}

/**
 * One piece of a stream as the protocol frames it: an HTTP chunk, a stdcopy frame (then `channel` is there and
 * `body` is the payload without the 8-byte header), or one read where nothing frames it.
 * `sizes` (only with a `file` body): several pieces in a row of one side and channel, with consecutive `seq`;
 * the file then holds them as on the wire, frame headers included, and so do the sizes: they come to `body.bytes`.
 */
export interface DataChunk {
  readonly seq: number;
  readonly from: Side;
  readonly channel?: Channel;
  readonly body: Body;
  readonly sizes?: Sizes;
}
/** That side sent its last byte (FIN) while the stream went on. */
export interface HalfClose {
  readonly seq: number;
  readonly from: Side;
  readonly end: true;
}
export type Chunk = DataChunk | HalfClose;

/**
 * How an exchange ended.
 * - `finished`: by the protocol: last chunk, length reached, or the engine's FIN where that is the end;
 * - `client-left`: the client closed or aborted first (what the engine wrote after that is not kept);
 * - `engine-died`: the engine's side closed or was reset before the end;
 * - `cut-off`: the recorder stopped (killed, disk full) while the exchange was in flight.
 */
export type End = 'finished' | 'client-left' | 'engine-died' | 'cut-off';

export type Outcome =
  /** A plain answer. `body` is decoded of its chunks. */
  | {
      readonly kind: 'whole';
      readonly interim: readonly InterimHead[];
      readonly head: ResponseHead;
      readonly body: Body;
      readonly chunked?: Chunked;
      readonly end: End;
    }
  /** An answer that comes piece by piece (logs, events, pull, wait). `chunked` has no sizes of its own: `sizes: []`. */
  | {
      readonly kind: 'streamed';
      readonly interim: readonly InterimHead[];
      readonly head: ResponseHead;
      readonly chunks: readonly Chunk[];
      readonly chunked?: Chunked;
      readonly end: End;
    }
  /** After 101, or 200 on attach and exec start with neither length nor chunks: raw bytes both ways. */
  | {
      readonly kind: 'hijacked';
      readonly interim: readonly InterimHead[];
      readonly head: ResponseHead;
      readonly chunks: readonly Chunk[];
      readonly end: End;
    }
  /** From here on the connection could not be read as HTTP: raw bytes of both sides, to be looked at by people. */
  | { readonly kind: 'opaque'; readonly reason: string; readonly chunks: readonly Chunk[]; readonly end: End }
  /** No (whole) response head ever came. `partial` is what had arrived of it. */
  | {
      readonly kind: 'failed';
      readonly interim: readonly InterimHead[];
      readonly reason: 'upstream-unreachable' | 'upstream-closed' | 'client-left' | 'cut-off';
      readonly detail: string;
      readonly partial: Body;
    };

/** Sequence numbers: one counter over all connections of the recording. A number is missing (null) where the event never came. */
export interface Order {
  readonly request: number;
  readonly requestEnd: number | null;
  readonly response: number | null;
  readonly end: number;
}

/** Milliseconds since `recordedAt`. `chunks[i]` belongs to `outcome.chunks[i]`; a list where that chunk has `sizes`. */
export interface Times {
  readonly request: number;
  readonly requestEnd: number | null;
  readonly interim: readonly number[];
  readonly response: number | null;
  readonly chunks: readonly (number | Sizes)[];
  readonly end: number;
}

/** A value that clients make up, of an interaction that was added while another value stood in its place (docs/replay.md). */
export interface LaterName {
  /** What it looks like, which says how far it reaches. */
  readonly type: 'uuid' | 'id' | 'name' | 'time' | 'digest' | 'path' | 'directory' | 'project' | 'any';
  /** As it stands in this interaction. */
  readonly here: string;
  /** What the first recording says for it. */
  readonly first: string;
  /** Name of the field or label where the two were found to be the same. */
  readonly key: string;
}

export interface Interaction {
  /** 0-based order of arrival of the request head. */
  readonly id: number;
  /** `ContainerList`; null where no API version knows the method and path. */
  readonly operation: string | null;
  /** Which connection of the client it came on, 0-based in order of arrival. */
  readonly connection: number;
  /** Only where it has such. Playback reads the one for the other; the bytes are as they went over the socket. */
  readonly names?: readonly LaterName[];
  readonly request: RecordedRequest;
  readonly outcome: Outcome;
  readonly order: Order;
  readonly times: Times;
}

export type ApiVersion = `${number}.${number}`;

/** From `GET /version` of the engine; null where it was never reached. */
export interface EngineInfo {
  readonly name: string;
  readonly version: string;
  readonly apiVersion: ApiVersion;
  readonly minApiVersion: ApiVersion | null;
  readonly os: string;
  readonly arch: string;
}

/** One secret that was replaced before it reached the disk. */
export interface Redaction {
  readonly interaction: number;
  /** JSON pointer into the interaction file, e.g. `/request/headers/3` or `/request/body/data/password`. */
  readonly pointer: string;
  readonly rule: string;
}

/** `cassette.json`. */
export interface CassetteInfo {
  readonly format: 1;
  readonly name: string;
  /** RFC 3339, UTC, milliseconds; the epoch with `--normalise-times`. */
  readonly recordedAt: string;
  /** `docker-tapedeck/0.1.0`. */
  readonly recordedWith: string;
  readonly engine: EngineInfo | null;
  /** The version that most requests named or that was negotiated; null where none can be told. */
  readonly apiVersion: ApiVersion | null;
  /** False: the recorder was killed or the disk was full; what is there is right, but it is not all. */
  readonly complete: boolean;
  /** Plain sentences on what went wrong or cannot be replayed. */
  readonly warnings: readonly string[];
  readonly redactions: readonly Redaction[];
}

/** How to get at the bytes of a `file` body. `store/` gives one; so do tests. */
export interface BodyFiles {
  /** The bytes of a (slice of a) body file, all in memory. Throws TD_CASSETTE_FORMAT where it is missing or short. */
  read(body: FileBody): Buffer;
  /** The same in pieces of at most 256 KiB, for bodies of any size. */
  stream(body: FileBody): AsyncIterable<Buffer>;
}

export interface Cassette {
  readonly info: CassetteInfo;
  readonly interactions: readonly Interaction[];
  readonly files: BodyFiles;
}
