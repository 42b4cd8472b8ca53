/**
 * What a build's progress tells, without its times and counts: the steps, what each waited for, what they printed, and how
 * they ended. Read from StatusResponse messages of BuildKit's control.proto, which come in any number.
 */
import { type ProtobufField, readProtobuf, readVarint } from '../../docker/protobuf.ts';

export interface Step {
  /**
   * Without the stage and the number: a step that several stages have in common (`[two 1/2] FROM busybox`) is done once, and
   * goes by the name of whichever came first.
   */
  readonly name: string;
  /** Names of the steps it needed, sorted. */
  readonly inputs: readonly string[];
  /** The engine had its result already: then it printed nothing. */
  readonly cached: boolean;
  /** '' where there was none. */
  readonly error: string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Story {
  readonly steps: readonly Step[];
  /** What the engine has to say about the Dockerfile, sorted. */
  readonly warnings: readonly string[];
}

interface Vertex {
  name: string;
  inputs: string[];
  cached: boolean;
  error: string;
  readonly output: Map<number, Buffer[]>;
}

/** `[2/4] `, `[stage-2 2/4] `. */
const PLACE = /^\[(?:[^\]]* )?\d+\/\d+\] /;
const STDOUT = 1;
const STDERR = 2;

export class StoryReader {
  readonly #vertices = new Map<string, Vertex>();
  readonly #warnings = new Set<string>();

  /** One StatusResponse; what is none is left out. */
  take(message: Buffer): void {
    for (const { number, wire, bytes } of readProtobuf(message) ?? []) {
      const fields = wire === 2 ? readProtobuf(bytes) : null;
      if (fields === null) continue;
      if (number === 1) this.#takeVertex(fields);
      else if (number === 3) this.#takeLog(fields);
      else if (number === 4) this.#warnings.add(textOf(fields, 3));
    }
  }

  story(): Story {
    const steps = [...this.#vertices.values()].map(({ name, inputs, cached, error, output }): Step => {
      const said = (stream: number) => Buffer.concat(output.get(stream) ?? []).toString('utf8');
      const needed = inputs.map((digest) => this.#vertices.get(digest)?.name ?? '').filter((input) => input !== '');
      return { name, inputs: needed.sort(), cached, error, stdout: said(STDOUT), stderr: said(STDERR) };
    });
    return { steps: steps.filter(({ name }) => name !== ''), warnings: [...this.#warnings].sort() };
  }

  #takeVertex(fields: readonly ProtobufField[]): void {
    const vertex = this.#vertex(textOf(fields, 1));
    vertex.name = textOf(fields, 3).replace(PLACE, '');
    vertex.inputs = fields.filter(({ number, wire }) => number === 2 && wire === 2).map(({ bytes }) => bytes.toString('utf8'));
    vertex.cached = fields.some(({ number, wire, bytes }) => number === 4 && wire === 0 && readVarint(bytes) !== 0);
    vertex.error = textOf(fields, 7);
  }

  #takeLog(fields: readonly ProtobufField[]): void {
    const { output } = this.#vertex(textOf(fields, 1));
    const stream = numberOf(fields, 3);
    const message = fields.find(({ number, wire }) => number === 4 && wire === 2)?.bytes ?? Buffer.alloc(0);
    const said = output.get(stream);
    if (said === undefined) output.set(stream, [message]);
    else said.push(message);
  }

  #vertex(digest: string): Vertex {
    const known = this.#vertices.get(digest);
    if (known !== undefined) return known;
    const vertex: Vertex = { name: '', inputs: [], cached: false, error: '', output: new Map() };
    this.#vertices.set(digest, vertex);
    return vertex;
  }
}

function textOf(fields: readonly ProtobufField[], wanted: number): string {
  return fields.find(({ number, wire }) => number === wanted && wire === 2)?.bytes.toString('utf8') ?? '';
}

function numberOf(fields: readonly ProtobufField[], wanted: number): number {
  const field = fields.find(({ number, wire }) => number === wanted && wire === 0);
  return field === undefined ? 0 : readVarint(field.bytes);
}
