import { expect, it } from '@jest/globals';
import { COLOURS } from '../../../src/report/colours.ts';
import { table } from '../../../src/report/table.ts';

it('puts columns under each other, whatever colours the cells have', () => {
  const text = table(
    [{ title: 'ID', align: 'right' }, { title: 'NAME' }, { title: 'END' }],
    [
      ['1', COLOURS.red('ab'), 'x'],
      ['10', 'abcdef', ''],
    ],
  );
  expect(text).toBe(`ID  NAME    END\n 1  ${COLOURS.red('ab')}      x\n10  abcdef\n`);
});
