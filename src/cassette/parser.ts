/**
 * Reads the files of a cassette. Nothing is believed: every file is checked against schemas/cassette-v1.json, and then
 * for what a schema cannot say.
 */
import { TapedeckError } from '../errors.ts';
import { EMPTY_BODY } from './body.ts';
import { compileSchema, type SchemaCheck } from './check.ts';
import { isJsonObject, isMarkedPlain, type Json, JsonNumber, type JsonObject, JsonSyntaxError, markPlain, parseJson } from './json.ts';
import { countSizes, sumSizes } from './sizes.ts';
import type { Body, CassetteInfo, Chunk, Interaction, Outcome, RecordedRequest, ResponseHead, Sizes, Times } from './types.ts';

/** Turns the text of cassette files into values. `file` is what errors call the file. */
export interface CassetteParser {
  /** An interaction's file. Throws TD_CASSETTE_FORMAT, TD_CASSETTE_NEWER. */
  parseInteraction(text: string, file: string): Interaction;
  /** `cassette.json`. Throws TD_CASSETTE_FORMAT, TD_CASSETTE_NEWER. */
  parseInfo(text: string, file: string): CassetteInfo;
}

const FORMAT = 1;
const NEWER_SCHEMA = /cassette-v(\d+)\.json$/;

/** `schema`: the content of schemas/cassette-v1.json. It is compiled once, when the first file is read. */
export function createCassetteParser(schema: object): CassetteParser {
  const checkInteraction = compileSchema(schema, 'interaction');
  const checkInfo = compileSchema(schema, 'cassette');
  return {
    parseInteraction: (text, file) => {
      const document = readChecked(text, file, checkInteraction);
      const interaction = withDefaults(document as unknown as SavedInteraction);
      checkCounts(interaction, file);
      if (isMarkedPlain(document)) markBodies(interaction);
      return interaction;
    },
    parseInfo: (text, file) => {
      const { $schema: _, ...info } = readChecked(text, file, checkInfo);
      return info as unknown as CassetteInfo;
    },
  };
}

/** The documents that are part of a plain one are plain themselves. */
function markBodies({ request, outcome }: Interaction): void {
  if (request.body.encoding === 'json') markPlain(request.body.data);
  if (outcome.kind === 'whole' && outcome.body.encoding === 'json') markPlain(outcome.body.data);
}

function readChecked(text: string, file: string, check: SchemaCheck): JsonObject {
  let document: Json;
  try {
    document = parseJson(withoutMark(text));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new TapedeckError('TD_CASSETTE_FORMAT', `${file} is not JSON: ${error.message}`, {
      hint: `Mend ${file}:${error.line}, or record the cassette anew.`,
      cause: error,
    });
  }
  refuseNewer(document as JsonObject | null, file);
  if (check(document) === null) return document as JsonObject;
  const loosened = plainNumbers(document);
  const problem = check(loosened);
  if (problem !== null) throw broken(file, problem.pointer, problem.message);
  return loosened as JsonObject;
}

/** Some editors put a byte order mark at the start. */
function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function refuseNewer(document: JsonObject | null, file: string): void {
  const schema = typeof document?.$schema === 'string' ? document.$schema : '';
  const format = Math.max(Number(NEWER_SCHEMA.exec(schema)?.[1] ?? 0), typeof document?.format === 'number' ? document.format : 0);
  if (format <= FORMAT) return;
  throw new TapedeckError('TD_CASSETTE_NEWER', `${file} has cassette format ${format}; this program knows formats up to ${FORMAT}`, {
    hint: 'Update docker-tapedeck to read it.',
  });
}

function broken(file: string, pointer: string, problem: string): TapedeckError {
  return new TapedeckError(
    'TD_CASSETTE_FORMAT',
    `${file} is not a valid cassette file: ${pointer === '' ? 'the document' : pointer} ${problem}`,
    {
      hint: `Mend it there (schemas/cassette-v1.json describes the format), or record the cassette anew.`,
    },
  );
}

/** Numbers as people write them (`12.0`) made plain, but for those of a recorded document, whose text is what was sent. */
function plainNumbers(json: Json): Json {
  if (json instanceof JsonNumber) return Number(json.text);
  if (Array.isArray(json)) return json.map(plainNumbers);
  if (!isJsonObject(json) || json.encoding === 'json') return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, plainNumbers(value)]));
}

/** An interaction as it stands in its file: what is as usual may be absent. */
type SavedHead = Omit<ResponseHead, 'version'> & { readonly version?: string };
type SavedInterim = readonly { readonly seq: number; readonly head: SavedHead }[];
type SavedOutcome = Outcome extends infer O
  ? O extends Outcome
    ? Omit<O, 'interim' | 'head' | 'body' | 'partial'> & {
        readonly interim?: SavedInterim;
        readonly head: SavedHead;
        readonly body?: Body;
        readonly partial?: Body;
      }
    : never
  : never;
type SavedRequest = Omit<RecordedRequest, 'version' | 'body' | 'end'> & Partial<Pick<RecordedRequest, 'version' | 'body' | 'end'>>;
type SavedInteraction = Omit<Interaction, 'request' | 'outcome'> & { readonly request: SavedRequest; readonly outcome: SavedOutcome };

function withDefaults(saved: SavedInteraction): Interaction {
  const { id, operation, connection, names, request, outcome, order, times } = saved;
  return {
    id,
    operation,
    connection,
    ...(names === undefined ? {} : { names }),
    request: { ...request, version: request.version ?? 'HTTP/1.1', body: request.body ?? EMPTY_BODY, end: request.end ?? 'whole' },
    outcome: outcomeOf(outcome),
    order,
    times,
  };
}

function outcomeOf(saved: SavedOutcome): Outcome {
  switch (saved.kind) {
    case 'whole':
      return { ...saved, interim: interimOf(saved.interim), head: headOf(saved.head), body: saved.body ?? EMPTY_BODY };
    case 'streamed':
    case 'hijacked':
      return { ...saved, interim: interimOf(saved.interim), head: headOf(saved.head) };
    case 'opaque':
      return saved;
    case 'failed':
      return { ...saved, interim: interimOf(saved.interim), partial: saved.partial ?? EMPTY_BODY };
    default:
      return saved satisfies never;
  }
}

function interimOf(saved: SavedInterim = []): { seq: number; head: ResponseHead }[] {
  return saved.map(({ seq, head }) => ({ seq, head: headOf(head) }));
}

function headOf(saved: SavedHead): ResponseHead {
  return { ...saved, version: saved.version ?? 'HTTP/1.1' };
}

/** Lists that belong together must be of one length, or playback would time (or cut) the wrong piece. */
function checkCounts(interaction: Interaction, file: string): void {
  const { outcome, times } = interaction;
  const chunks = 'chunks' in outcome ? outcome.chunks : [];
  const interim = 'interim' in outcome ? outcome.interim : [];
  expectCount(file, '/times/interim', times.interim.length, '/outcome/interim', interim.length);
  expectCount(file, '/times/chunks', times.chunks.length, '/outcome/chunks', chunks.length);
  chunks.forEach((chunk, index) => {
    checkRun(chunk, times.chunks[index] as Times['chunks'][number], index, file);
  });
}

function checkRun(chunk: Chunk, time: number | Sizes, index: number, file: string): void {
  const sizes = 'sizes' in chunk ? chunk.sizes : undefined;
  if (sizes === undefined || 'end' in chunk) {
    if (typeof time !== 'number') throw broken(file, `/times/chunks/${index}`, 'must be a number: that chunk has no sizes');
    return;
  }
  if (typeof time === 'number') throw broken(file, `/times/chunks/${index}`, 'must be a list: that chunk has sizes');
  expectCount(file, `/times/chunks/${index}`, countSizes(time), `/outcome/chunks/${index}/sizes`, countSizes(sizes));
  if (chunk.body.encoding !== 'file') throw broken(file, `/outcome/chunks/${index}`, 'has sizes, which only a body in a file can have');
  const sum = sumSizes(sizes);
  if (sum !== chunk.body.bytes) {
    throw broken(file, `/outcome/chunks/${index}/sizes`, `come to ${sum} bytes, but the body has ${chunk.body.bytes}`);
  }
}

function expectCount(file: string, pointer: string, found: number, other: string, wanted: number): void {
  if (found !== wanted) throw broken(file, pointer, `has ${found} entries, but ${other} has ${wanted}: one for each`);
}
