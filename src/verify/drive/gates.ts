/**
 * When a recorded client did something: what the engine had said by then. An act of the client waits until the live engine
 * has said as much.
 */
import type { BodyFiles, Interaction } from '../../cassette/types.ts';
import { wasLeft } from './acts.ts';
import type { LiveExchange } from './exchange.ts';
import { type Amount, hasSaid, RecordedTalk } from './talk.ts';

/** Streams whose pieces somebody may wait for. Of progress (pull, push, build) and archives only head and end count. */
const SPEAKERS: ReadonlySet<string> = new Set([
  'ContainerAttach',
  'ContainerAttachWebsocket',
  'ExecStart',
  'ContainerLogs',
  'ContainerStats',
  'SystemEvents',
  'ServiceLogs',
  'TaskLogs',
]);

/** Whether what it says is to be counted. */
export function isMeasured(interaction: Interaction): boolean {
  const { operation, outcome } = interaction;
  if (outcome.kind !== 'streamed' && outcome.kind !== 'hijacked') return false;
  return SPEAKERS.has(operation ?? '') || wasLeft(interaction);
}

export class Gate {
  readonly #exchange: LiveExchange;
  readonly #recorded: RecordedTalk | null;
  /** What the live stream may say less than the recorded one: it was waited for in vain. */
  #missing: Amount = { bytes: 0, lines: 0, tail: 0 };
  /** All of its answer was heard and compared, or is not to be expected. */
  settled = false;

  /**
   * @param files of the cassette
   * @param measured what it says is counted; a stream that a driver of its own talks to says as much as it is asked
   */
  constructor(exchange: LiveExchange, files: BodyFiles, measured: boolean) {
    this.#exchange = exchange;
    this.#recorded = measured ? new RecordedTalk(exchange.interaction, files) : null;
  }

  get exchange(): LiveExchange {
    return this.#exchange;
  }

  /**
   * What is still to come of what was recorded before that moment: the end, or the head (which come, or the exchange's time
   * is up), or more of a stream (which may never come). To be asked for moments in ascending order.
   */
  lacks(seq: number): 'end' | 'head' | 'talk' | null {
    const { interaction, answered, engineEnded } = this.#exchange;
    const { order, outcome } = interaction;
    if (this.settled) return null;
    if (order.end < seq) return 'end';
    if (order.response !== null && order.response < seq && !answered) return 'head';
    if (this.#recorded === null || engineEnded) return null;
    const recorded = this.#recorded.before(seq);
    return hasSaid(this.#said(), recorded, outcome.kind === 'hijacked') ? null : 'talk';
  }

  /** What it lacks of its talk by then is not waited for again. */
  excuse(seq: number): void {
    if (this.lacks(seq) !== 'talk' || this.#recorded === null) return;
    const { bytes, lines } = this.#recorded.before(seq);
    const { talk } = this.#exchange;
    this.#missing = { bytes: Math.max(0, bytes - talk.bytes), lines: Math.max(0, lines - talk.lines), tail: Number.POSITIVE_INFINITY };
  }

  #said(): Amount {
    const { talk } = this.#exchange;
    const [bytes, lines] = [talk.bytes + this.#missing.bytes, talk.lines + this.#missing.lines];
    return { bytes, lines, tail: talk.tail + this.#missing.tail };
  }
}
