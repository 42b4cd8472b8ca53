import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ExchangeEvent } from '../../../src/cassette/exchange.ts';
import type { BodyFiles, Interaction, Side } from '../../../src/cassette/types.ts';
import { answerHead, interimHead, requestWire, wholeAnswer } from '../../../src/cassette/wire.ts';
import { pieceBytes, pieceWire, streamEnd, streamEvents } from '../../../src/cassette/wire-stream.ts';
import { interactionsOf } from '../../../src/record/live-interactions.ts';
import { anyExchange } from '../../support/arbitrary-exchanges.ts';

const CRLF = Buffer.from('\r\n');

/** What went over the wire, put together again from the events. `data` selects the body's events. */
function sentBody(
  events: readonly ExchangeEvent[],
  data: 'request-data' | 'response-data',
  chunked: boolean,
  end: 'request-end' | 'response-end',
): Buffer {
  const parts: Buffer[] = [];
  let chunk: Buffer[] = [];
  let line: string | null = null;
  for (const event of events) {
    if (event.kind === data) {
      chunk.push(event.data);
      line ??= event.line;
      if (!event.last) continue;
      const bytes = Buffer.concat(chunk);
      parts.push(...(chunked ? [Buffer.from(`${line ?? bytes.length.toString(16)}\r\n`), bytes, CRLF] : [bytes]));
      chunk = [];
      line = null;
    } else if (event.kind === end && chunked) {
      const trailers = event.trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      parts.push(Buffer.from(`${event.line ?? '0'}\r\n${trailers}\r\n`, 'latin1'));
    }
  }
  return Buffer.concat(parts);
}

function sentStream(events: readonly ExchangeEvent[], from: Side): Buffer {
  return Buffer.concat(events.flatMap((event) => (event.kind === 'stream-data' && event.from === from ? [event.data] : [])));
}

function keptStream(interaction: Interaction, files: BodyFiles, from: Side): Buffer {
  return Buffer.concat(
    [...streamEvents(interaction)].flatMap((step) => (step.kind === 'piece' && step.from === from ? [pieceBytes(step, files)] : [])),
  );
}

/** Ends as the protocol wants: only then does a recording end with the last chunk. */
const finished = anyExchange.map((events) =>
  events.map((event) => (event.kind === 'end' ? { ...event, how: 'finished' as const } : event)),
);

function sentAnswer(events: readonly ExchangeEvent[]): Buffer {
  const heads = events.flatMap((event) => (event.kind === 'interim' || event.kind === 'response' ? [event.head.raw] : []));
  const chunked = events.some((event) => event.kind === 'response' && event.framing === 'chunked');
  return Buffer.concat([...heads, sentBody(events, 'response-data', chunked, 'response-end'), sentStream(events, 'engine')]);
}

function keptAnswer(interaction: Interaction, files: BodyFiles): Buffer {
  const { outcome } = interaction;
  switch (outcome.kind) {
    case 'failed':
      return Buffer.concat(outcome.interim.map(({ head }) => interimHead(head)));
    case 'opaque':
      return keptStream(interaction, files, 'engine');
    case 'whole':
      return Buffer.concat([
        ...outcome.interim.map(({ head }) => interimHead(head)),
        wholeAnswer(outcome, interaction.request.method, files),
      ]);
    case 'streamed':
    case 'hijacked': {
      const pieces = [...streamEvents(interaction)].flatMap((step) =>
        step.kind === 'piece' && step.from === 'engine' ? [pieceWire(outcome, step, files)] : [],
      );
      const heads = outcome.interim.map(({ head }) => interimHead(head));
      return Buffer.concat([...heads, answerHead(outcome, interaction.request.method), ...pieces, streamEnd(outcome)]);
    }
    default:
      return outcome satisfies never;
  }
}

it('renders the very bytes that went over the wire, both ways', () => {
  fc.assert(
    fc.property(finished, (events) => {
      const { interactions, files } = interactionsOf(events);
      const interaction = interactions[0] as Interaction;
      const [head] = events.flatMap((event) => (event.kind === 'request' ? [event.head] : []));
      const chunked = head?.headers.some(([name]) => name === 'Transfer-Encoding') ?? false;
      const asked = Buffer.concat([head?.raw ?? CRLF, sentBody(events, 'request-data', chunked, 'request-end')]);
      expect(requestWire(interaction.request, files).equals(asked)).toBe(true);
      expect(keptAnswer(interaction, files).equals(sentAnswer(events))).toBe(true);
      expect(keptStream(interaction, files, 'client').equals(sentStream(events, 'client'))).toBe(true);
    }),
    { numRuns: 400 },
  );
});
