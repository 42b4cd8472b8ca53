/**
 * The way to a live engine for plain requests, by http-proxy: over connections that are kept, since most of what a client
 * asks is short. As it comes, http-proxy changes what it carries; so it is told
 *
 *   agent              connections are kept and used again (else it sends `Connection: close` and dials for each request)
 *   toProxy            the query as it was sent, not parsed and written anew
 *   selfHandleResponse the answer is written from its raw headers, at once and not with the first byte of the body
 *   buffer             the body, since there is no server here whose request could be piped
 *   no timeouts        an answer may take hours (`wait`, `events`)
 *
 * and where either side breaks off, the other is told: http-proxy alone leaves a cut stream open upstream, and a client
 * whose engine died waiting. What it cannot carry unchanged (`carries`) goes through the tunnel: docs/decisions/006.
 */
import { Agent, type ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { createConnection, Socket } from 'node:net';
import { Readable } from 'node:stream';
import util from 'node:util';
import type HttpProxy from 'http-proxy';
import type { RequestHead, RequestSink } from '../cassette/exchange.ts';
import { headerTokens, headerValue, writeRequestHead, writeStatusHead, writeTrailers } from '../cassette/head.ts';
import { wrapChunk } from '../cassette/transfer-chunks.ts';
import type { RawHeaders } from '../cassette/types.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import { noEngine } from './dial.ts';
import { readRequestFacts } from './parser/facts.ts';
import type { Passage } from './passage.ts';

/** Longer bodies are uploads: an engine that answers one early closes, and Node would lose that answer to the failed write. */
const BODY_LIMIT = 64 * 1024;
/** Names that Node gives back as they are, and keeps in their order. */
const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;
const PLAIN_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** http-proxy joins slashes of a path. */
const PLAIN_TARGET = /^\/(?!\/)(?:(?!\/\/)[^?#])*(?:\?[^#]*)?$/;
/** What Node adds where it is missing. */
const ADDED = ['Connection', 'Content-Length', 'Transfer-Encoding'];

/** Whether the request, and any answer to it, comes through http-proxy as it would without. */
export function carries(head: RequestHead): boolean {
  const { maySwitch, body } = readRequestFacts(head.raw);
  const names = new Set(head.headers.map(([name]) => name.toLowerCase()));
  return (
    !maySwitch &&
    (body.framing === 'none' || (body.framing === 'length' && body.length <= BODY_LIMIT)) &&
    head.version === 'HTTP/1.1' &&
    PLAIN_TARGET.test(head.target) &&
    names.size === head.headers.length &&
    names.has('host') &&
    !names.has('expect') &&
    head.headers.every(([name, value]) => PLAIN_NAME.test(name) && PLAIN_VALUE.test(value)) &&
    writeRequestHead(head).equals(head.raw)
  );
}

export class Forwarder {
  readonly #upstream: Endpoint;
  readonly #createProxy: typeof HttpProxy.createProxyServer;
  readonly #agent: Agent;

  /** Use `loadForwarder`. */
  constructor(upstream: Endpoint, createProxy: typeof HttpProxy.createProxyServer) {
    this.#upstream = upstream;
    this.#createProxy = createProxy;
    this.#agent = new Agent({ keepAlive: true });
    // Whoever patches node:http (nock does) hands on options that lead elsewhere.
    this.#agent.createConnection = () =>
      upstream.kind === 'unix' ? createConnection({ path: upstream.path }) : createConnection({ host: upstream.host, port: upstream.port });
  }

  open(passage: Passage): RequestSink {
    return new Forwarded(passage, this.#upstream, this.#createProxy({ ...this.#target(), agent: this.#agent, ...AS_IT_COMES }));
  }

  close(): void {
    this.#agent.destroy();
  }

  #target(): HttpProxy.ServerOptions {
    const { kind } = this.#upstream;
    const where = kind === 'unix' ? { socketPath: this.#upstream.path } : { host: this.#upstream.host, port: this.#upstream.port };
    // Its types know no socketPath alone; its code passes it on to Node.
    return { target: where as HttpProxy.ServerOptions['target'] & object };
  }
}

const AS_IT_COMES = { selfHandleResponse: true, toProxy: true } satisfies HttpProxy.ServerOptions;

/** Loaded only where something is passed on. */
export async function loadForwarder(upstream: Endpoint): Promise<Forwarder> {
  // http-proxy takes this function when it is loaded, and Node 22 and later warn of it on stderr at the first call.
  const old = util as { _extend?: unknown };
  const { _extend } = old;
  old._extend = Object.assign;
  try {
    const { default: httpProxy } = await import('http-proxy');
    return new Forwarder(upstream, httpProxy.createProxyServer);
  } finally {
    old._extend = _extend;
  }
}

class Forwarded implements RequestSink {
  readonly #passage: Passage;
  readonly #upstream: Endpoint;
  readonly #proxy: HttpProxy;
  readonly #body: Buffer[] = [];
  #outgoing: ClientRequest | null = null;
  #answer: IncomingMessage | null = null;

  constructor(passage: Passage, upstream: Endpoint, proxy: HttpProxy) {
    this.#passage = passage;
    this.#upstream = upstream;
    this.#proxy = proxy;
    passage.comesFrom({
      pause: () => this.#answer?.pause(),
      resume: () => this.#answer?.resume(),
      cancel: () => this.#outgoing?.destroy(),
    });
    proxy.on('proxyReq', (outgoing) => this.#onOutgoing(outgoing));
    proxy.on('proxyRes', (answer) => this.#onAnswer(answer));
    passage.sent(passage.live.head.raw);
  }

  data(bytes: Buffer): void {
    this.#body.push(bytes);
    this.#passage.sent(bytes);
  }

  end(): void {
    this.#ask();
  }

  /** Nothing is hijacked here. */
  stream(): void {}
  streamEnd(): void {}

  left(): void {
    this.#passage.left();
  }

  #ask(): void {
    const { method, target, headers } = this.#passage.live.head;
    const request = new IncomingMessage(new Socket());
    Object.assign(request, { method, url: target, headers: asSent(headers) });
    const body = Readable.from(this.#body, { objectMode: false });
    this.#proxy.web(request, new ServerResponse(request), { buffer: body }, (error) => this.#onError(error));
  }

  #onOutgoing(outgoing: ClientRequest): void {
    this.#outgoing = outgoing;
    if (this.#passage.over) {
      outgoing.destroy();
      return;
    }
    const { headers } = this.#passage.live.head;
    for (const name of ADDED) if (headerValue(headers, name) === undefined) outgoing.removeHeader(name);
    outgoing.on('information', ({ httpVersion, statusCode, statusMessage, rawHeaders }) => {
      const head = { version: `HTTP/${httpVersion}`, status: statusCode, reason: statusMessage, headers: pairsOf(rawHeaders) };
      this.#passage.got(writeStatusHead(head));
    });
  }

  #onAnswer(answer: IncomingMessage): void {
    const passage = this.#passage;
    const { httpVersion, statusCode = 0, statusMessage = '' } = answer;
    const headers = pairsOf(answer.rawHeaders);
    const chunked = headerTokens(headers, 'Transfer-Encoding').includes('chunked');
    this.#answer = answer;
    answer.on('data', (bytes: Buffer) => passage.got(chunked ? wrapChunk(CHUNKED, 0, bytes) : bytes));
    answer.on('end', () => {
      if (chunked && !passage.over) passage.got(Buffer.concat([LAST_LINE, writeTrailers(pairsOf(answer.rawTrailers))]));
      // A body until the end of the connection, or less of it than was announced: the passage knows.
      if (!passage.over) passage.gotEnd();
    });
    answer.on('error', () => passage.gone(null));
    passage.got(writeStatusHead({ version: `HTTP/${httpVersion}`, status: statusCode, reason: statusMessage, headers }));
  }

  #onError(error: NodeJS.ErrnoException): void {
    if (this.#passage.over || this.#answer !== null) return;
    // A kept connection that the engine closed just then: as every client does, ask again over a new one.
    if (this.#outgoing?.reusedSocket === true && error.code === 'ECONNRESET' && isRead(this.#passage.live.head)) {
      this.#outgoing = null;
      this.#ask();
    } else if (error.syscall === 'connect' || error.syscall === 'getaddrinfo') {
      this.#passage.unreachable(noEngine(this.#upstream, error));
    } else {
      this.#passage.gone(null);
    }
  }
}

const CHUNKED = { sizes: [] };
const LAST_LINE = Buffer.from('0\r\n');

function isRead({ method }: RequestHead): boolean {
  return method === 'GET' || method === 'HEAD';
}

/**
 * With the names as they were sent. http-proxy asks for them in lower case where it would add a length to a DELETE; it
 * finds one on the prototype, of which it copies nothing.
 */
function asSent(headers: RawHeaders): Record<string, string> {
  return Object.assign(Object.create({ 'content-length': 'as it was sent' }), Object.fromEntries(headers));
}

function pairsOf(raw: readonly string[]): RawHeaders {
  return Array.from({ length: raw.length / 2 }, (_, at) => [raw[2 * at] as string, raw[2 * at + 1] as string] as const);
}
