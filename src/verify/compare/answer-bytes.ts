/** The bytes of an answer, however a recording keeps them: whole, in pieces, or as frames of channels. */
import { createHash } from 'node:crypto';
import { bodyBytes, bodyLength, bodyStream } from '../../cassette/body.ts';
import { FrameReader } from '../../cassette/frames.ts';
import type { Channel } from '../../cassette/types.ts';
import { pieceBytes, pieceLength, streamEvents } from '../../cassette/wire-stream.ts';
import type { Told } from '../types.ts';

/** What is larger is not read as text: it is told by its digest. */
export const TEXT_LIMIT = 32 * 1024 * 1024;

/** How many bytes the engine answered, frame headers included. */
export function answerLength({ interaction }: Told): number {
  const { outcome } = interaction;
  if (outcome.kind === 'whole') return bodyLength(outcome.body);
  let length = 0;
  for (const event of streamEvents(interaction)) if (event.kind === 'piece' && event.from === 'engine') length += pieceLength(event);
  return length;
}

/** In pieces of moderate size. */
export async function* answerStream({ interaction, files }: Told): AsyncGenerator<Buffer, void, undefined> {
  const { outcome } = interaction;
  if (outcome.kind === 'whole') yield* bodyStream(outcome.body, files);
  for (const event of streamEvents(interaction)) {
    if (event.kind === 'piece' && event.from === 'engine') yield pieceBytes(event, files);
  }
}

/** All of it. Only for what is below TEXT_LIMIT. */
export function answerBytes({ interaction, files }: Told): Buffer {
  const { outcome } = interaction;
  if (outcome.kind === 'whole') return bodyBytes(outcome.body, files);
  const parts: Buffer[] = [];
  for (const event of streamEvents(interaction))
    if (event.kind === 'piece' && event.from === 'engine') parts.push(pieceBytes(event, files));
  return Buffer.concat(parts);
}

/** What was printed, channel by channel; of a terminal, or of what has no frames, all of it is `raw`. */
export function printedBytes(told: Told): ReadonlyMap<Channel | 'raw', Buffer> {
  const reader = new FrameReader();
  const parts = new Map<Channel | 'raw', Buffer[]>();
  const add = (channel: Channel | 'raw', bytes: Buffer) => {
    const known = parts.get(channel);
    if (known !== undefined) known.push(bytes);
    else if (bytes.length > 0) parts.set(channel, [bytes]);
  };
  for (const piece of reader.push(answerBytes(told))) {
    if ('raw' in piece) add('raw', piece.raw);
    else add(piece.channel, piece.payload);
  }
  // A frame that was cut off, as the first bytes of a short text without frames are none.
  add('raw', reader.rest());
  return new Map([...parts].map(([channel, list]) => [channel, Buffer.concat(list)]));
}

export function answerDigest(told: Told): Promise<string> {
  return digestOf(answerStream(told));
}

/** SHA-256 in hex. */
export async function digestOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of pieces) hash.update(bytes);
  return hash.digest('hex');
}

/** Whether it was read to its end: neither left by the client nor broken off. */
export function isWholeAnswer({ interaction: { outcome } }: Told): boolean {
  return 'end' in outcome && outcome.end === 'finished';
}
