/**
 * How much a stream has said, in a measure that does not depend on how it was cut: bytes of payload, whole lines, and
 * bytes of the line that is not ended (a prompt). What is said is not compared here.
 */
import { FrameReader } from '../../cassette/frames.ts';
import type { BodyFiles, Interaction } from '../../cassette/types.ts';
import { pieceBytes, streamEvents } from '../../cassette/wire-stream.ts';

const NEWLINE = 0x0a;

export interface Amount {
  readonly bytes: number;
  readonly lines: number;
  /** Bytes behind the last line's end. */
  readonly tail: number;
}

export const NOTHING_SAID: Amount = { bytes: 0, lines: 0, tail: 0 };

/** Counts what one direction of a stream says; the headers of stdcopy frames do not count. */
export class Talk implements Amount {
  bytes = 0;
  lines = 0;
  tail = 0;
  readonly #frames = new FrameReader();

  add(data: Buffer): void {
    for (const piece of this.#frames.push(data)) this.#count('raw' in piece ? piece.raw : piece.payload);
  }

  #count(payload: Buffer): void {
    this.bytes += payload.length;
    let from = 0;
    for (let at = payload.indexOf(NEWLINE); at >= 0; at = payload.indexOf(NEWLINE, from)) {
      this.lines += 1;
      this.tail = 0;
      from = at + 1;
    }
    this.tail += payload.length - from;
  }
}

/**
 * Whether a live stream has said as much as the recorded one.
 * @param countsBytes also as many bytes will do: for output of programs, which is the same each time. Documents of an
 * engine may be longer than they were
 */
export function hasSaid(live: Amount, recorded: Amount, countsBytes: boolean): boolean {
  if (countsBytes && live.bytes >= recorded.bytes) return true;
  return live.lines > recorded.lines || (live.lines === recorded.lines && live.tail >= recorded.tail);
}

/** What a recorded stream had said by a moment. To be asked for moments in ascending order; reads no further than needed. */
export class RecordedTalk {
  readonly #talk = new Talk();
  readonly #files: BodyFiles;
  readonly #events: ReturnType<typeof streamEvents>;
  #next: ReturnType<ReturnType<typeof streamEvents>['next']>;

  constructor(interaction: Interaction, files: BodyFiles) {
    this.#files = files;
    this.#events = streamEvents(interaction);
    this.#next = this.#events.next();
  }

  /** @param seq of the moment */
  before(seq: number): Amount {
    while (this.#next.done !== true && this.#next.value.seq < seq) {
      const event = this.#next.value;
      if (event.kind === 'piece' && event.from === 'engine') this.#talk.add(pieceBytes(event, this.#files));
      this.#next = this.#events.next();
    }
    const { bytes, lines, tail } = this.#talk;
    return { bytes, lines, tail };
  }
}
