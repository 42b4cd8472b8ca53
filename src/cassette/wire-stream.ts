/**
 * Streamed and hijacked answers back to the bytes that went over the socket, one recorded piece after the other:
 *
 *   answerHead (wire.ts)   then for each of streamEvents: pieceWire or pieceWireStream   then streamEnd
 *
 * pieceBytes is the same without HTTP chunk framing, for what the client sends and for reading a stream.
 */
import { bodyBytes, bodyLength, bodyStream } from './body.ts';
import { FRAME_HEADER_LENGTH, writeFrame, writeFrameHeader } from './frames.ts';
import { unpackSizes } from './sizes.ts';
import { lastChunk, sizeLine, wrapChunk } from './transfer-chunks.ts';
import type { Body, BodyFiles, Channel, DataChunk, Interaction, Outcome, Side, Sizes } from './types.ts';
import { httpChunks } from './wire.ts';

const NOTHING = Buffer.alloc(0);
const CRLF = Buffer.from('\r\n');

/** One recorded piece of a stream. */
export interface StreamPiece {
  readonly kind: 'piece';
  /** Of `outcome.chunks`; several pieces of a chunk with `sizes` share it. */
  readonly chunk: number;
  readonly seq: number;
  /** Milliseconds since the recording began. */
  readonly at: number;
  readonly from: Side;
  readonly channel: Channel | null;
  readonly body: Body;
  /** The body holds its frame header already. */
  readonly framed: boolean;
  /** Which of the engine's pieces it is: its HTTP chunk, where there are such. */
  readonly index: number;
}

export interface StreamHalfClose {
  readonly kind: 'half-close';
  readonly chunk: number;
  readonly seq: number;
  readonly at: number;
  readonly from: Side;
}

/** What happened on a stream, in order, each piece on its own. Takes no memory to speak of, however many there are. */
export function* streamEvents(interaction: Interaction): Generator<StreamPiece | StreamHalfClose, void, undefined> {
  const { outcome, times } = interaction;
  if (!('chunks' in outcome)) return;
  let index = 0;
  for (const [chunk, recorded] of outcome.chunks.entries()) {
    const time = times.chunks[chunk] ?? times.end;
    if ('end' in recorded) {
      yield { kind: 'half-close', chunk, seq: recorded.seq, at: firstOf(time, times.end), from: recorded.from };
      continue;
    }
    for (const piece of piecesOf(recorded, chunk, time, times.end)) {
      yield { ...piece, index };
      if (recorded.from === 'engine') index += 1;
    }
  }
}

/** The bytes of a piece on its stream, with its frame header but without HTTP chunk framing. */
export function pieceBytes(piece: StreamPiece, files: BodyFiles): Buffer {
  const bytes = bodyBytes(piece.body, files);
  return piece.channel === null || piece.framed ? bytes : writeFrame(piece.channel, bytes);
}

/** How many bytes `pieceBytes` gives. */
export function pieceLength(piece: StreamPiece): number {
  return bodyLength(piece.body) + (piece.channel === null || piece.framed ? 0 : FRAME_HEADER_LENGTH);
}

/** The bytes of an engine's piece as the client sees them: those of pieceBytes, in an HTTP chunk where the answer is chunked. */
export function pieceWire(outcome: Outcome, piece: StreamPiece, files: BodyFiles): Buffer {
  const bytes = pieceBytes(piece, files);
  const chunked = httpChunks(outcome);
  return chunked === null ? bytes : wrapChunk(chunked, piece.index, bytes);
}

/** The same for pieces of any size. */
export async function* pieceWireStream(outcome: Outcome, piece: StreamPiece, files: BodyFiles): AsyncGenerator<Buffer, void, undefined> {
  const length = pieceLength(piece);
  const chunked = httpChunks(outcome);
  if (chunked !== null && length === 0) return;
  if (chunked !== null) yield sizeLine(chunked, piece.index, length);
  if (piece.channel !== null && !piece.framed) yield writeFrameHeader(piece.channel, bodyLength(piece.body));
  yield* bodyStream(piece.body, files);
  if (chunked !== null) yield CRLF;
}

/** What ends a streamed answer that finished: the last chunk and trailers. Nothing where the answer is not chunked or did not finish. */
export function streamEnd(outcome: Outcome): Buffer {
  const chunked = httpChunks(outcome);
  return chunked === null || !('end' in outcome) || outcome.end !== 'finished' ? NOTHING : lastChunk(chunked);
}

function* piecesOf(
  recorded: DataChunk,
  chunk: number,
  time: number | Sizes,
  fallback: number,
): Generator<Omit<StreamPiece, 'index'>, void, undefined> {
  const { from, body, sizes } = recorded;
  const channel = recorded.channel ?? null;
  if (sizes === undefined || body.encoding !== 'file') {
    yield { kind: 'piece', chunk, seq: recorded.seq, at: firstOf(time, fallback), from, channel, body, framed: false };
    return;
  }
  const ats = typeof time === 'number' ? [time] : unpackSizes(time);
  const clock = ats[Symbol.iterator]();
  let { seq } = recorded;
  let { offset } = body;
  let at = fallback;
  for (const bytes of unpackSizes(sizes)) {
    at = clock.next().value ?? at;
    yield { kind: 'piece', chunk, seq, at, from, channel, body: { ...body, offset, bytes }, framed: true };
    seq += 1;
    offset += bytes;
  }
}

function firstOf(time: number | Sizes, fallback: number): number {
  if (typeof time === 'number') return time;
  return unpackSizes(time).next().value ?? fallback;
}
