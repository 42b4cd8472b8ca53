import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeFrame } from '../../../../src/cassette/frames.ts';
import { hasSaid, NOTHING_SAID, RecordedTalk, Talk } from '../../../../src/verify/drive/talk.ts';
import { aHijackedOutcome, anInteraction, someFiles } from '../../../support/interactions.ts';

const said = (...pieces: readonly Buffer[]): Talk => {
  const talk = new Talk();
  for (const piece of pieces) talk.add(piece);
  return talk;
};

it('counts bytes, whole lines and what stands behind the last of them', () => {
  expect(said(Buffer.from('one\ntwo\n> '))).toMatchObject({ bytes: 10, lines: 2, tail: 2 });
});

it('does not count the headers of frames', () => {
  expect(said(writeFrame('stdout', Buffer.from('a\n')), writeFrame('stderr', Buffer.from('b')))).toMatchObject({
    bytes: 3,
    lines: 1,
    tail: 1,
  });
});

it('counts the same however a stream is cut', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z\n]{0,40}$/), fc.array(fc.nat(40)), (text, cuts) => {
      const bytes = Buffer.from(text);
      const ends = [...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const pieces = ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
      const { bytes: length, lines, tail } = said(bytes);
      expect(said(...pieces)).toMatchObject({ bytes: length, lines, tail });
    }),
  );
});

it('takes a prompt for said only when it is there as well', () => {
  const recorded = { bytes: 8, lines: 1, tail: 2 };
  expect(hasSaid({ bytes: 6, lines: 1, tail: 0 }, recorded, false)).toBe(false);
  expect(hasSaid({ bytes: 7, lines: 1, tail: 2 }, recorded, false)).toBe(true);
  expect(hasSaid({ bytes: 7, lines: 2, tail: 0 }, recorded, false)).toBe(true);
});

it('takes as many bytes for as much where a program speaks, and not where an engine writes documents', () => {
  const recorded = { bytes: 10, lines: 2, tail: 0 };
  expect(hasSaid({ bytes: 12, lines: 1, tail: 3 }, recorded, true)).toBe(true);
  expect(hasSaid({ bytes: 12, lines: 1, tail: 3 }, recorded, false)).toBe(false);
});

it('says what a recorded stream had said by a moment', () => {
  const outcome = aHijackedOutcome({ seq: 3, chunks: ['one\n', { from: 'client', bytes: 'typed\n' }, '> '] });
  const talk = new RecordedTalk(anInteraction({ outcome }), someFiles());
  expect(talk.before(3)).toEqual(NOTHING_SAID);
  expect(talk.before(5)).toEqual({ bytes: 4, lines: 1, tail: 0 });
  expect(talk.before(6)).toEqual({ bytes: 6, lines: 1, tail: 2 });
});
