/**
 * A client of BuildKit by node:http2: it turns connections to `/grpc` and `/session` into HTTP/2 as buildx does, makes
 * calls on the one, and hands over its files on the other. It owes nothing to the code that plays.
 */
import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2, createServer, type OutgoingHttpHeaders } from 'node:http2';
import { connect, type Socket } from 'node:net';
import type { Endpoint } from '../../src/docker/endpoint.ts';
import { finishFiles, readFilePacket } from '../../src/docker/file-sync.ts';
import { GrpcMessages, writeGrpcMessage } from '../../src/docker/grpc-messages.ts';
import { type ProtobufField, writeProtobuf, writeVarint } from '../../src/docker/protobuf.ts';

export interface CallResult {
  readonly messages: readonly Buffer[];
  readonly status: string;
  readonly message: string;
}

/** A file as the client offers it. */
export interface OfferedFile {
  readonly path: string;
  readonly content: string;
  readonly mode?: number;
}

/** Turns a new connection into a stream. */
async function upgraded(endpoint: Extract<Endpoint, { kind: 'unix' }>, target: string, headers: readonly string[] = []): Promise<Socket> {
  const socket = connect(endpoint.path);
  socket.on('error', () => {});
  const lines = [`POST ${target} HTTP/1.1`, 'Host: ', 'Connection: Upgrade', 'Upgrade: h2c', ...headers, '', ''];
  socket.write(lines.join('\r\n'));
  let head = Buffer.alloc(0);
  while (!head.includes('\r\n\r\n')) head = Buffer.concat([head, (await once(socket, 'data'))[0] as Buffer]);
  socket.pause();
  const end = head.indexOf('\r\n\r\n') + 4;
  if (!head.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error(head.toString('latin1'));
  if (end < head.length) socket.unshift(head.subarray(end));
  return socket;
}

export class GrpcClient {
  readonly #session: ClientHttp2Session;

  private constructor(session: ClientHttp2Session) {
    this.#session = session;
  }

  static async open(endpoint: Extract<Endpoint, { kind: 'unix' }>): Promise<GrpcClient> {
    const socket = await upgraded(endpoint, '/grpc');
    const session = connectHttp2('http://localhost', { createConnection: () => socket });
    session.on('error', () => {});
    return new GrpcClient(session);
  }

  /** Resolves when the call is over. */
  call(path: string, message: Buffer, headers: OutgoingHttpHeaders = {}): Promise<CallResult> {
    const stream = this.#session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    const reader = new GrpcMessages();
    const messages: Buffer[] = [];
    const said: Record<string, unknown> = {};
    stream.on('response', (answer) => Object.assign(said, answer));
    stream.on('trailers', (trailers) => Object.assign(said, trailers));
    stream.on('data', (bytes: Buffer) => messages.push(...reader.push(bytes)));
    stream.on('error', () => {});
    stream.end(writeGrpcMessage(message));
    return once(stream, 'close').then(() => ({
      messages,
      status: String(said['grpc-status'] ?? 'none'),
      message: decodeURIComponent(String(said['grpc-message'] ?? '')),
    }));
  }

  close(): void {
    this.#session.destroy();
  }
}

/** Offers a session under that name, with these files in every folder the engine asks for. What is asked is kept. */
export class SessionClient {
  readonly asked: string[] = [];
  /** The other side ended it. */
  readonly closed: Promise<unknown>;
  readonly #socket: Socket;

  private constructor(socket: Socket, files: Readonly<Record<string, readonly OfferedFile[]>>) {
    this.#socket = socket;
    this.closed = once(socket, 'close');
    const server = createServer();
    server.on('sessionError', () => {});
    server.on('stream', (stream, headers) => {
      const folder = String(headers['dir-name']);
      this.asked.push(`${headers[':path']} ${folder}`);
      // Node joins repeated headers.
      const followed = String(headers.followpaths).split(', ');
      const offered = (files[folder] ?? []).filter(({ path }) => headers.followpaths === undefined || followed.includes(path));
      stream.on('error', () => {});
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      for (const file of offered) stream.write(writeGrpcMessage(statPacket(file)));
      stream.write(writeGrpcMessage(writeProtobuf([])));
      const reader = new GrpcMessages();
      stream.on('data', (bytes: Buffer) => {
        for (const message of reader.push(bytes)) {
          const packet = readFilePacket(message);
          if (packet?.kind === 'request') {
            const content = Buffer.from(offered[packet.id]?.content ?? '');
            if (content.length > 0) stream.write(writeGrpcMessage(dataPacket(packet.id, content)));
            stream.write(writeGrpcMessage(dataPacket(packet.id, Buffer.alloc(0))));
          } else if (packet?.kind === 'fin') {
            stream.end(writeGrpcMessage(finishFiles()));
          }
        }
      });
    });
    server.emit('connection', socket);
  }

  static async open(
    endpoint: Extract<Endpoint, { kind: 'unix' }>,
    name: string,
    files: Readonly<Record<string, readonly OfferedFile[]>>,
  ): Promise<SessionClient> {
    return new SessionClient(await upgraded(endpoint, '/session', [`X-Docker-Expose-Session-Uuid: ${name}`]), files);
  }

  close(): void {
    this.#socket.destroy();
  }
}

export function statPacket({ path, content, mode = 0o644 }: OfferedFile): Buffer {
  const stat = writeProtobuf([text(1, path), number(2, mode), number(5, Buffer.byteLength(content))]);
  return writeProtobuf([{ number: 2, wire: 2, bytes: stat }]);
}

export function dataPacket(id: number, data: Buffer): Buffer {
  const fields = [number(1, 2), ...(id === 0 ? [] : [number(3, id)])];
  return writeProtobuf(data.length === 0 ? fields : [...fields, { number: 4, wire: 2, bytes: data }]);
}

function text(field: number, value: string): ProtobufField {
  return { number: field, wire: 2, bytes: Buffer.from(value) };
}

function number(field: number, value: number): ProtobufField {
  return { number: field, wire: 0, bytes: writeVarint(value) };
}
