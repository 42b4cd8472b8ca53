import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shorten, visibleLine, visibleText } from '../../../src/report/visible.ts';

it('shows escape sequences instead of obeying them', () => {
  expect(visibleText('\u001b[31mred\u001b]0;title\u0007\r\n\tx')).toBe('\\x1b[31mred\\x1b]0;title\\x07\\r\n\tx');
  expect(visibleLine('a\nb\tc\u202e')).toBe('a\\nb\\tc\\u202e');
});

it('leaves other text as it is', () => {
  expect(visibleLine('Grüße, 世界 🐳')).toBe('Grüße, 世界 🐳');
});

it('never lets a control character through on a line', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[\u0000-\u001f\u007f-\u009f]/.test(visibleLine(text))));
});

it('cuts by characters, not in the middle of one', () => {
  expect(shorten('🐳🐳🐳', 2)).toBe('🐳…');
  expect(shorten('abc', 3)).toBe('abc');
});
