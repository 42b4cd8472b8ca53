/** A recorded answer as the steps in which it went out. */
import { bodyBytes, bodyLength } from '../cassette/body.ts';
import { headerTokens, headerValue } from '../cassette/head.ts';
import type { Body, BodyFiles, End, Interaction, Outcome, RawHeaders } from '../cassette/types.ts';
import { answerHead, endsByClosing, httpChunks, interimHead, WHOLE_LIMIT, wholeAnswer, wholeAnswerStream } from '../cassette/wire.ts';
import { pieceLength, pieceWire, pieceWireStream, streamEnd, streamEvents } from '../cassette/wire-stream.ts';
import { websocketAccept } from '../docker/websocket.ts';
import type { LiveWords } from './live-words.ts';

/** What happens to the connection when all was written. */
export type Ending =
  /** The next request may come. */
  | 'finish'
  /** FIN, then gone. */
  | 'close'
  | 'reset'
  /** Nothing, until the client leaves: so it did in the recording. */
  | 'hold';

export type Action =
  | { readonly kind: 'write'; readonly bytes: () => Buffer }
  /** More than should be held in memory. */
  | { readonly kind: 'pour'; readonly stream: () => AsyncIterable<Buffer> }
  /** From here on the client's bytes are a stream. */
  | { readonly kind: 'hijack' }
  | { readonly kind: 'half-close' }
  | { readonly kind: 'end'; readonly last: Buffer; readonly ending: Ending };

export interface Step {
  readonly seq: number;
  /** Milliseconds since the recording began. */
  readonly at: number;
  /** Waits for what was heard before it in the recording. Heads and plain answers wait for nothing. */
  readonly gated: boolean;
  /** The engine's words, where events are told apart by what they say. */
  readonly body: Body | null;
  readonly action: Action;
}

export interface LiveSide {
  /** What is said where the client has other names than the recorded one; null: as recorded. */
  readonly words: LiveWords | null;
  /** A `100 Continue` was already sent. */
  readonly continued: boolean;
  /** Of a websocket: what the client drew for this connection, which the answer must match. */
  readonly key: string | undefined;
}

export function* stepsOf(
  interaction: Interaction,
  files: BodyFiles,
  { words, continued, key }: LiveSide,
): Generator<Step, void, undefined> {
  const { order, times } = interaction;
  const said = words?.outcome() ?? interaction.outcome;
  const outcome = key === undefined ? said : acceptingWebsocket(said, key);
  const { method } = interaction.request;
  if (outcome.kind === 'opaque') throw new TypeError('an opaque interaction has no answer');
  for (const [index, { seq, head }] of outcome.interim.entries()) {
    if (head.status === 100 && continued) continue;
    yield {
      seq,
      at: times.interim[index] ?? times.request,
      gated: false,
      body: null,
      action: { kind: 'write', bytes: () => interimHead(head) },
    };
  }
  const response = { seq: order.response ?? order.end, at: times.response ?? times.end, gated: false, body: null };
  const end = { seq: order.end, at: times.end, body: null };
  switch (outcome.kind) {
    case 'whole': {
      const fits = bodyLength(outcome.body) <= WHOLE_LIMIT;
      if (fits) yield { ...response, action: { kind: 'write', bytes: () => wholeAnswer(outcome, method, files) } };
      else yield { ...response, action: { kind: 'pour', stream: () => wholeAnswerStream(outcome, method, files) } };
      yield { ...response, action: { kind: 'end', last: NOTHING, ending: endingOf(outcome, method) } };
      return;
    }
    case 'streamed':
    case 'hijacked':
      yield { ...response, action: { kind: 'write', bytes: () => answerHead(outcome, method) } };
      if (outcome.kind === 'hijacked') yield { ...response, action: { kind: 'hijack' } };
      for (const event of streamEvents(interaction)) {
        if (event.from !== 'engine') continue;
        const { seq, at } = event;
        if (event.kind === 'half-close') {
          yield { seq, at, gated: true, body: null, action: { kind: 'half-close' } };
        } else if (pieceLength(event) <= WHOLE_LIMIT) {
          const bytes = () => pieceWire(outcome, words?.piece(event) ?? event, files);
          yield { seq, at, gated: true, body: event.body, action: { kind: 'write', bytes } };
        } else {
          yield { seq, at, gated: true, body: null, action: { kind: 'pour', stream: () => pieceWireStream(outcome, event, files) } };
        }
      }
      yield { ...end, gated: true, action: { kind: 'end', last: streamEnd(outcome), ending: endingOf(outcome, method) } };
      return;
    case 'failed':
      yield { ...end, gated: false, action: { kind: 'end', last: bodyBytes(outcome.partial, files), ending: FAILED[outcome.reason] } };
      return;
    default:
      outcome satisfies never;
  }
}

/** Of the live client, where it asks for a websocket. */
export function websocketKey({ headers }: { readonly headers: RawHeaders }): string | undefined {
  return headerValue(headers, 'Sec-WebSocket-Key');
}

function acceptingWebsocket(outcome: Outcome, key: string): Outcome {
  if (outcome.kind !== 'hijacked' || headerValue(outcome.head.headers, ACCEPT) === undefined) return outcome;
  const headers = outcome.head.headers.map(
    ([name, value]) => [name, name.toLowerCase() === ACCEPT.toLowerCase() ? websocketAccept(key) : value] as const,
  );
  const { rawHead: _, ...head } = outcome.head;
  return { ...outcome, head: { ...head, headers } };
}

const ACCEPT = 'Sec-WebSocket-Accept';

/** A plain answer that is nothing but these bytes, after which the connection stays in use; null for any other. */
export function plainAnswer(interaction: Interaction, files: BodyFiles, words: LiveWords | null): Buffer | null {
  const { request } = interaction;
  const outcome = words?.outcome() ?? interaction.outcome;
  if (outcome.kind !== 'whole' || outcome.interim.length > 0 || bodyLength(outcome.body) > WHOLE_LIMIT) return null;
  return endingOf(outcome, request.method) === 'finish' ? wholeAnswer(outcome, request.method, files) : null;
}

/** The end of a build's answer that says why it failed, as the engine writes it; null where the answer has no chunks to say it in. */
export function failedBuild({ outcome }: Interaction, message: string): Buffer | null {
  if (outcome.kind !== 'streamed' || httpChunks(outcome) === null) return null;
  const line = Buffer.from(`${JSON.stringify({ errorDetail: { message }, error: message })}\r\n`);
  return Buffer.concat([Buffer.from(`${line.length.toString(16)}\r\n`), line, Buffer.from('\r\n0\r\n\r\n')]);
}

const NOTHING = Buffer.alloc(0);

const FAILED: Readonly<Record<Extract<Outcome, { kind: 'failed' }>['reason'], Ending>> = {
  'upstream-unreachable': 'close',
  'upstream-closed': 'close',
  'client-left': 'hold',
  'cut-off': 'reset',
};

const BROKEN_OFF: Readonly<Record<Exclude<End, 'finished'>, Ending>> = {
  'client-left': 'hold',
  'engine-died': 'reset',
  'cut-off': 'reset',
};

function endingOf(outcome: Extract<Outcome, { head: unknown }>, method: string): Ending {
  if (outcome.end !== 'finished') return BROKEN_OFF[outcome.end];
  const closes = endsByClosing(outcome, method) || headerTokens(outcome.head.headers, 'Connection').includes('close');
  return closes ? 'close' : 'finish';
}
