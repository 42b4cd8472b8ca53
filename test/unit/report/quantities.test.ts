import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { count, formatBytes, formatTime } from '../../../src/report/quantities.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1234, '1.2 kB'],
  [9_960, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [2_147_483_648, '2.1 GB'],
])('writes %p bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [0, '0.000s'],
  [412.4, '0.412s'],
  [59_999, '59.999s'],
  [60_000, '1m00.0s'],
  [184_270, '3m04.2s'],
])('writes %p ms as %s', (ms, text) => {
  expect(formatTime(ms)).toBe(text);
});

it('never writes a minute of 60 seconds', () => {
  fc.assert(fc.property(fc.nat(10_000_000), (ms) => !formatTime(ms).includes('60.0s') && !formatTime(ms).startsWith('60.')));
});

it('counts in words', () => {
  expect([count(1, 'interaction'), count(7, 'interaction'), count(1, 'miss', 'misses'), count(0, 'miss', 'misses')]).toEqual([
    '1 interaction',
    '7 interactions',
    '1 miss',
    '0 misses',
  ]);
});
