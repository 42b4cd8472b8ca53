import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { areRandomTwins, areTwinNames, areTwinTimes, isLongId, looksRandom, twinPaths } from '../../../src/meaning/looks.ts';

it.each(['31337', '042', '7f3a', 'a1b2c3d4', 'aB3dE9', 'kGVhDqTsLe', 'qzxvbnkd', 'x599371', 'sji2tmav', 'sdetgml6'])(
  'takes %s for made up',
  (token) => {
    expect(looksRandom(token)).toBe(true);
  },
);

it.each([
  'web',
  'app',
  'postgresql',
  'node18',
  'python311',
  'redis7',
  'helloWorld',
  'TestContainer',
  'default',
  'worker2',
  'staging',
  'db',
  '1',
  '22',
  'feed',
])('takes %s for chosen', (token) => {
  expect(looksRandom(token)).toBe(false);
});

it.each([
  ['test-1234', 'test-23111'],
  ['test-1234', 'test-7'],
  ['td-7f3a', 'td-91bc'],
  ['td-7f3a', 'td-cafe'],
  ['tmp7f3a_x9k', 'tmpk2_m4q1z'],
  ['py-sji2tmav', 'py-njivhofo'],
  ['0f0e0d0c-1111-4222-8333-444455556666', '00000000-1111-4222-8333-444455556667'],
  ['app_web_run_0b2fc560acea', 'app_web_run_7cbf4a40b8b8'],
])('takes %s and %s for two names of one making', (a, b) => {
  expect(areTwinNames(a, b)).toBe(true);
  expect(areTwinNames(b, a)).toBe(true);
});

it.each([
  ['web-1', 'web-2'],
  ['web', 'db'],
  ['web-1234', 'db-1234'],
  ['web-1234', 'db-5678'],
  ['rec-000f4240', 'liv-004c4b40'],
  ['node18', 'node20'],
  ['shop_default', 'app_default'],
  ['web-server', 'web-a1b2c3'],
  ['test-1234', 'test'],
  ['test-1234', 'test-1234-db'],
])('takes %s and %s for two names', (a, b) => {
  expect(areTwinNames(a, b)).toBe(false);
  expect(areTwinNames(b, a)).toBe(false);
});

it('knows what chance makes, whichever it makes', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const token = fc.array(fc.constantFrom(...letters), { minLength: 12, maxLength: 20 }).map((list) => list.join(''));
  let known = 0;
  fc.assert(
    fc.property(token, token, (a, b) => {
      if (a.length !== b.length || areRandomTwins(a, b)) known += 1;
    }),
    { numRuns: 1000, seed: 1 },
  );
  expect(known).toBeGreaterThan(990);
});

it.each([
  ['1795493032', '1795493030'],
  ['1795493032583', '1795493030001'],
  ['Tue Nov 24 03:57:36 UTC 2026', 'Wed Dec  2 13:07:06 CEST 2026'],
  ['Tue, 24 Nov 2026 03:57:36 +0000', 'Wed, 2 Dec 2026 13:07:06 +0100'],
  ['2026-11-24T04:03:52.583644', '2026-11-24T04:03:49'],
  ['2026-11-24T04:03:52Z', '2026-11-24T04:03:49+01:00'],
  ['20261124-040352', '20261125-000000'],
  ['echo at 1795493032 > /x', 'echo at 1795493030 > /x'],
  ['Tue 24 Nov 2026 03:35:05 AM UTC', 'Wed 25 Nov 2026 11:00:00 PM CET'],
  ['from 2026-11-24 04:03:52 to 2026-11-24 04:03:53', 'from 2026-11-25 04:03:52 to 2026-11-25 04:03:54'],
])('takes %s and %s for times', (a, b) => {
  expect(areTwinTimes(a, b)).toBe(true);
});

it.each([
  ['1795493032', '2026-11-24T04:03:49'],
  ['5m', '10m'],
  ['8080', '8081'],
  ['2026', '2027'],
  ['echo 1795493032', 'print 1795493030'],
  ['sleep 100', 'sleep 300'],
])('does not take %s and %s for times of one form', (a, b) => {
  expect(areTwinTimes(a, b)).toBe(false);
});

it('binds a temporary path up to what was made up', () => {
  expect(twinPaths('/tmp/tmp.nYkkLOQpUc/data/f', '/tmp/tmp.VmtFQQYK52/data/f')).toEqual(['/tmp/tmp.nYkkLOQpUc', '/tmp/tmp.VmtFQQYK52']);
  expect(twinPaths('/var/tmp/tmpletters1', '/var/tmp/tmpabcdefgh')).toEqual(['/var/tmp/tmpletters1', '/var/tmp/tmpabcdefgh']);
  expect(twinPaths('/tmp/server', '/tmp/client')).toBeNull();
  expect(twinPaths('/tmp/tmp.nYkkLOQpUc/a', '/tmp/tmp.VmtFQQYK52/b')).toBeNull();
  expect(twinPaths('/home/tmp.nYkkLOQpUc', '/home/tmp.VmtFQQYK52')).toBeNull();
  expect(twinPaths('/tmp', '/tmp')).toBeNull();
});

it('knows ids by their length', () => {
  expect(isLongId('4bc019e74b7046e0bd36042ad48f90ad')).toBe(true);
  expect(isLongId('ab1'.repeat(5))).toBe(false);
  expect(isLongId('abcdefghijklmnopqrstuvwxyz')).toBe(false);
  expect(isLongId(`1${'a'.repeat(63)}`)).toBe(false);
});
