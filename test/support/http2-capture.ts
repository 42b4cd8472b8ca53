/**
 * What node:http2 really says when a gRPC-like client calls a server: a peer that owes nothing to our own reading of the
 * RFCs. Nothing leaves the process: both ends are streams in memory.
 */
import { once } from 'node:events';
import { connect, createServer, type OutgoingHttpHeaders } from 'node:http2';
import { type Duplex, duplexPair } from 'node:stream';

/** One call: a request with its body, the answer's body, and what else the request's headers hold. */
export interface Http2Call {
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly sent: Buffer;
  readonly answered: Buffer;
}

/** One read of the wire. `h2client` is the side that makes the calls. */
export interface Http2Piece {
  readonly from: 'h2client' | 'h2server';
  readonly data: Buffer;
}

/** Makes the calls one after the other on one connection; gives all that went over it, in order. */
export async function captureHttp2(calls: readonly Http2Call[]): Promise<Http2Piece[]> {
  const pieces: Http2Piece[] = [];
  const [ofClient, atClient] = duplexPair();
  const [atServer, ofServer] = duplexPair();
  tap(atClient, atServer, (data) => pieces.push({ from: 'h2client', data }));
  tap(atServer, atClient, (data) => pieces.push({ from: 'h2server', data }));

  const server = createServer();
  server.on('stream', (stream, headers) => {
    stream.resume();
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(calls.find(({ path }) => path === headers[':path'])?.answered);
  });
  server.emit('connection', ofServer);

  const session = connect('http://localhost', { createConnection: () => ofClient });
  for (const { path, headers, sent } of calls) {
    const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
    stream.resume();
    stream.end(sent);
    await once(stream, 'close');
  }
  session.close();
  await once(session, 'close');
  ofServer.destroy();
  return pieces;
}

function tap(from: Duplex, to: Duplex, heard: (data: Buffer) => void): void {
  from.on('data', (data: Buffer) => {
    heard(Buffer.from(data));
    to.write(data);
  });
  from.on('end', () => to.end());
}
