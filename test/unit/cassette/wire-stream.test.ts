import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeBody } from '../../../src/cassette/body.ts';
import { writeFrame } from '../../../src/cassette/frames.ts';
import { packSizes } from '../../../src/cassette/sizes.ts';
import type { BodyFiles, Channel, DataChunk, Interaction } from '../../../src/cassette/types.ts';
import {
  pieceBytes,
  pieceLength,
  pieceWire,
  pieceWireStream,
  type StreamPiece,
  streamEnd,
  streamEvents,
} from '../../../src/cassette/wire-stream.ts';
import { anyBytes } from '../../support/any-interaction.ts';
import { aHijackedOutcome, anInteraction, aStreamedOutcome, CLIENT_FIN, someFiles } from '../../support/interactions.ts';

const sha256 = 'b'.repeat(64);

function pieces(interaction: Interaction): StreamPiece[] {
  return [...streamEvents(interaction)].filter((event) => event.kind === 'piece');
}

async function wireOf(interaction: Interaction, files: BodyFiles): Promise<string[]> {
  const texts: string[] = [];
  for (const piece of pieces(interaction)) {
    const wire = pieceWire(interaction.outcome, piece, files);
    const parts: Buffer[] = [];
    for await (const part of pieceWireStream(interaction.outcome, piece, files)) parts.push(part);
    expect(Buffer.concat(parts)).toEqual(wire);
    expect(pieceLength(piece)).toBe(pieceBytes(piece, files).length);
    texts.push(wire.toString('latin1'));
  }
  return texts;
}

it('gives each chunk of a streamed answer in an HTTP chunk of its own, frame header and all', async () => {
  const outcome = aStreamedOutcome({ chunks: [{ channel: 'stdout', bytes: 'hi\n' }, '{"a":1}\n'] });
  expect(await wireOf(anInteraction({ outcome }), someFiles())).toEqual(['b\r\n\u0001\0\0\0\0\0\0\u0003hi\n\r\n', '8\r\n{"a":1}\n\r\n']);
  expect(streamEnd(outcome).toString()).toBe('0\r\n\r\n');
});

it('ends an answer only if it ended', () => {
  expect(streamEnd(aStreamedOutcome({ end: 'client-left' })).toString()).toBe('');
  expect(streamEnd(aStreamedOutcome({ headers: [] })).toString()).toBe('');
  expect(streamEnd(aHijackedOutcome()).toString()).toBe('');
  expect(
    streamEnd({ ...aStreamedOutcome(), chunked: { sizes: [], trailers: [['A', 'b']] } } as ReturnType<typeof aStreamedOutcome>).toString(),
  ).toBe('0\r\nA: b\r\n\r\n');
});

it('tells pieces and half-closes of both sides in order, with their times', () => {
  const outcome = aHijackedOutcome({ chunks: [{ from: 'client', bytes: 'in' }, CLIENT_FIN, 'out'], seq: 7 });
  const interaction = anInteraction({ outcome });
  const times = { ...interaction.times, chunks: [10, 11.5, 12] };
  const told = [...streamEvents({ ...interaction, times })].map(({ kind, seq, at, from }) => ({ kind, seq, at, from }));
  expect(told).toEqual([
    { kind: 'piece', seq: 7, at: 10, from: 'client' },
    { kind: 'half-close', seq: 8, at: 11.5, from: 'client' },
    { kind: 'piece', seq: 9, at: 12, from: 'engine' },
  ]);
});

it('takes a run of pieces in a file apart again', async () => {
  const bytes = Buffer.concat([
    Buffer.from('before'),
    writeFrame('stderr', Buffer.from('one')),
    writeFrame('stderr', Buffer.from('two')),
    writeFrame('stderr', Buffer.from('!')),
  ]);
  const chunk: DataChunk = {
    seq: 40,
    from: 'engine',
    channel: 'stderr',
    body: { encoding: 'file', sha256, extension: '.bin', offset: 6, bytes: 31 },
    sizes: [[11, 2], 9],
  };
  const interaction = anInteraction({ outcome: { ...aHijackedOutcome(), chunks: [chunk] } as Interaction['outcome'] });
  const run = { ...interaction, times: { ...interaction.times, chunks: [[5, [6, 2]] as const] } };
  expect(pieces(run).map(({ seq, at, index }) => [seq, at, index])).toEqual([
    [40, 5, 0],
    [41, 6, 1],
    [42, 6, 2],
  ]);
  expect((await wireOf(run, someFiles({ [sha256]: bytes }))).join('')).toBe(bytes.subarray(6).toString('latin1'));
});

it('gives the recorded bytes of any stream, whether its pieces lie in the interaction or in a file', async () => {
  const anyPiece = fc.record({ channel: fc.option(fc.constantFrom<Channel>('stdout', 'stderr')), payload: anyBytes });
  await fc.assert(
    fc.asyncProperty(fc.array(anyPiece, { maxLength: 6 }), async (row) => {
      const wires = row.map(({ channel, payload }) => (channel === null ? payload : writeFrame(channel, payload)));
      const inline = row.map(
        ({ channel, payload }, index): DataChunk => ({
          seq: index,
          from: 'engine',
          ...(channel && { channel }),
          body: encodeBody(payload),
        }),
      );
      const sizes = packSizes(wires.map((wire) => wire.length));
      const all = Buffer.concat(wires);
      const run: DataChunk = {
        seq: 0,
        from: 'engine',
        body: { encoding: 'file', sha256, extension: '.bin', offset: 0, bytes: all.length },
        sizes,
      };
      const files = someFiles({ [sha256]: all });
      for (const chunks of [inline, [run]]) {
        const outcome = { ...aHijackedOutcome(), chunks } as Interaction['outcome'];
        expect(await wireOf(anInteraction({ outcome }), files)).toEqual(wires.map((wire) => wire.toString('latin1')));
      }
    }),
  );
});
