/**
 * What the client sends on a hijacked stream, held against what it sent in the recording. Without a terminal both are one
 * run of bytes each, however they were cut, and the first that differs ends the playback. On a terminal people type:
 * there only lines are counted, and in the last line the bytes. Whoever mistypes and corrects himself, or does not where
 * the recording did, is back in step with Enter. What comes by websocket is what its frames carry.
 */
import { bodyBytes, bodyLength } from '../cassette/body.ts';
import type { Body, BodyFiles, Interaction } from '../cassette/types.ts';
import { type StreamPiece, streamEvents } from '../cassette/wire-stream.ts';
import { WebsocketReader } from '../docker/websocket.ts';
import type { LiveWords } from './live-words.ts';

/** How far typing has come: lines that ended, and bytes of the line that is being typed. */
interface Place {
  readonly lines: number;
  readonly column: number;
}

interface Stretch {
  readonly start: number;
  readonly length: number;
  readonly seq: number;
  /** Milliseconds since the recording began. */
  readonly at: number;
  readonly body: Body;
  /** Behind its last byte; on a terminal. */
  readonly place: Place;
}

/** What must have come from the client before a moment of the recording. */
export interface Awaited {
  readonly bytes: number;
  readonly place: Place;
  readonly end: boolean;
  /** When the last of it came, in the recording. */
  readonly at: number;
}

export interface StdinOptions {
  /** False: on a terminal. */
  readonly compared: boolean;
  /** What the client has other names for, where bytes are compared. */
  readonly words?: LiveWords | null;
  /** It comes in frames of a websocket, and its pings want an answer. */
  readonly onPing?: (payload: Buffer) => void;
}

const START: Place = { lines: 0, column: 0 };
/**
 * Enter (a terminal that is still in its own line mode makes a line feed of it), and what ends or drops a line as well: ^C and ^D.
 * A ^D that was typed before the client had taken the terminal out of its line mode reaches it as a zero.
 */
const LINE_ENDS = [0x0a, 0x0d, 0x03, 0x04, 0x00];
/** Bytes of a file that are looked at at once. */
const PIECE = 64 * 1024;

export class Stdin {
  readonly #files: BodyFiles;
  /** Takes the live client's frames apart; null: its bytes are stdin. */
  readonly #frames: WebsocketReader | null;
  #unframed: Buffer[] = [];
  readonly #compared: boolean;
  readonly #stretches: Stretch[] = [];
  #total = 0;
  #endSeq: number | null = null;
  #endAt = 0;
  #received = 0;
  #place = START;
  #ended = false;
  /** A close frame came. */
  #closed = false;
  #lastAt = 0;

  constructor(interaction: Interaction, files: BodyFiles, options: StdinOptions) {
    this.#files = files;
    this.#compared = options.compared;
    this.#frames =
      options.onPing === undefined
        ? null
        : new WebsocketReader({
            data: (payload) => this.#unframed.push(payload),
            ping: options.onPing,
            close: () => {
              this.#closed = true;
            },
          });
    let pieces: StreamPiece[] = [];
    for (const event of streamEvents(interaction)) {
      if (event.from !== 'client') continue;
      if (event.kind === 'piece') {
        pieces.push(event);
      } else {
        this.#endSeq = event.seq;
        this.#endAt = event.at;
      }
    }
    if (this.#frames !== null) {
      const { carried, close } = withoutFrames(pieces, files);
      pieces = carried;
      this.#endSeq ??= close?.seq ?? null;
      this.#endAt ||= close?.at ?? 0;
    }
    const bodies = (options.compared && options.words?.stdin(pieces)) || pieces.map(({ body }) => body);
    for (const [index, { seq, at }] of pieces.entries()) {
      const body = bodies[index] as Body;
      const length = bodyLength(body);
      const before = this.#stretches.at(-1)?.place ?? START;
      const place = options.compared ? START : placeAfter(before, body, length, files);
      this.#stretches.push({ start: this.#total, length, seq, at, body, place });
      this.#total += length;
    }
  }

  /** When the client last sent something, by the player's clock. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** Whether the recorded client closed its stdin while the stream went on. */
  get isEndRecorded(): boolean {
    return this.#endSeq !== null;
  }

  /** On a terminal, whose client never ends its stdin but by leaving; and more was typed in the recording. */
  get isLeftEarly(): boolean {
    return !this.#compared && !this.#hasReached(this.#total, this.#stretches.at(-1)?.place ?? START);
  }

  /** Nobody says how long a person thinks. */
  get isTyped(): boolean {
    return !this.#compared;
  }

  /** Takes what came; a sentence where it is not what was recorded. */
  take(bytes: Buffer, now: number): string | null {
    if (this.#frames === null) return this.#take(bytes, now);
    this.#frames.push(bytes);
    const carried = Buffer.concat(this.#unframed);
    this.#unframed = [];
    const mismatch = this.#take(carried, now);
    return mismatch ?? (this.#closed && !this.#ended ? this.takeEnd(now) : null);
  }

  #take(bytes: Buffer, now: number): string | null {
    this.#lastAt = now;
    const from = this.#received;
    this.#received += bytes.length;
    if (!this.#compared) {
      this.#place = placeBehind(this.#place, bytes);
      return null;
    }
    const differs = this.#firstDifference(bytes, from);
    if (differs !== null) return `stdin differs from the recorded at byte ${differs}: ${this.#quote(bytes, from, differs)}`;
    // Where the recorded client never closed its stdin, nobody knows what it would have sent next.
    if (this.#received > this.#total && this.#endSeq !== null) {
      return `stdin goes on after the recorded ${count(this.#total)}: ${quote(bytes.subarray(Math.max(0, this.#total - from)))}`;
    }
    return null;
  }

  /** Takes the half-close; a sentence where more was recorded. */
  takeEnd(now: number): string | null {
    // Behind the close of a websocket nothing more is to be said.
    if (this.#ended && this.#frames !== null) return null;
    this.#lastAt = now;
    this.#ended = true;
    if (this.#hasReached(this.#total, this.#stretches.at(-1)?.place ?? START)) return null;
    return `stdin ended after ${count(this.#received)}, the recorded has ${count(this.#total)}`;
  }

  /** What the client had sent before that moment of the recording. */
  awaitedBefore(seq: number): Awaited {
    const stretch = this.#stretches[this.#countWhere((candidate) => candidate.seq < seq) - 1];
    const end = this.#endSeq !== null && this.#endSeq < seq;
    return {
      bytes: stretch === undefined ? 0 : stretch.start + stretch.length,
      place: stretch?.place ?? START,
      end,
      at: Math.max(stretch?.at ?? 0, end ? this.#endAt : 0),
    };
  }

  has(awaited: Awaited): boolean {
    return this.#hasReached(awaited.bytes, awaited.place) && (this.#ended || !awaited.end);
  }

  /** What is still missing, in words. */
  missing(awaited: Awaited): string {
    if (this.#hasReached(awaited.bytes, awaited.place)) return 'the end of stdin';
    if (this.#compared) return `${count(awaited.bytes)} of stdin, of which ${this.#received} came`;
    const { lines, column } = awaited.place;
    if (this.#place.lines < lines) return `${lines === 1 ? '1 line' : `${lines} lines`} to be typed, of which ${this.#place.lines} came`;
    return `${count(column)} of line ${lines + 1} to be typed, of which ${this.#place.column} came`;
  }

  #hasReached(bytes: number, { lines, column }: Place): boolean {
    if (this.#compared) return this.#received >= bytes;
    return this.#place.lines > lines || (this.#place.lines === lines && this.#place.column >= column);
  }

  #firstDifference(bytes: Buffer, from: number): number | null {
    const until = from + bytes.length;
    const first = this.#countWhere(({ start, length }) => start + length <= from);
    for (let index = first; index < this.#stretches.length; index += 1) {
      const stretch = this.#stretches[index] as Stretch;
      const [start, end] = [Math.max(from, stretch.start), Math.min(until, stretch.start + stretch.length)];
      if (stretch.start >= until) break;
      if (start >= end) continue;
      const recorded = slice(stretch, start - stretch.start, end - stretch.start, this.#files);
      const live = bytes.subarray(start - from, end - from);
      if (!recorded.equals(live)) return start + recorded.findIndex((byte, index) => byte !== live[index]);
    }
    return null;
  }

  /** How many stretches, from the first on, are such that; found by halves, since a stream may have thousands. */
  #countWhere(isSuch: (stretch: Stretch) => boolean): number {
    let [low, high] = [0, this.#stretches.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isSuch(this.#stretches[middle] as Stretch)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #quote(bytes: Buffer, from: number, differs: number): string {
    const stretch = this.#stretches.find(({ start, length }) => differs >= start && differs < start + length) as Stretch;
    const recorded = slice(stretch, 0, Math.min(stretch.length, differs - stretch.start + 40), this.#files);
    return `got ${quote(bytes.subarray(Math.max(0, differs - from - 20)))}, recorded ${quote(recorded.subarray(Math.max(0, differs - stretch.start - 20)))}`;
  }
}

/** What the client's frames carried, by the piece in which it came; and the piece with its close. */
function withoutFrames(pieces: readonly StreamPiece[], files: BodyFiles): { carried: StreamPiece[]; close: StreamPiece | null } {
  const carried: StreamPiece[] = [];
  let payload: Buffer[] = [];
  let closed = false;
  let close: StreamPiece | null = null;
  const reader = new WebsocketReader({
    data: (bytes) => payload.push(bytes),
    ping() {},
    close() {
      closed = true;
    },
  });
  for (const piece of pieces) {
    reader.push(bodyBytes(piece.body, files));
    if (payload.length > 0) carried.push({ ...piece, body: { encoding: 'base64', data: Buffer.concat(payload).toString('base64') } });
    payload = [];
    if (closed) close ??= piece;
  }
  return { carried, close };
}

function placeAfter(place: Place, body: Body, length: number, files: BodyFiles): Place {
  if (body.encoding !== 'file') return placeBehind(place, bodyBytes(body, files));
  let reached = place;
  for (let from = 0; from < length; from += PIECE) {
    const bytes = Math.min(PIECE, length - from);
    reached = placeBehind(reached, files.read({ ...body, offset: body.offset + from, bytes }));
  }
  return reached;
}

function placeBehind(place: Place, bytes: Buffer): Place {
  let { lines, column } = place;
  for (const byte of bytes) {
    if (LINE_ENDS.includes(byte)) {
      lines += 1;
      column = 0;
    } else {
      column += 1;
    }
  }
  return { lines, column };
}

function slice(stretch: Stretch, start: number, end: number, files: BodyFiles): Buffer {
  const { body } = stretch;
  if (body.encoding !== 'file') return bodyBytes(body, files).subarray(start, end);
  return files.read({ ...body, offset: body.offset + start, bytes: end - start });
}

function count(bytes: number): string {
  return bytes === 1 ? '1 byte' : `${bytes} bytes`;
}

function quote(bytes: Buffer): string {
  return JSON.stringify(bytes.length > 40 ? `${bytes.toString('utf8', 0, 40)}…` : bytes.toString('utf8'));
}
