import { expect, it } from '@jest/globals';
import { processTable } from '../../../src/store/process-table.ts';

/** Above every pid_max. */
const NOBODY = 2 ** 30;

it.each(['linux', 'darwin', 'win32'] as const)('knows on %s that this process runs, and that another does not', (platform) => {
  const { started } = processTable(platform);
  expect(started(NOBODY)).toBeNull();
  expect(started(process.pid)).toEqual(expect.any(String));
  expect(started(process.pid)).toBe(started(process.pid));
});
