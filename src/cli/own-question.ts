/**
 * A replay can be the upstream of a recording. The recorder then asks its one question, `GET /version`, of which no
 * cassette holds the answer, because recorders never record it: what it said stands in cassette.json. So it is
 * answered from there, to tapedeck alone; the same question of any other client is matched like all others.
 */

import type { LiveRequest, Reply, RequestSink, Responder } from '../cassette/exchange.ts';
import { headerValue, writeStatusHead } from '../cassette/head.ts';
import type { EngineInfo } from '../cassette/types.ts';

export class OwnQuestion implements Responder {
  readonly #engine: EngineInfo | null;
  readonly #next: Responder;

  constructor(engine: EngineInfo | null, next: Responder) {
    this.#engine = engine;
    this.#next = next;
  }

  open(request: LiveRequest, reply: Reply): RequestSink {
    const { method, target, headers } = request.head;
    const own = method === 'GET' && target === '/version' && headerValue(headers, 'User-Agent')?.startsWith('docker-tapedeck/') === true;
    if (!own || this.#engine === null) return this.#next.open(request, reply);
    reply.write(versionAnswer(this.#engine));
    reply.finish();
    return { data() {}, end() {}, stream() {}, streamEnd() {}, left() {} };
  }
}

function versionAnswer({ name, version, apiVersion, minApiVersion, os, arch }: EngineInfo): Buffer {
  const answer = {
    Components: [{ Name: name === 'Podman' ? 'Podman Engine' : 'Engine', Version: version }],
    Version: version,
    ApiVersion: apiVersion,
    ...(minApiVersion === null ? {} : { MinAPIVersion: minApiVersion }),
    Os: os,
    Arch: arch,
  };
  const body = Buffer.from(`${JSON.stringify(answer)}\n`);
  const headers = [
    ['Content-Type', 'application/json'],
    ['Content-Length', String(body.length)],
  ] as const;
  return Buffer.concat([writeStatusHead({ version: 'HTTP/1.1', status: 200, reason: 'OK', headers }), body]);
}
