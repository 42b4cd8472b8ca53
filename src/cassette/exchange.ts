/**
 * An exchange: a request with its answer while it is still live. The relay (and the server) say what happens as
 * events; observers (recorder, live validation, log) hear them. Events come in the order in which things happened,
 * over all connections.
 *
 *   request ─► request-data* ─► request-end ─► interim* ─► response ─► response-data* ─► end
 *                                                             └─ hijacked ─► stream-data / half-close* ─► end
 *
 * The answer may start (and end) before the request has. `end` is always the last event of an exchange and comes
 * exactly once. After a parser fault the rest of the connection is one exchange: `fault`, then stream-data, then end.
 */
import type { End, RawHeaders, Side } from './types.ts';

export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly headers: RawHeaders;
  /** The bytes of the head as they came, up to and with the empty line. */
  readonly raw: Buffer;
}

export interface StatusHead {
  readonly status: number;
  readonly reason: string;
  readonly version: string;
  readonly headers: RawHeaders;
  readonly raw: Buffer;
}

interface Base {
  /** Milliseconds since the relay started, by its injected clock. */
  readonly at: number;
  /** 0-based, in order of accept. */
  readonly connection: number;
  /** 0-based, in order of arrival of the request head, over all connections. */
  readonly exchange: number;
}

/** A piece of a body, decoded of its transfer chunks. A piece never spans two chunks. */
interface Data extends Base {
  readonly data: Buffer;
  /** With chunked encoding: this piece ends its HTTP chunk. Else true (each read is a piece of its own). */
  readonly last: boolean;
  /** The chunk-size line without CRLF, on the first piece of a chunk whose line is not `size.toString(16)`; else null. */
  readonly line: string | null;
}

export type ExchangeEvent =
  | (Base & { readonly kind: 'request'; readonly head: RequestHead })
  | (Data & { readonly kind: 'request-data' })
  /** `line`: a last-chunk line that is not `0`. */
  | (Base & { readonly kind: 'request-end'; readonly trailers: RawHeaders; readonly line: string | null })
  | (Base & { readonly kind: 'interim'; readonly head: StatusHead })
  /** `hijacked`: from here on the connection is a stream. `chunked`: the body comes in HTTP chunks. */
  | (Base & { readonly kind: 'response'; readonly head: StatusHead; readonly framing: 'none' | 'length' | 'chunked' | 'eof' | 'hijacked' })
  | (Data & { readonly kind: 'response-data' })
  /** The last chunk and trailers of a chunked answer. Not sent for other framings. */
  | (Base & { readonly kind: 'response-end'; readonly trailers: RawHeaders; readonly line: string | null })
  /** Raw bytes of a hijacked or faulty connection. */
  | (Base & { readonly kind: 'stream-data'; readonly from: Side; readonly data: Buffer })
  /** FIN of one side while the stream goes on. */
  | (Base & { readonly kind: 'half-close'; readonly from: Side })
  /** The connection can no longer be read as HTTP. If it happens in mid-exchange it has that exchange's number, else a new one without `request`. */
  | (Base & { readonly kind: 'fault'; readonly reason: string })
  /**
   * `detail` says why in words where `how` is not `finished`. `failure` is set when no final response head ever came;
   * `partial` is then what had arrived of one.
   */
  | (Base & {
      readonly kind: 'end';
      readonly how: End;
      readonly detail: string;
      readonly failure: 'upstream-unreachable' | 'upstream-closed' | 'client-left' | null;
      readonly partial: Buffer | null;
    });

/** One secret that was replaced in what the recorder heard. `pointer` as in `Redaction`. */
export interface RedactionNote {
  readonly kind: 'redaction';
  readonly at: number;
  readonly connection: number;
  readonly exchange: number;
  readonly pointer: string;
  readonly rule: string;
}

/** Bytes in memory (a Buffer is one) or still in a file: `subarray` is what reads. */
export interface Bytes {
  readonly length: number;
  subarray(start?: number, end?: number): Buffer;
}

/** The four runs of bytes that an exchange can have: two bodies, and the two directions of a hijacked or faulty connection. */
export type BodyPart = 'request' | 'response' | 'client' | 'engine';

type Kept<E> = E extends { readonly data: Buffer } ? Omit<E, 'data'> & { readonly data: Bytes } : E;

/** An event as it comes back from the journal: like the live one, but its data may still lie in a file. */
export type RecordedEvent = Kept<ExchangeEvent> | RedactionNote;

/** Hears events. Must not throw and must not keep the caller waiting: it runs before the bytes go on. */
export interface ExchangeObserver {
  event(event: ExchangeEvent): void;
  /**
   * Called with what sends bytes on to the client. The observer must call it exactly once, in order, as soon as all it
   * heard so far is safe (for the recorder: in the journal). Without this method bytes go on at once.
   */
  beforeClient?(release: () => void): void;
}

/** A request that is kept back until somebody has judged it. */
export interface HeldRequest {
  readonly connection: number;
  readonly head: RequestHead;
  /** Decoded of its chunks. Null where it was not asked for, or is larger than `bodyLimit`. */
  readonly body: Buffer | null;
  readonly tooLarge: boolean;
}

/**
 * Judges requests before the engine has a byte of them. One that is let through is told to the observer at once: its
 * `request` event is the next one of that connection.
 */
export interface RequestGuard {
  /** Bodies above this many bytes are not held. */
  readonly bodyLimit: number;
  /** Whether this request can only be judged with its body. */
  wantsBody(head: RequestHead): boolean;
  /** Null: let it through. Else what the client is told. */
  judge(request: HeldRequest): string | null;
  /** The client's bytes cannot be read as a request. Gives what it is told. */
  unreadable(connection: number, reason: string): string;
}

// ---- when tapedeck answers itself: the server hands each request to a Responder ----

/** What the server tells about a request whose head has come. */
export interface LiveRequest {
  readonly connection: number;
  readonly exchange: number;
  readonly head: RequestHead;
}

/** Takes the rest of one request, and what the client sends on a hijacked stream. The server never calls after `left`. */
export interface RequestSink {
  /** Body bytes, decoded of their chunks. A promise: nothing more should be read from the client until it is kept. */
  data(bytes: Buffer): void | Promise<void>;
  /** The body is whole. Called at once for a request without a body. */
  end(): void;
  /** After `Reply.hijack()`: raw bytes of the client. A promise as for `data`. */
  stream(bytes: Buffer): void | Promise<void>;
  /** After `Reply.hijack()`: the client half-closed. */
  streamEnd(): void;
  /** The client is gone. */
  left(): void;
}

/** How a Responder answers. All bytes are wire bytes: head, chunk framing and all. */
export interface Reply {
  /** False: the client is slow; more should wait for `onDrain`. */
  write(bytes: Buffer): boolean;
  onDrain(listener: () => void): void;
  /** The client's bytes are a stream from here on (after the body). Bytes that wait are handed on at once. */
  hijack(): void;
  /** The answer is complete; the next request on the connection may be read. A body still coming is drained first. */
  finish(): void;
  /** FIN after all that was written; the client's bytes are still read. */
  halfClose(): void;
  /** FIN after all that was written, then gone. */
  close(): void;
  /** RST. */
  reset(): void;
}

export interface Responder {
  /** A request head has come. The server calls the sink for all that follows. */
  open(request: LiveRequest, reply: Reply): RequestSink;
}
