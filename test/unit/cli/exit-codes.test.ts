import { expect, it } from '@jest/globals';
import { exitCodeOf, explainError } from '../../../src/cli/exit-codes.ts';
import { TapedeckError } from '../../../src/errors.ts';

it('takes wrong words for 2 and a wrong environment for 3', () => {
  expect(exitCodeOf(new TapedeckError('TD_USAGE', 'x'))).toBe(2);
  expect(exitCodeOf(new TapedeckError('TD_API_VERSION', 'x'))).toBe(2);
  expect(exitCodeOf(new TapedeckError('TD_CASSETTE_FORMAT', 'x'))).toBe(3);
  expect(exitCodeOf(new Error('x'))).toBe(3);
});

it('says what happened in one line, and what to do in another', () => {
  expect(explainError(new TapedeckError('TD_LISTEN', 'port taken', { hint: 'Choose another.' }))).toBe(
    'tapedeck: port taken\n  Choose another.\n',
  );
  expect(explainError(new TapedeckError('TD_LISTEN', 'port taken'))).toBe('tapedeck: port taken\n');
});

it('spares people the stack of what the system refused, but not of a fault of ours', () => {
  expect(explainError(Object.assign(new Error('ENOSPC: full'), { code: 'ENOSPC', errno: -28 }))).toBe('tapedeck: ENOSPC: full\n');
  expect(explainError(new TypeError('x is undefined'))).toMatch(
    /^tapedeck: this is a fault of tapedeck: TypeError: x is undefined\n {4}at /,
  );
});
