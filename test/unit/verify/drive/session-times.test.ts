import { expect, it } from '@jest/globals';
import { SessionTimes } from '../../../../src/verify/drive/session-times.ts';

const RECORDED = Date.parse('2026-01-02T03:04:05.000Z');
const LIVE = Date.parse('2027-05-01T00:00:00.000Z');

/** Requests at 1 s and 61 s of the recording; the run sends them 1 s apart. */
function times(): SessionTimes {
  const session = new SessionTimes('2026-01-02T03:04:05.000Z');
  session.happened(1000, LIVE);
  session.happened(61_000, LIVE + 1000);
  return session;
}

const seconds = (epoch: number): string => `${epoch / 1000}`;

it('keeps the distance to the request before', () => {
  expect(times().toLive(`${seconds(RECORDED + 1000)}.250000000`)).toBe(`${seconds(LIVE)}.250000000`);
});

it('does not go beyond the next request, which comes earlier than it did', () => {
  expect(times().toLive(`${seconds(RECORDED + 31_000)}.000000000`)).toBe(`${seconds(LIVE + 1000)}.000000000`);
});

it('keeps the distance to the last request for what lay ahead', () => {
  expect(times().toLive(`${seconds(RECORDED + 63_000)}.500000000`)).toBe(`${seconds(LIVE + 3000)}.500000000`);
});

it('lies behind the end of an answer that took longer than it did', () => {
  const session = new SessionTimes('2026-01-02T03:04:05.000Z');
  session.happened(1000, LIVE);
  session.happened(1500, LIVE + 60_000);
  expect(session.toLive(`${seconds(RECORDED + 2000)}.000000000`)).toBe(`${seconds(LIVE + 60_000)}.500000000`);
});

it('lies behind all that came before it, in whatever order that happened now', () => {
  const session = new SessionTimes('2026-01-02T03:04:05.000Z');
  session.happened(2000, LIVE);
  session.happened(1000, LIVE + 60_000);
  expect(session.toLive(`${seconds(RECORDED + 3000)}.000000000`)).toBe(`${seconds(LIVE + 60_000)}.000000000`);
});

it('comes to a later moment where a question until now is asked again', () => {
  const asked = { recorded: 61_000, live: LIVE + 9000 };
  const again = (ago: number) => times().untilAgain(`${seconds(RECORDED + 61_000 - ago)}.000000000`, asked);
  expect(again(0)).toBe(`${seconds(LIVE + 9000)}.000000000`);
  expect(again(1000)).toBe(`${seconds(LIVE + 8000)}.000000000`);
  // That was long before it, or lies ahead.
  expect(again(59_000)).toBe(`${seconds(LIVE + 1000)}.000000000`);
  expect(again(-2000)).toBe(`${seconds(LIVE + 3000)}.000000000`);
});

it('goes back before the first request', () => {
  expect(times().toLive(`${seconds(RECORDED)}.000000000`)).toBe(`${seconds(LIVE - 1000)}.000000000`);
});

it('writes a whole second with its fraction, since the second may begin before what happened', () => {
  const session = new SessionTimes('2026-01-02T03:04:05.000Z');
  session.happened(0, LIVE + 900);
  expect(session.toLive(seconds(RECORDED))).toBe(`${seconds(LIVE)}.900000000`);
});

it('reads and writes dates', () => {
  expect(times().toLive('2026-01-02T04:04:06.5+01:00')).toBe('2027-05-01T00:00:00.5Z');
});

it.each([['0'], ['10m'], [''], ['1500000000'], ['2020-01-01T00:00:00Z'], ['yesterday']])('leaves %p alone', (text) => {
  expect(times().toLive(text)).toBe(text);
});

it('leaves all alone where the times of the cassette were made equal', () => {
  const session = new SessionTimes('1970-01-01T00:00:00.000Z');
  session.happened(0, LIVE);
  expect(session.toLive('5')).toBe('5');
});
