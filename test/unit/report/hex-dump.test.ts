import { expect, it } from '@jest/globals';
import { hexDump } from '../../../src/report/hex-dump.ts';

it('shows sixteen bytes a line with their characters', () => {
  expect(hexDump(Buffer.from([...Buffer.from('0123456789abcdef'), 0, 0xff, 0x41]))).toBe(
    '00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  |0123456789abcdef|\n' +
      '00000010  00 ff 41                                         |..A|\n',
  );
});

it('shows nothing of nothing', () => {
  expect(hexDump(Buffer.alloc(0))).toBe('');
});
