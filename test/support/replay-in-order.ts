/** Asks a player what a cassette recorded, event by event in the recorded order, as its clients would. */
import { bodyBytes } from '../../src/cassette/body.ts';
import { parseRequestHead } from '../../src/cassette/head.ts';
import type { Cassette, Interaction } from '../../src/cassette/types.ts';
import { answerHead, interimHead, requestWire, wholeAnswer } from '../../src/cassette/wire.ts';
import { pieceBytes, pieceWire, streamEnd, streamEvents } from '../../src/cassette/wire-stream.ts';
import { Asked, settled, type TestPlayer } from './playback.ts';

interface Event {
  readonly seq: number;
  happen(): void;
}

/** What came back, by interaction. Once all was asked, as many milliseconds pass. */
export async function replayInOrder(
  test: TestPlayer,
  cassette: Cassette,
  { patience = 1e9 }: { readonly patience?: number } = {},
): Promise<Map<Interaction, Asked>> {
  const all = new Map<Interaction, Asked>();
  const events = cassette.interactions.flatMap((interaction) => eventsOf(test, interaction, cassette, all));
  for (const event of events.sort((a, b) => a.seq - b.seq)) {
    event.happen();
    // A tar is read, and a wait follows its streams, in turns of their own.
    for (let turn = 0; turn < 5; turn += 1) await settled();
    test.clock.advance(10);
  }
  test.clock.advance(patience);
  return all;
}

/** What the client of that interaction received, byte for byte. */
export function recordedAnswer(interaction: Interaction, { files }: Cassette): Buffer {
  const { outcome, request } = interaction;
  switch (outcome.kind) {
    case 'whole':
      return Buffer.concat([...outcome.interim.map(({ head }) => interimHead(head)), wholeAnswer(outcome, request.method, files)]);
    case 'streamed':
    case 'hijacked': {
      const pieces = [...streamEvents(interaction)].flatMap((event) =>
        event.kind === 'piece' && event.from === 'engine' ? [pieceWire(outcome, event, files)] : [],
      );
      return Buffer.concat([answerHead(outcome, request.method), ...pieces, streamEnd(outcome)]);
    }
    case 'failed':
      return bodyBytes(outcome.partial, files);
    default:
      return Buffer.alloc(0);
  }
}

function eventsOf(test: TestPlayer, interaction: Interaction, cassette: Cassette, all: Map<Interaction, Asked>): Event[] {
  const asked = new Asked();
  const { order, outcome, id, connection } = interaction;
  const ask = () => {
    all.set(interaction, asked);
    const wire = requestWire(interaction.request, cassette.files);
    const split = wire.indexOf('\r\n\r\n') + 4;
    const sink = test.player.open({ connection, exchange: id, head: parseRequestHead(wire.subarray(0, split)) }, asked);
    asked.begin(sink);
    const body = bodyBytes(interaction.request.body, cassette.files);
    for (let at = 0; at < body.length; at += 65_536) void sink.data(body.subarray(at, at + 65_536));
    if (interaction.request.end === 'whole') sink.end();
  };
  const events: Event[] = [{ seq: order.request, happen: ask }];
  for (const event of streamEvents(interaction)) {
    if (event.from !== 'client') continue;
    const happen = event.kind === 'piece' ? () => void asked.send(pieceBytes(event, cassette.files)) : () => void asked.sendEnd();
    events.push({ seq: event.seq, happen });
  }
  if ('end' in outcome && outcome.end === 'client-left') events.push({ seq: order.end, happen: () => asked.leave() });
  return events;
}
