/**
 * Requests and plain answers back to the bytes that went over the socket; wire-stream.ts does it for streams.
 *
 * What people edited is made to fit: Content-Length and chunk sizes always belong to the body that is sent (edits.ts says
 * where that changed something).
 */
import { bodyBytes, bodyLength, bodyStream } from './body.ts';
import { FRAME_HEADER_LENGTH } from './frames.ts';
import { ChunkWriter } from './transfer-chunks.ts';
import type { Body, BodyFiles, Chunked, Outcome, RecordedRequest, ResponseHead } from './types.ts';
import { hasNoBody, isChunked, requestHead, statusHead } from './wire-head.ts';

export type WholeOutcome = Extract<Outcome, { readonly kind: 'whole' }>;
export type StreamedOutcome = Extract<Outcome, { readonly kind: 'streamed' }>;
export type HijackedOutcome = Extract<Outcome, { readonly kind: 'hijacked' }>;
/** An outcome with the head of an answer. */
export type AnsweredOutcome = WholeOutcome | StreamedOutcome | HijackedOutcome;

/** Bodies up to this many bytes are fit to be rendered in one Buffer; larger ones should be streamed. */
export const WHOLE_LIMIT = 1024 * 1024;

/** A chunked body whose recorded framing somebody deleted: it goes out as one chunk. */
const ONE_CHUNK: Chunked = { sizes: [] };

/** Head, body, chunk framing and trailers of a request, for bodies that fit in memory. */
export function requestWire(request: RecordedRequest, files: BodyFiles): Buffer {
  const bytes = bodyBytes(request.body, files);
  const head = requestHead(request, request.end === 'whole' ? bytes.length : null);
  return Buffer.concat([head, ...framedWhole(requestChunks(request), bytes, request.end === 'whole')]);
}

/** The head of a 1xx answer. */
export function interimHead(head: ResponseHead): Buffer {
  return statusHead(head, null);
}

/** The head of an answer. @param method of the request: an answer to HEAD has a Content-Length but no body */
export function answerHead(outcome: AnsweredOutcome, method: string): Buffer {
  return statusHead(outcome.head, fittingLength(outcome, method));
}

/** A plain answer, head and all. For bodies up to WHOLE_LIMIT. */
export function wholeAnswer(outcome: WholeOutcome, method: string, files: BodyFiles): Buffer {
  if (hasNoBody(method, outcome.head.status)) return answerHead(outcome, method);
  const bytes = bodyBytes(outcome.body, files);
  const finished = outcome.end === 'finished';
  return Buffer.concat([statusHead(outcome.head, finished ? bytes.length : null), ...framedWhole(httpChunks(outcome), bytes, finished)]);
}

/** The same for bodies of any size: the head, then pieces of at most some 256 KiB. */
export async function* wholeAnswerStream(outcome: WholeOutcome, method: string, files: BodyFiles): AsyncGenerator<Buffer, void, undefined> {
  yield answerHead(outcome, method);
  if (hasNoBody(method, outcome.head.status)) return;
  yield* framedStream(httpChunks(outcome), outcome.body, bodyLength(outcome.body), outcome.end === 'finished', files);
}

/** Whether only the end of the connection ends this answer: there is neither a length nor chunks. */
export function endsByClosing(outcome: AnsweredOutcome, method: string): boolean {
  if (outcome.kind === 'hijacked') return true;
  const { status, headers } = outcome.head;
  return !hasNoBody(method, status) && !isChunked(headers) && !headers.some(([name]) => name.toLowerCase() === 'content-length');
}

/** How the body of an answer is cut into HTTP chunks; null where it is not. The head decides, since that is what the client reads. */
export function httpChunks(outcome: Outcome): Chunked | null {
  if (outcome.kind !== 'whole' && outcome.kind !== 'streamed') return null;
  return isChunked(outcome.head.headers) ? (outcome.chunked ?? ONE_CHUNK) : null;
}

export function requestChunks(request: RecordedRequest): Chunked | null {
  return isChunked(request.headers) ? (request.chunked ?? ONE_CHUNK) : null;
}

/** What Content-Length of this answer must say; null where it may say what it likes, or the body is not all there. */
export function fittingLength(outcome: AnsweredOutcome, method: string): number | null {
  if (outcome.end !== 'finished' || outcome.kind === 'hijacked' || hasNoBody(method, outcome.head.status)) return null;
  return outcome.kind === 'whole' ? bodyLength(outcome.body) : streamLength(outcome);
}

function streamLength(outcome: StreamedOutcome): number {
  let length = 0;
  for (const chunk of outcome.chunks) {
    if ('end' in chunk || chunk.from !== 'engine') continue;
    length += bodyLength(chunk.body) + (chunk.channel !== undefined && chunk.sizes === undefined ? FRAME_HEADER_LENGTH : 0);
  }
  return length;
}

function framedWhole(chunked: Chunked | null, bytes: Buffer, finished: boolean): Buffer[] {
  if (chunked === null) return [bytes];
  const writer = new ChunkWriter(chunked, bytes.length);
  const data = writer.push(bytes);
  return finished ? [data, writer.end()] : [data];
}

async function* framedStream(
  chunked: Chunked | null,
  body: Body,
  length: number,
  finished: boolean,
  files: BodyFiles,
): AsyncGenerator<Buffer, void, undefined> {
  if (chunked === null) {
    yield* bodyStream(body, files);
    return;
  }
  const writer = new ChunkWriter(chunked, length);
  for await (const bytes of bodyStream(body, files)) yield writer.push(bytes);
  if (finished) yield writer.end();
}
