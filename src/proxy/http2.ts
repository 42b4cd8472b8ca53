/**
 * gRPC over HTTP/2 on a hijacked connection, by node:http2: serving the client's calls, or calling the client.
 *
 * What Node does that one would not expect:
 * - it joins repeated headers of a request to one string: they are read from the raw headers of the `stream` event;
 * - a connection without a preface (BuildKit's clients open some, and close them at once) is an error of its session.
 */
import {
  type ClientHttp2Stream,
  connect,
  constants,
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
  type Settings,
} from 'node:http2';
import type { Reply } from '../cassette/exchange.ts';
import type { RawHeaders } from '../cassette/types.ts';
import type { GrpcCaller, GrpcEnds, GrpcStream, MadeCall, MadeCallListener, ServedCall, ServedCallListener } from '../docker/grpc-ends.ts';
import { GrpcMessages, writeGrpcMessage } from '../docker/grpc-messages.ts';
import { HijackedStream } from './hijacked-stream.ts';

/** Contexts come in at the speed of the disk with a window of this size. */
const SETTINGS: Settings = { initialWindowSize: 4 * 1024 * 1024, enablePush: false };
const CONNECTION_WINDOW = 16 * 1024 * 1024;

/** Both roles. */
export const GRPC_ENDS: GrpcEnds = { serve: serveHttp2, connect: connectHttp2 };

function serveHttp2(reply: Reply, onCall: (call: ServedCall) => ServedCallListener): GrpcStream {
  const socket = new HijackedStream(reply);
  const server = createServer({ settings: SETTINGS });
  server.on('sessionError', () => {});
  server.on('session', (session) => session.setLocalWindowSize(CONNECTION_WINDOW));
  server.on('stream', (stream: ServerHttp2Stream, _headers: unknown, _flags: unknown, raw: readonly string[]) => {
    const headers = pairs(raw);
    const call = new Served(stream, headers);
    const listener = onCall(call);
    const messages = new GrpcMessages();
    stream.on('error', () => {});
    stream.on('data', (bytes: Buffer) => {
      for (const message of messages.push(bytes)) listener.message(message);
    });
    stream.on('end', () => listener.end());
    stream.on('close', () => listener.left());
  });
  server.emit('connection', socket);
  return feed(socket);
}

function connectHttp2(reply: Reply): GrpcCaller {
  const socket = new HijackedStream(reply);
  const session = connect('http://localhost', { createConnection: () => socket, settings: SETTINGS });
  session.on('error', () => {});
  session.on('connect', () => session.setLocalWindowSize(CONNECTION_WINDOW));
  return {
    ...feed(socket),
    call(headers: RawHeaders, listener: MadeCallListener): MadeCall {
      let over = false;
      const tell = (trailers: RawHeaders | null, reason: string) => {
        if (over) return;
        over = true;
        listener.over(trailers, reason);
      };
      let stream: ClientHttp2Stream;
      try {
        stream = session.request(outgoing(headers));
      } catch (error) {
        queueMicrotask(() => tell(null, String(error)));
        return { message() {}, end() {}, cancel() {} };
      }
      const messages = new GrpcMessages();
      stream.on('response', (answer: IncomingHttpHeaders, _flags: unknown, raw: readonly string[]) => {
        // An answer of trailers alone has its status in its only headers.
        if (answer['grpc-status'] !== undefined) tell(pairs(raw), '');
      });
      stream.on('trailers', (_trailers: unknown, _flags: unknown, raw: readonly string[]) => tell(pairs(raw), ''));
      stream.on('data', (bytes: Buffer) => {
        for (const message of messages.push(bytes)) if (!over) listener.message(message);
      });
      stream.on('error', (error) => tell(null, error.message));
      stream.on('close', () => tell(null, 'the client broke it off'));
      return {
        message: (data) => void (stream.writable && stream.write(writeGrpcMessage(data))),
        end: () => void (stream.writable && stream.end()),
        cancel: () => stream.close(constants.NGHTTP2_CANCEL),
      };
    },
  };
}

class Served implements ServedCall {
  readonly path: string;
  readonly headers: RawHeaders;
  readonly #stream: ServerHttp2Stream;

  constructor(stream: ServerHttp2Stream, headers: RawHeaders) {
    this.#stream = stream;
    this.headers = headers;
    this.path = headers.find(([name]) => name === ':path')?.[1] ?? '';
  }

  answer(headers: RawHeaders): void {
    if (this.#gone || this.#stream.headersSent) return;
    this.#stream.respond(outgoing(headers), { waitForTrailers: true });
  }

  message(data: Buffer): void {
    if (!this.#gone && this.#stream.headersSent) this.#stream.write(writeGrpcMessage(data));
  }

  trailers(headers: RawHeaders): void {
    if (this.#gone) return;
    if (!this.#stream.headersSent) {
      this.#stream.respond(outgoing(headers), { endStream: true });
      return;
    }
    const trailers = headers.filter(([name]) => !name.startsWith(':') && name !== 'content-type');
    this.#stream.once('wantTrailers', () => this.#stream.sendTrailers(outgoing(trailers)));
    this.#stream.end();
  }

  get #gone(): boolean {
    return this.#stream.destroyed || this.#stream.closed || this.#stream.writableEnded;
  }
}

function feed(socket: HijackedStream): GrpcStream {
  return {
    data: (bytes) => socket.data(bytes),
    end: () => socket.dataEnd(),
    left: () => socket.destroy(),
    close: () => socket.destroy(),
  };
}

function pairs(raw: readonly string[]): RawHeaders {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] as string, raw[2 * index + 1] as string] as const);
}

/** Headers as Node takes them: repeated ones as a list. */
function outgoing(headers: RawHeaders): OutgoingHttpHeaders {
  const sent: Record<string, string | number | string[]> = {};
  for (const [name, value] of headers) {
    const before = sent[name];
    if (name === ':status') sent[name] = Number(value);
    else if (before === undefined) sent[name] = value;
    else sent[name] = [...(Array.isArray(before) ? before : [String(before)]), value];
  }
  return sent;
}
