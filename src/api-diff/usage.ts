/** What recordings use of the API: operations, parameters, the bodies sent, the answers got. */
import { bodyStream } from '../cassette/body.ts';
import { toPlain } from '../cassette/json.ts';
import type { ApiVersion, Body, BodyFiles, Cassette, Interaction, Outcome } from '../cassette/types.ts';
import { findOperation } from '../docker/operations.ts';
import { ValueTree } from './value-tree.ts';

/** What was asked of one operation, and answered. */
export interface OperationUsage {
  /** Requests, as `{"query": {name: …}, "header": {name: …}, "body": …}`; header names in lower case. */
  readonly requests: ValueTree;
  /** Requests that had a body. */
  readonly bodies: ValueTree;
  /** By status: the bodies. */
  readonly answers: ReadonlyMap<string, ValueTree>;
  readonly mediaTypes: ReadonlySet<string>;
}

/** How often the requests of a cassette name which version in their path. */
export interface SpokenVersions {
  readonly cassette: string;
  readonly named: ReadonlyMap<ApiVersion, number>;
  /** Requests that name none: an engine answers those as its newest version does. Those that all clients send so do not count. */
  readonly unnamed: number;
}

/** Asked before a version is agreed on, or outside all versions. */
const NEVER_NAMED: ReadonlySet<string> = new Set(['SystemPing', 'SystemPingHead', 'SystemVersion', 'Session', 'BuildKitGrpc']);

interface Gathered extends OperationUsage {
  readonly answers: Map<string, ValueTree>;
  readonly mediaTypes: Set<string>;
}

export class Usage {
  readonly #operations = new Map<string, Gathered>();
  readonly #spoken: SpokenVersions[] = [];

  /** Bodies are read one after the other; what is no JSON (a tar, logs) is passed over. */
  async add({ info, interactions, files }: Cassette): Promise<void> {
    const named = new Map<ApiVersion, number>();
    let unnamed = 0;
    for (const interaction of interactions) {
      const match = findOperation(interaction.request.method, interaction.request.target);
      if (match === null) continue;
      if (match.version !== null) named.set(match.version, (named.get(match.version) ?? 0) + 1);
      else if (!NEVER_NAMED.has(match.operation.id)) unnamed++;
      await this.#addInteraction(match.operation.id, match.query, interaction, files);
    }
    this.#spoken.push({ cassette: info.name, named, unnamed });
  }

  of(operation: string): OperationUsage | undefined {
    return this.#operations.get(operation);
  }

  get spoken(): readonly SpokenVersions[] {
    return this.#spoken;
  }

  async #addInteraction(operation: string, query: string, { request, outcome }: Interaction, files: BodyFiles): Promise<void> {
    const usage = this.#operations.get(operation) ?? newUsage();
    this.#operations.set(operation, usage);
    usage.requests.add({
      query: Object.fromEntries(new URLSearchParams(query)),
      header: Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value])),
    });
    for await (const data of documents(request.body, files)) {
      usage.requests.add({ body: data });
      usage.bodies.add(data);
    }
    if (!('head' in outcome)) return;
    const status = String(outcome.head.status);
    const answers = usage.answers.get(status) ?? new ValueTree();
    usage.answers.set(status, answers);
    const type = outcome.head.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    if (type !== undefined) usage.mediaTypes.add((type.split(';')[0] ?? '').trim().toLowerCase());
    if (type !== undefined && !/json/i.test(type)) return;
    for (const body of answerBodies(outcome)) for await (const data of documents(body, files)) answers.add(data);
  }
}

function newUsage(): Gathered {
  return { requests: new ValueTree(), bodies: new ValueTree(), answers: new Map(), mediaTypes: new Set() };
}

function answerBodies(outcome: Outcome): readonly Body[] {
  if (outcome.kind === 'whole') return [outcome.body];
  if (outcome.kind !== 'streamed') return [];
  return outcome.chunks.flatMap((chunk) => ('body' in chunk && chunk.from === 'engine' ? [chunk.body] : []));
}

/** Longer lines than this hold no document that engines or clients send. */
const LINE_LIMIT = 256 * 1024 * 1024;

/** The JSON documents of a body: all of it, or one a line, as progress and events come. */
async function* documents(body: Body, files: BodyFiles): AsyncGenerator<unknown, void, undefined> {
  if (body.encoding === 'json') {
    yield toPlain(body.data);
    return;
  }
  if (body.encoding === 'base64' || (body.encoding === 'file' && body.extension === '.tar')) return;
  let held: Buffer[] = [];
  let length = 0;
  for await (const bytes of bodyStream(body, files)) {
    // Neither an object nor a list: no JSON that has places in it.
    if (held.length === 0 && !/^\s*[[{]/.test(bytes.subarray(0, 64).toString('latin1'))) return;
    held.push(bytes);
    length += bytes.length;
    if (length > LINE_LIMIT) return;
  }
  const text = Buffer.concat(held).toString('utf8');
  held = [];
  const whole = parse(text);
  if (whole !== undefined) yield whole;
  else
    for (const line of text.split('\n')) {
      const data = parse(line);
      if (data !== undefined) yield data;
    }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
