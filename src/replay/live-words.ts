/**
 * A recorded answer in the words of the client that asks: bound values in place of the recorded ones (meaning/bindings.ts).
 * Lengths and frames are made right by what writes them (cassette/wire.ts). Archives are never touched.
 */
import { bodyBytes, encodeBody } from '../cassette/body.ts';
import { FRAME_HEADER_LENGTH, writeFrameHeader } from '../cassette/frames.ts';
import { headerValue } from '../cassette/head.ts';
import { detectJson, isJsonObject, type Json, writeJson } from '../cassette/json.ts';
import type { Body, BodyFiles, Channel, Interaction, Outcome, RawHeaders } from '../cassette/types.ts';
import { WHOLE_LIMIT } from '../cassette/wire.ts';
import { isChunked } from '../cassette/wire-head.ts';
import { pieceBytes, type StreamPiece, streamEvents } from '../cassette/wire-stream.ts';
import { ARCHIVE_ANSWERS } from '../docker/archive-answers.ts';
import type { Bindings } from '../meaning/bindings.ts';
import { sayMessage } from '../meaning/message-words.ts';
import type { Substitution } from '../meaning/substitution.ts';
import { StreamWords } from './stream-words.ts';

/** What a container printed, as against what the engine says. */
const PRINTED: ReadonlySet<string> = new Set(['ContainerLogs', 'ServiceLogs', 'TaskLogs']);
/** Headers that say how the answer is written, or are not text. */
const LEFT_HEADERS =
  /^(?:content-.*|transfer-encoding|connection|upgrade|date|server|api-version|docker-experimental|ostype|x-docker-container-path-stat)$/i;
const ARCHIVE = /^application\/(?:x-tar|octet-stream|gzip)/i;
/** Documents above this are not looked into. */
const DOCUMENT_LIMIT = 8 * 1024 * 1024;

export class LiveWords {
  readonly #interaction: Interaction;
  readonly #files: BodyFiles;
  readonly #bindings: Pick<Bindings, 'answers'>;
  readonly #channels = new Map<Channel | null, StreamWords>();
  /** The engine's pieces, by their index. */
  #pieces: readonly StreamPiece[] | null = null;
  /** All was said when the answer began, since its head tells the length. */
  #saidAll = false;

  constructor(interaction: Interaction, files: BodyFiles, bindings: Pick<Bindings, 'answers'>) {
    this.#interaction = interaction;
    this.#files = files;
    this.#bindings = bindings;
  }

  /** The answer as far as it is known when it begins: its head, and a plain body. */
  outcome(): Outcome {
    const { outcome } = this.#interaction;
    const { answers } = this.#bindings;
    if (answers.isEmpty || !('head' in outcome) || this.#isArchive(outcome.head.headers)) return outcome;
    const headers = outcome.head.headers.map(([name, value]): readonly [string, string] =>
      LEFT_HEADERS.test(name) ? [name, value] : [name, answers.words(value)],
    );
    const head = { ...outcome.head, headers };
    if (outcome.kind === 'whole') return { ...outcome, head, body: this.#document(outcome.body, answers) };
    if (outcome.kind === 'hijacked' || isChunked(headers) || headerValue(headers, 'Content-Length') === undefined)
      return { ...outcome, head };
    const said = [...streamEvents(this.#interaction)].map((event) => {
      if (event.kind === 'half-close') return { seq: event.seq, from: event.from, end: true as const };
      const { body, channel } = event.from === 'engine' && !event.framed ? this.piece(event) : event;
      return { seq: event.seq, from: event.from, body, ...(channel === null || event.framed ? {} : { channel }) };
    });
    this.#saidAll = true;
    return { ...outcome, head, chunks: said };
  }

  /** A piece of a stream. They must be asked for in order. */
  piece(piece: StreamPiece): StreamPiece {
    const { operation, outcome } = this.#interaction;
    const { answers } = this.#bindings;
    if (answers.isEmpty || this.#saidAll || !('head' in outcome) || this.#isArchive(outcome.head.headers)) return piece;
    if (headerValue(outcome.head.headers, 'Upgrade') === 'h2c') return piece;
    if (outcome.kind === 'streamed' && piece.channel === null && !PRINTED.has(operation ?? '')) {
      const body = this.#documents(piece.body, answers);
      if (body !== null) return { ...piece, body };
    }
    return answers.touchesText ? this.#printed(piece, answers) : piece;
  }

  /** What the client of today is expected to type; null: as recorded. What is no text is an archive as a rule. */
  stdin(pieces: readonly StreamPiece[]): readonly Body[] | null {
    const { answers } = this.#bindings;
    if (!answers.touchesText || pieces.some(({ body }) => body.encoding === 'file' || body.encoding === 'base64')) return null;
    const words = new StreamWords();
    const typed = pieces.map((piece) => payloadOf(piece, this.#files));
    return typed.map((bytes, index) => {
      const said = words.say(bytes, startOf(typed.slice(index + 1), answers.reach + 1), answers);
      return { encoding: 'base64', data: said.toString('base64') };
    });
  }

  #printed(piece: StreamPiece, answers: Substitution): StreamPiece {
    let channel = this.#channels.get(piece.channel);
    if (channel === undefined) {
      channel = new StreamWords();
      this.#channels.set(piece.channel, channel);
    }
    const bytes = payloadOf(piece, this.#files);
    const said = channel.say(bytes, this.#ahead(piece, answers.reach + 1), answers);
    if (said === bytes) return piece;
    const framed = piece.framed && piece.channel !== null ? Buffer.concat([writeFrameHeader(piece.channel, said.length), said]) : said;
    return { ...piece, body: { encoding: 'base64', data: framed.toString('base64') } };
  }

  /** What comes next on the same channel. */
  #ahead(piece: StreamPiece, length: number): Buffer {
    this.#pieces ??= [...streamEvents(this.#interaction)].filter(
      (event) => event.kind === 'piece' && event.from === 'engine',
    ) as StreamPiece[];
    return startOf(this.#after(piece, this.#pieces), length);
  }

  #isArchive(headers: RawHeaders): boolean {
    return ARCHIVE_ANSWERS.has(this.#interaction.operation ?? '') || ARCHIVE.test(headerValue(headers, 'Content-Type') ?? '');
  }

  *#after({ channel, index }: StreamPiece, pieces: readonly StreamPiece[]): Generator<Buffer, void, undefined> {
    for (let next = index + 1; next < pieces.length; next += 1) {
      const piece = pieces[next] as StreamPiece;
      if (piece.channel === channel) yield payloadOf(piece, this.#files);
    }
  }

  /** A plain answer of the engine. */
  #document(body: Body, answers: Substitution): Body {
    if (body.encoding === 'base64' || (body.encoding === 'file' && body.bytes > DOCUMENT_LIMIT)) return body;
    const isPrinted = PRINTED.has(this.#interaction.operation ?? '');
    if (body.encoding === 'file' && isPrinted) return body;
    if (isPrinted) return encodeBody(new StreamWords().say(bodyBytes(body, this.#files), Buffer.alloc(0), answers));
    const said = this.#documents(body, answers);
    if (said !== null) return said;
    return body.encoding === 'text' ? { encoding: 'text', data: answers.words(body.data) } : body;
  }

  /** One document, or one a line; null where the body is something else. */
  #documents(body: Body, answers: Substitution): Body | null {
    if (body.encoding === 'json') {
      const data = documentIn(body.data, answers);
      return data === body.data ? body : { ...body, data };
    }
    if (body.encoding === 'base64') return null;
    const bytes = bodyBytes(body, this.#files);
    const lines: string[] = [];
    let changed = false;
    // Lines of JSON have their line feeds escaped.
    for (const line of bytes.toString('utf8').split(/(?<=\n)/)) {
      const found = detectJson(Buffer.from(line));
      if (found === null) return null;
      const data = documentIn(found.data, answers);
      changed ||= data !== found.data;
      lines.push(data === found.data ? line : writeJson(data, found.style) + found.end);
    }
    return changed ? encodeLarge(Buffer.from(lines.join(''))) : body;
  }
}

/** BuildKit's progress is a message within a line of the engine's (`POST /build` of docker CLI 20.10). */
function documentIn(data: Json, answers: Substitution): Json {
  if (!isJsonObject(data) || data.id !== 'moby.buildkit.trace' || typeof data.aux !== 'string') return answers.json(data);
  const message = Buffer.from(data.aux, 'base64');
  const said = sayMessage(message, answers);
  return said === message ? data : { ...data, aux: said.toString('base64') };
}

/** The first bytes of what comes in pieces. */
function startOf(pieces: Iterable<Buffer>, length: number): Buffer {
  const start: Buffer[] = [];
  let left = length;
  for (const bytes of pieces) {
    if (left <= 0) break;
    start.push(bytes.subarray(0, left));
    left -= bytes.length;
  }
  return Buffer.concat(start);
}

/** Without its frame header. */
function payloadOf(piece: StreamPiece, files: BodyFiles): Buffer {
  if (piece.channel === null || !piece.framed) return bodyBytes(piece.body, files);
  return pieceBytes(piece, files).subarray(FRAME_HEADER_LENGTH);
}

/** Text is text, whatever its length: nobody writes it to a cassette. */
function encodeLarge(bytes: Buffer): Body {
  return bytes.length > WHOLE_LIMIT ? { encoding: 'text', data: bytes.toString('utf8') } : encodeBody(bytes);
}
