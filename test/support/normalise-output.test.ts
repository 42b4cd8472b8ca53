import { expect, it } from '@jest/globals';
import { maskAges, normaliseOutput } from './normalise-output.ts';

const LONG = '3f2821e4f5500af3c6d2ce2b1c8f3f2821e4f5500af3c6d2ce2b1c8f3f282100';

it('gives the long and the short form of an id the same number', () => {
  expect(normaliseOutput(`${LONG} 0123456789ab\n${LONG.slice(0, 12)}\n`)).toBe('<id 1> <id 2>\n<id 1>\n');
});

it.each([
  ['Up 3 seconds (healthy)', 'Up <age> (healthy)'],
  ['Exited (0) Less than a second ago', 'Exited (0) <age>'],
  ['About an hour ago', '<age>'],
  ['2026-11-23T20:31:54.123456789Z', '<time>'],
  ['2026-11-23 20:31:54.1 +0000 UTC', '<time>'],
  ['Mon Nov  3 20:31:54 2026', '<time>'],
  ['CPU 0.12% of 4', 'CPU <percent> of 4'],
  ['02:42:ac:11:00:02 is 172.17.0.2/16', '<mac> is <ip>'],
  ['NAME          SIZE', 'NAME  SIZE'],
])('replaces what moves in %j', (text, expected) => {
  expect(normaliseOutput(text)).toBe(expected);
});

it.each(['exit 7', 'line 12', 'Version: 20.10.24', 'sha256:abc', 'tapedeck-web'])('leaves %j alone', (text) => {
  expect(normaliseOutput(text)).toBe(text);
});

it('takes the masks of a session', () => {
  expect(normaliseOutput('"Pid": 4711,', [[/"Pid": \d+/g, '"Pid": <pid>']])).toBe('"Pid": <pid>,');
});

it('masks nothing but ages, and the width of their column, between a recording and its replay', () => {
  expect(maskAges(`${LONG}   2 weeks ago   12.3MB 4%`)).toBe(`${LONG}  <age>  12.3MB 4%`);
  expect(maskAges('NAME          SIZE')).toBe('NAME          SIZE');
});
