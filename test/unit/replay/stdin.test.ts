import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Interaction } from '../../../src/cassette/types.ts';
import { Stdin } from '../../../src/replay/stdin.ts';
import { aHijackedOutcome, anInteraction, CLIENT_FIN, type Piece, someFiles } from '../../support/interactions.ts';

function stdin(pieces: readonly Piece[], compared = true): Stdin {
  return new Stdin(anInteraction({ outcome: aHijackedOutcome({ chunks: pieces, seq: 10 }) }), someFiles(), { compared });
}

const typed = (bytes: string | Buffer): Piece => ({ from: 'client', bytes });

it('takes equal bytes however they are cut, and finds the first that differs', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 }).map((array) => Buffer.from(array));
  const cuts = fc.array(fc.nat(60), { maxLength: 6 });
  const cut = (whole: Buffer, at: readonly number[]) => {
    const places = [0, ...[...at].sort((a, b) => a - b).map((place) => Math.min(place, whole.length)), whole.length];
    return places.slice(1).map((place, index) => whole.subarray(places[index], place));
  };
  fc.assert(
    fc.property(bytes, cuts, cuts, fc.option(fc.nat(59)), (whole, recorded, live, spoiled) => {
      const held = stdin([...cut(whole, recorded).map(typed), CLIENT_FIN]);
      const sent = Buffer.from(whole);
      const at = spoiled === null ? null : spoiled % whole.length;
      if (at !== null) sent[at] = (sent[at] as number) ^ 0xff;
      const said = cut(sent, live).map((piece) => held.take(piece, 0));
      const first = said.find((mismatch) => mismatch !== null) ?? null;
      if (at === null) expect([first, held.takeEnd(0)]).toEqual([null, null]);
      else expect(first).toContain(`at byte ${at}:`);
    }),
  );
});

it('knows what had come before each moment of the recording', () => {
  const held = stdin([typed('abc'), 'out', typed('de'), CLIENT_FIN, 'end']);
  expect(held.awaitedBefore(10)).toMatchObject({ bytes: 0, end: false });
  expect(held.awaitedBefore(11)).toMatchObject({ bytes: 3, end: false });
  expect(held.awaitedBefore(13)).toMatchObject({ bytes: 5, end: false });
  expect(held.awaitedBefore(14)).toMatchObject({ bytes: 5, end: true });
});

it('says what is missing', () => {
  const held = stdin([typed('abc'), CLIENT_FIN, 'end']);
  const awaited = held.awaitedBefore(12);
  held.take(Buffer.from('a'), 0);
  expect([held.has(awaited), held.missing(awaited)]).toEqual([false, '3 bytes of stdin, of which 1 came']);
  held.take(Buffer.from('bc'), 0);
  expect([held.has(awaited), held.missing(awaited)]).toEqual([false, 'the end of stdin']);
  held.takeEnd(0);
  expect(held.has(awaited)).toBe(true);
});

it('does not judge what comes behind a stdin whose end was never seen', () => {
  expect(stdin([typed('y\n'), 'y\n']).take(Buffer.from('y\ny\ny\n'), 0)).toBeNull();
  expect(stdin([typed('y\n'), CLIENT_FIN]).take(Buffer.from('y\ny\n'), 0)).toContain('stdin goes on after the recorded 2 bytes');
});

it('only counts on a terminal', () => {
  const held = stdin([typed('ls\n'), CLIENT_FIN], false);
  expect(held.take(Buffer.from('ps -a\n'), 0)).toBeNull();
});

it.each([
  ['no slip', ['ls\r', 'exit\r']],
  ['a slip more, put right', ['lz\x7fs\r', 'exittt\x7f\x7f\r']],
  ['all at once, before the terminal takes keys one by one', ['ls\n', 'exit\n']],
])('is in step on a terminal with each line that ends: %s', (_what, [first, second]) => {
  const held = stdin([typed('lx\x7fs\r'), 'out', typed('ex'), typed('it\r'), 'end'], false);
  const [out, end] = [held.awaitedBefore(11), held.awaitedBefore(14)];
  held.take(Buffer.from('l'), 0);
  expect([held.has(out), held.missing(out)]).toEqual([false, '1 line to be typed, of which 0 came']);
  held.take(Buffer.from((first as string).slice(1)), 0);
  expect([held.has(out), held.has(end)]).toEqual([true, false]);
  held.take(Buffer.from(second as string), 0);
  expect(held.has(end)).toBe(true);
});

it('counts the keys of the last line on a terminal, and takes its end behind them', () => {
  const held = stdin([typed('a\rbc'), 'out', CLIENT_FIN], false);
  held.take(Buffer.from('aaaa\rb'), 0);
  expect(held.missing(held.awaitedBefore(11))).toBe('2 bytes of line 2 to be typed, of which 1 came');
  held.take(Buffer.from('x'), 0);
  expect([held.has(held.awaitedBefore(11)), held.takeEnd(0)]).toEqual([true, null]);
});

it('compares with stretches that lie in a file', () => {
  const file = Buffer.from('0123456789'.repeat(20_000));
  const body = { encoding: 'file', sha256: 'f', extension: '.bin', offset: 5, bytes: 150_000 } as const;
  const chunk = { seq: 10, from: 'client', body, sizes: [[65_536, 2], 18_928] } as const;
  const outcome = { ...aHijackedOutcome(), chunks: [chunk] } as Interaction['outcome'];
  const held = new Stdin(anInteraction({ outcome }), someFiles({ f: file }), { compared: true });
  expect(held.take(file.subarray(5, 100_000), 0)).toBeNull();
  expect(held.take(Buffer.from('wrong'), 0)).toContain('at byte 99995:');
});

it('passes over a stretch of no bytes', () => {
  const held = stdin([typed('ab'), typed(''), typed('cd'), CLIENT_FIN]);
  expect(held.take(Buffer.from('abcX'), 0)).toContain('at byte 3:');
});
