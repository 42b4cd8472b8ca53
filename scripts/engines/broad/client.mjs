/**
 * A client of one API version, with every byte of a request in the hand of the script.
 *
 * It knows the descriptions: an operation that the version lacks is not asked (the answer is then `SKIPPED`), and query
 * names and body properties that the version does not know are left out, so that one script speaks all versions.
 * Whatever an engine answers is a result; nothing throws.
 */
import http from 'node:http';
import { OPERATIONS } from '../../../dist/docker/operation-table.js';
import { ApiDescriptions } from '../../../dist/docker/schemas.js';
import { loadSchemas } from '../../../dist/store/schemas.js';
import { undeclaredProperties } from '../../../dist/validate/undeclared.js';

const TIMEOUT = 30_000;
const SKIPPED = { status: 0, headers: {}, text: '', bytes: Buffer.alloc(0), json: {}, socket: null, first: null };
const descriptions = new ApiDescriptions(loadSchemas());

export class Client {
  #options;
  #description;
  #agent = new http.Agent({ keepAlive: true });
  asked = new Set();
  succeeded = new Set();
  trouble = [];
  count = 0;

  /** @param options socket, version; asIs: send what is said, also where the version does not know it */
  constructor(options) {
    this.#options = options;
    this.#description = descriptions.at(options.version);
  }

  /** Ids of all operations that this version describes. */
  operations() {
    return Object.keys(this.#description.operations);
  }

  has(operation) {
    return operation in this.#description.operations;
  }

  isAtLeast(version) {
    return Number(this.#options.version.split('.')[1]) >= Number(version.split('.')[1]);
  }

  /**
   * One request, and its answer to the end.
   * @param parameter for the path: what stands for `{id}` or `{name}`, and for a second one behind a blank
   * @param request query, body (JSON; text and bytes go as they are), headers, prefix: false (no version in the path),
   *   until(text): leave the stream when it is true, patience: leave it after so many ms whatever came, upgrade: protocol, input: bytes for the stream, then a half-close;
   *   keepOpen: hand out the raw `socket` at once; `first` resolves when something has come
   */
  async call(operation, parameter = '', request = {}) {
    const row = OPERATIONS.find(({ id }) => id === operation);
    const facts = this.#description.operations[operation];
    if (facts === undefined && !this.#options.asIs) return SKIPPED;
    const parameters = parameter.split(' ');
    const path = row.path.replaceAll(/\{\w+\}/g, () => parameters.shift());
    const query = this.#query(request.query ?? {}, facts);
    const body = this.#body(request.body, facts);
    const prefix = request.prefix === false ? '' : `/v${this.#options.version}`;
    this.asked.add(operation);
    const answer = await this.#send(row.method, prefix + path + query, { ...request, body });
    if (answer.status > 0 && answer.status < 400) this.succeeded.add(operation);
    return answer;
  }

  /** A request in the script's own words. */
  raw(method, target, request = {}) {
    return this.#send(method, target, request);
  }

  close() {
    this.#agent.destroy();
  }

  #query(query, facts) {
    const sent = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value === undefined || (!this.#options.asIs && !(name in (facts.query ?? {})))) continue;
      const known = name === 'filters' ? knownFilters(value, facts?.query?.filters?.filterKeys) : value;
      for (const one of Array.isArray(known) ? known : [known])
        sent.append(name, typeof one === 'object' ? JSON.stringify(one) : String(one));
    }
    const text = sent.toString();
    return text === '' ? '' : `?${text}`;
  }

  #body(body, facts) {
    if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return body;
    const kept = structuredClone(body);
    if (!this.#options.asIs && facts.body !== undefined) {
      for (const pointer of undeclaredProperties(body, facts.body.schema, this.#description.definitions.request, 'request'))
        remove(kept, pointer);
    }
    return JSON.stringify(kept);
  }

  #send(method, target, { body, headers = {}, until, patience, upgrade, input, keepOpen }) {
    this.count++;
    return new Promise((resolve) => {
      const all = { Host: 'docker', 'User-Agent': 'tapedeck-broad-session' };
      if (body !== undefined) all['Content-Length'] = Buffer.byteLength(body);
      if (typeof body === 'string') all['Content-Type'] = 'application/json';
      if (Buffer.isBuffer(body)) all['Content-Type'] = 'application/x-tar';
      if (method === 'POST' && body === undefined) all['Content-Length'] = 0;
      if (upgrade !== undefined) Object.assign(all, { Connection: 'Upgrade', Upgrade: upgrade });
      const isLong = until !== undefined || upgrade !== undefined || input !== undefined || keepOpen;
      const request = http.request({
        socketPath: this.#options.socket,
        agent: isLong ? false : this.#agent,
        method,
        path: target,
        headers: { ...all, ...headers },
      });
      const answer = { status: 0, headers: {}, bytes: Buffer.alloc(0), socket: null, first: null };
      let isDone = false;
      const done = (why) => {
        if (isDone) return;
        isDone = true;
        clearTimeout(timer);
        if (why !== undefined) this.trouble.push(`${method} ${target}: ${why}`);
        const text = answer.bytes.toString('utf8');
        if (process.env.BROAD_VERBOSE)
          console.error(`${answer.status} ${method} ${target} ${answer.status >= 400 ? text.trim().slice(0, 200) : ''}`);
        resolve({ ...answer, text, json: parse(text) });
      };
      const timer = setTimeout(() => {
        request.destroy();
        done(patience === undefined ? `no end after ${TIMEOUT / 1000} s` : undefined);
      }, patience ?? TIMEOUT);
      const follow = (stream, socket) => {
        answer.first = new Promise((heard) => {
          for (const event of ['data', 'close', 'error']) stream.once(event, heard);
        });
        stream.on('data', (data) => {
          answer.bytes = Buffer.concat([answer.bytes, data]);
          if (until?.(answer.bytes.toString('utf8'))) socket.destroy();
        });
        stream.on('end', () => {
          if (input !== undefined || upgrade !== undefined) socket.end();
          done();
        });
        stream.on('close', () => done());
        stream.on('error', (error) => done(until === undefined ? error.message : undefined));
        if (input !== undefined) socket.end(input);
        if (keepOpen) {
          answer.socket = socket;
          done();
        }
      };
      request.on('response', (response) => {
        Object.assign(answer, { status: response.statusCode, headers: response.headers });
        follow(response, response.socket);
      });
      request.on('upgrade', (response, socket, head) => {
        Object.assign(answer, { status: response.statusCode, headers: response.headers });
        follow(socket, socket);
        if (head.length > 0) socket.unshift(head);
      });
      request.on('error', (error) => done(error.message));
      request.end(body);
    });
  }
}

/** The one value of a JSON answer; {} where it is none, so that scripts go on after an error. */
function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** Filters without the keys that the version does not name. */
function knownFilters(filters, keys) {
  return keys === undefined ? filters : Object.fromEntries(Object.entries(filters).filter(([key]) => keys.includes(key)));
}

function remove(value, pointer) {
  const segments = pointer
    .split('/')
    .slice(1)
    .map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = segments.pop();
  let node = value;
  for (const segment of segments) node = node?.[segment];
  if (node !== undefined && node !== null) delete node[last];
}

/** Asks until the answer pleases; for what only time brings, and no event tells. Not recorded. */
export async function until(ask, pleases, seconds = 20) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (pleases(answer) || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
