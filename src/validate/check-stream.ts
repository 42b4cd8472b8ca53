/**
 * Answers that come piece by piece: JSON documents back to back, and frames of stdout and stderr. The checks take pieces as
 * they come, live or from a recording, and hold no more than one document or frame.
 */
import { bodyStream } from '../cassette/body.ts';
import type { BodyFiles, DataChunk, End, Outcome } from '../cassette/types.ts';
import type { SchemaFacts } from '../docker/schema-types.ts';
import { reportBody } from './check-body.ts';
import type { CheckContext } from './check-context.ts';
import { type Document, documentOf, readDocument } from './checkable-json.ts';
import type { Findings } from './findings.ts';
import { FrameWalk } from './frame-walk.ts';
import { DocumentReader, type JsonDocument } from './json-documents.ts';

type Stream = Extract<Outcome, { kind: 'streamed' | 'hijacked' }>;

/** Takes the pieces of one answer in order. */
export interface StreamCheck {
  /**
   * @param chunk where the bytes stand among the chunks of the answer, for the findings
   * @returns false where nothing behind them can be understood any more
   */
  push(bytes: Buffer, chunk: number): boolean;
  /** Bytes it keeps because they are no whole document or frame yet. */
  readonly held: number;
  /** No more will come. */
  end(how: End): void;
}

/** Each document of a stream against the schema at `pointer`. */
export class DocumentsCheck implements StreamCheck {
  readonly #schema: SchemaFacts;
  readonly #pointer: string;
  readonly #context: CheckContext;
  readonly #reader = new DocumentReader();
  #broken = false;

  constructor(schema: SchemaFacts, pointer: string, context: CheckContext) {
    this.#schema = schema;
    this.#pointer = pointer;
    this.#context = context;
  }

  get held(): number {
    return this.#reader.held;
  }

  push(bytes: Buffer, chunk: number): boolean {
    if (!this.#broken) this.#broken = !this.#reader.push(bytes, chunk).every((document) => this.#check(document));
    return !this.#broken;
  }

  /** A chunk that is a document of its own, in a form that findings can point into. False: it starts in the middle of one. */
  document(document: Document, chunk: number): boolean {
    if (this.#broken || this.#reader.held > 0) return false;
    reportBody(document, `/outcome/chunks/${chunk}/body/data`, this.#schema, this.#schemaPointer, this.#context);
    return true;
  }

  end(how: End): void {
    const rest = this.#broken ? null : this.#reader.rest();
    // A stream whose client left, or that was cut, may end anywhere.
    if (rest === null || how !== 'finished') return;
    const message = 'The stream ends in the middle of the JSON document that starts here.';
    this.#context.findings.add('stream-torn', placeOf(rest), message, this.#schemaPointer);
  }

  get #schemaPointer(): string {
    return `${this.#pointer}/schema`;
  }

  #check(document: JsonDocument): boolean {
    let read: Document;
    try {
      read = readDocument(document.text, 'response');
    } catch {
      this.#context.findings.add('response-body-json', placeOf(document), 'What starts here is no JSON document.', this.#schemaPointer);
      return false;
    }
    reportBody(read, placeOf(document), this.#schema, this.#schemaPointer, this.#context);
    return true;
  }
}

function placeOf(document: JsonDocument): string {
  return `/outcome/chunks/${document.startedIn}/body`;
}

/** The documents of a recorded stream. */
export async function checkDocuments(stream: Stream, check: DocumentsCheck, files: BodyFiles): Promise<void> {
  for (const [index, chunk] of stream.chunks.entries()) {
    if (!isAnswer(chunk)) continue;
    if (chunk.body.encoding === 'json' && check.document(documentOf(chunk.body.data, 'response'), index)) continue;
    for await (const bytes of bodyStream(chunk.body, files)) if (!check.push(bytes, index)) return;
  }
  check.end(stream.end);
}

const NO_FRAME = 'The stream consists of frames, and what starts here is none.';

/** A stream that consists of frames. The recorder gave each frame its channel; what has none is looked at once more. */
export async function checkFrames(stream: Stream, files: BodyFiles, check: FramesCheck): Promise<void> {
  for (const [index, chunk] of stream.chunks.entries()) {
    if (!isAnswer(chunk) || chunk.channel !== undefined) continue;
    for await (const bytes of bodyStream(chunk.body, files)) if (!check.push(bytes, index)) return;
  }
  check.end(stream.end);
}

/** True where the recorder found a frame at the start of the engine's bytes. */
export function startsWithFrame(stream: Stream): boolean {
  return stream.chunks.find(isAnswer)?.channel !== undefined;
}

/** The frames of a stream that passes. */
export class FramesCheck implements StreamCheck {
  readonly #findings: Findings;
  readonly #walk = new FrameWalk();
  #chunk = 0;
  #broken = false;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  get held(): number {
    return this.#walk.held;
  }

  push(bytes: Buffer, chunk: number): boolean {
    if (this.#broken) return false;
    if (!this.#walk.isInFrame) this.#chunk = chunk;
    if (!this.#walk.push(bytes)) this.#report();
    return !this.#broken;
  }

  /** A stream whose client left, or that was cut, may end anywhere. */
  end(how: End): void {
    if (!this.#broken && how === 'finished' && this.#walk.isInFrame) this.#report();
  }

  #report(): void {
    this.#broken = true;
    this.#findings.add('stream-frames', `/outcome/chunks/${this.#chunk}/body`, NO_FRAME);
  }
}

function isAnswer(chunk: Stream['chunks'][number]): chunk is DataChunk {
  return !('end' in chunk) && chunk.from === 'engine';
}
