import { expect, it } from '@jest/globals';
import { readApi, readDuration, readSocketMode, readSpeed, readTimeout } from '../../../src/cli/options.ts';

const usage = expect.objectContaining({ code: 'TD_USAGE' });

it.each([
  ['instant', 'instant'],
  ['recorded', 'recorded'],
  ['2', 2],
  ['0.5x', 0.5],
])('reads --speed %s', (text, speed) => {
  expect(readSpeed(text)).toBe(speed);
});

it.each(['fast', '0', '-1', '', '1e3'])('refuses --speed %p', (text) => {
  expect(() => readSpeed(text)).toThrow(usage);
});

it.each([
  ['5s', 5000],
  ['500ms', 500],
  ['1.5', 1500],
  ['2m', 120_000],
])('reads a time of %s', (text, ms) => {
  expect(readDuration('gate-timeout', text)).toBe(ms);
});

it('names the option whose time it cannot read', () => {
  expect(() => readDuration('gate-timeout', 'soon')).toThrow('--gate-timeout soon: not understood');
});

it.each(['0', '0ms', '-5', '40000m'])('refuses a time of %s in which nothing could be done', (text) => {
  expect(() => readTimeout('timeout', text)).toThrow(usage);
});

it.each([
  ['600', 0o600],
  ['0660', 0o660],
])('reads --socket-mode %s as octal', (text, mode) => {
  expect(readSocketMode(text)).toBe(mode);
});

it.each(['888', '0x1ff', '66'])('refuses --socket-mode %s', (text) => {
  expect(() => readSocketMode(text)).toThrow(usage);
});

it.each([
  ['recorded', 'recorded'],
  ['1.41', '1.41'],
  ['v1.41', '1.41'],
])('reads --api %s', (text, api) => {
  expect(readApi(text)).toBe(api);
});

it('refuses an --api that is no version', () => {
  expect(() => readApi('latest')).toThrow(usage);
});
