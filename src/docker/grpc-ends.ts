/**
 * gRPC on a hijacked connection, as the server does it and playback of BuildKit needs it: `/grpc` is served, on `/session`
 * the client is called. A call is messages both ways, headers before them, trailers behind.
 */
import type { Reply } from '../cassette/exchange.ts';
import type { RawHeaders } from '../cassette/types.ts';

/** What the client of a connection sends, handed on byte by byte. */
export interface GrpcStream {
  data(bytes: Buffer): void;
  /** The client half-closed. */
  end(): void;
  /** The client is gone. */
  left(): void;
  /** Ends the connection from this side. */
  close(): void;
}

/** A call the client makes. All of it is void once `left` was heard. */
export interface ServedCall {
  readonly path: string;
  readonly headers: RawHeaders;
  /** Headers of the answer, pseudo headers and all. */
  answer(headers: RawHeaders): void;
  message(data: Buffer): void;
  /** Ends the call. Without `answer` before it, these are its only headers. */
  trailers(headers: RawHeaders): void;
}

export interface ServedCallListener {
  message(data: Buffer): void;
  /** The client has said all. */
  end(): void;
  /** The client cancelled it, or is gone; or the call is over. */
  left(): void;
}

/** A call made to the client. */
export interface MadeCall {
  message(data: Buffer): void;
  /** No more messages. */
  end(): void;
  cancel(): void;
}

export interface MadeCallListener {
  message(data: Buffer): void;
  /** It is over: trailers, or why there are none. */
  over(trailers: RawHeaders | null, reason: string): void;
}

export interface GrpcCaller extends GrpcStream {
  call(headers: RawHeaders, listener: MadeCallListener): MadeCall;
}

export interface GrpcEnds {
  /** The reply is a stream from here on: hijack it before. */
  serve(reply: Reply, onCall: (call: ServedCall) => ServedCallListener): GrpcStream;
  connect(reply: Reply): GrpcCaller;
}
