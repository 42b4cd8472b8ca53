/** One request of Node's own client to a unix socket, and the whole answer. */
// Not by name: nock puts its own functions into the module.
import http from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export function ask(socketPath: string, path: string, { method = 'GET', headers = {}, body = '' }: Question = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = http.request({ socketPath, path, method, headers, agent: false }, (response) => {
      text(response).then((all) => resolve({ status: response.statusCode ?? 0, body: all }), reject);
    });
    asked.on('error', reject).end(body);
  });
}
