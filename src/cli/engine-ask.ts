/** Questions that the upgrade check asks an engine beside the session: what is there, and to remove what the run has made. */
import { request } from 'node:http';
import { type Json, parseJson, writeJson } from '../cassette/json.ts';
import { type Endpoint, formatEndpoint } from '../docker/endpoint.ts';
import { TapedeckError } from '../errors.ts';
import type { Ask } from '../verify/plan/ask.ts';
import { PROGRAM } from './version.ts';

/** @param patience milliseconds for one answer. What is asked rejects with TD_UPSTREAM_UNREACHABLE where none comes. */
export function engineAsk(endpoint: Endpoint, patience: number): Ask {
  const where = endpoint.kind === 'unix' ? { socketPath: endpoint.path } : { host: endpoint.host, port: endpoint.port };
  return (method, target, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : writeJson(body, 'go');
      const headers = {
        Host: 'docker',
        'User-Agent': PROGRAM,
        Connection: 'close',
        ...(text === '' ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
      };
      const question = request({ ...where, method, path: target, agent: false, headers });
      const timer = setTimeout(() => question.destroy(new Error(`no answer within ${patience / 1000} s`)), patience);
      const fail = (error: Error): void => {
        clearTimeout(timer);
        const message = `${method} ${target} at ${formatEndpoint(endpoint)}: ${error.message}`;
        reject(new TapedeckError('TD_UPSTREAM_UNREACHABLE', message, { cause: error }));
      };
      question.on('error', fail);
      question.on('response', (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', fail);
        response.on('end', () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, json: readJson(Buffer.concat(pieces).toString('utf8')) });
        });
      });
      question.end(text);
    });
}

function readJson(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
