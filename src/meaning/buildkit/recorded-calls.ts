/**
 * The gRPC calls in a recorded BuildKit connection. The recording is raw bytes; which of them are calls, headers and
 * messages is read here, each direction with a header table of its own. What clients handed over of their files is
 * digested as it goes by, and what redaction blanked is left out: the rest is small.
 */
import type { BodyFiles, Interaction, RawHeaders, Side } from '../../cassette/types.ts';
import { pieceBytes, streamEvents } from '../../cassette/wire-stream.ts';
import { GrpcMessages } from '../../docker/grpc-messages.ts';
import { Http2Reader } from '../../docker/http2-reader.ts';
import { callKind } from './call-kinds.ts';
import { SentFiles } from './sent-files.ts';
import { Upload } from './upload.ts';

interface Moment {
  readonly seq: number;
  /** Milliseconds since the recording began. */
  readonly at: number;
}

export type CallStep = Moment &
  (
    | { readonly kind: 'headers'; readonly headers: RawHeaders }
    | { readonly kind: 'message'; readonly data: Buffer }
    | { readonly kind: 'trailers'; readonly headers: RawHeaders }
  );

export interface RecordedCall {
  readonly interaction: Interaction;
  readonly path: string;
  /** Its request headers came. */
  readonly opened: Moment;
  readonly headers: RawHeaders;
  /** Messages of the side that called. */
  readonly asked: readonly (Moment & { readonly data: Buffer })[];
  /** What the other side answered, in order. */
  readonly answer: readonly CallStep[];
  /** Of a call that hands files over: those; its messages are not kept. */
  readonly files: SentFiles | null;
  readonly upload: Upload | null;
  /** When the answer had come to its end; null: it never did. */
  readonly closed: Moment | null;
  /** When the side that called gave it up; null: it did not. */
  readonly cancelled: Moment | null;
}

export interface ReadOptions {
  /** What clients handed over is kept in memory; else digests of it. */
  readonly keepFiles?: boolean;
}

interface OpenCall extends RecordedCall {
  readonly caller: Side;
  readonly asked: (Moment & { readonly data: Buffer })[];
  readonly answer: CallStep[];
  closed: Moment | null;
  cancelled: Moment | null;
  readonly messages: Readonly<Record<Side, GrpcMessages>>;
}

/** In order of their opening. What cannot be read as HTTP/2 ends the list. Throws what `files` throws. */
export function readCalls(interaction: Interaction, files: BodyFiles, options: ReadOptions = {}): readonly RecordedCall[] {
  const readers: Readonly<Record<Side, Http2Reader>> = { client: new Http2Reader(), engine: new Http2Reader() };
  const calls = new Map<number, OpenCall>();
  for (const event of streamEvents(interaction)) {
    if (event.kind !== 'piece') continue;
    const { from, seq, at } = event;
    const moment = { seq, at };
    for (const said of readers[from].push(pieceBytes(event, files))) {
      if (said.kind === 'lost') return [...calls.values()];
      const call = calls.get(said.stream);
      if (call === undefined) {
        if (said.kind === 'headers' && readers[from].isClient)
          calls.set(said.stream, openCall(interaction, from, moment, said.headers, options));
      } else if (said.kind === 'headers') {
        if (from !== call.caller) takeHeaders(call, moment, said.headers, said.end);
      } else if (said.kind === 'data') {
        for (const data of call.messages[from].push(said.bytes)) takeMessage(call, from, moment, data);
      } else if (from !== call.caller) {
        call.closed ??= moment;
      } else if (call.closed === null) {
        call.cancelled ??= moment;
      }
    }
  }
  return [...calls.values()];
}

function openCall(
  interaction: Interaction,
  caller: Side,
  opened: Moment,
  headers: RawHeaders,
  { keepFiles = false }: ReadOptions,
): OpenCall {
  const path = headers.find(([name]) => name === ':path')?.[1] ?? '';
  const messages = { client: new GrpcMessages(), engine: new GrpcMessages() };
  const files = callKind(path) === 'files' ? new SentFiles({ keep: keepFiles }) : null;
  const upload = callKind(path) === 'upload' ? new Upload({ keep: keepFiles }) : null;
  return { interaction, caller, path, opened, headers, asked: [], answer: [], files, upload, closed: null, cancelled: null, messages };
}

function takeHeaders(call: OpenCall, moment: Moment, headers: RawHeaders, end: boolean): void {
  const kind = call.answer.length === 0 && !end ? 'headers' : 'trailers';
  call.answer.push({ ...moment, kind, headers });
  if (kind === 'trailers') call.closed ??= moment;
}

function takeMessage(call: OpenCall, from: Side, moment: Moment, data: Buffer): void {
  const kind = callKind(call.path);
  if (kind === 'secret' || kind === 'session') return;
  const taker = call.files ?? call.upload;
  if (taker !== null) {
    if (from !== call.caller) taker.take(data);
  } else if (from === call.caller) {
    call.asked.push({ ...moment, data: Buffer.from(data) });
  } else {
    call.answer.push({ ...moment, kind: 'message', data: Buffer.from(data) });
  }
}
