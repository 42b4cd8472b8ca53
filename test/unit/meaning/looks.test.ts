import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { areRandomTwins, areTwinNames, areTwinTimes, isLongId, looksRandom, twinPaths } from '../../../src/meaning/looks.ts';

it.each(['7f3a', 'a1b2c3d4', 'aB3dE9', 'kGVhDqTsLe', 'qzxvbnkd', 'sji2tmav', 'sdetgml6'])('takes %s for made up', (token) => {
  expect(looksRandom(token)).toBe(true);
});

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
  '31337',
  '042',
  'web100',
  'v345',
  'db2019',
  'postgres2024',
])('takes %s for chosen', (token) => {
  expect(looksRandom(token)).toBe(false);
});

it.each([
  ['test-1234', 'test-23111'],
  ['test-1234', 'test-7'],
  ['td-7f3a', 'td-91bc'],
  ['td-7f3a', 'td-cafe'],
  ['app-31337', 'app-8668'],
  ['app_1700000000', 'app_1700000001'],
  ['app-31337-web', 'app-8668-web'],
  ['web12345', 'web678'],
  ['app-20261124-040352', 'app-20261125-180000'],
  ['app_1700000000.123', 'app_1700000001.045'],
  ['td-cafe', 'td-1234'],
  ['td-db20', 'td-91bc'],
  ['td-db201234', 'td-fe309999'],
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
  ['web100', 'db200'],
  ['db2019', 'web2020'],
  ['db100', 'fe200'],
  ['worker-001', 'worker-002'],
  ['worker-0001', 'worker-0002'],
  ['worker1000', 'server2000'],
  ['worker-99', 'worker-100'],
  ['8080', '9090'],
  ['137', '143'],
  ['31337', '8668'],
  ['100-200', '300-400'],
  ['8.0.100', '8.0.204'],
  ['v1.2.345', 'v1.2.999'],
  ['1.2.345', '1.2.999'],
  ['app-8.0.100', 'app-8.0.204'],
  ['app-v1.345', 'app-v1.999'],
  ['shop_default', 'app_default'],
  ['web-server', 'web-a1b2c3'],
  ['test-1234', 'test'],
  ['test-1234', 'test-1234-db'],
])('takes %s and %s for two names', (a, b) => {
  expect(areTwinNames(a, b)).toBe(false);
  expect(areTwinNames(b, a)).toBe(false);
});

it.each([
  ['app-31337', 'app-8668'],
  ['web12345', 'web678'],
  ['v345', 'v999'],
  ['app-20261124-040352', 'app-20261125-180000'],
])('takes %s and %s for one only where numbers may vary', (a, b) => {
  expect([areTwinNames(a, b), areTwinNames(a, b, { numbers: false })]).toEqual([true, false]);
});

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const number = fc.integer({ min: 100, max: 10 ** 10 }).map(String);

it('takes no number for made up that has no word beside it, or another word', () => {
  fc.assert(
    fc.property(word, word, number, number, fc.constantFrom('-', '_', ''), (first, second, one, other, dash) => {
      expect(areTwinNames(one, other)).toBe(false);
      fc.pre(first !== second && ![first, second].some(looksRandom) && !areRandomTwins(first, second));
      fc.pre(!areRandomTwins(`${first}${one}`, `${second}${other}`));
      expect(areTwinNames(`${first}${dash}${one}`, `${second}${dash}${other}`)).toBe(false);
    }),
  );
});

it('takes a number in a dotted version for no name, whatever stands before it', () => {
  const version = fc.tuple(number, number).map((parts) => parts.join('.'));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constant(''),
        fc.constant('v'),
        word.map((text) => `${text}-`),
      ),
      version,
      version,
      (before, one, other) => {
        fc.pre(!/^1\d{9}\./.test(one));
        expect(areTwinNames(`${before}${one}`, `${before}${other}`)).toBe(false);
      },
    ),
  );
});

it('takes one word with two numbers for two names of one making', () => {
  fc.assert(
    fc.property(word, number, number, fc.constantFrom('-', '_', ''), (text, one, other, dash) => {
      expect(areTwinNames(`${text}${dash}${one}`, `${text}${dash}${other}`)).toBe(one !== other);
    }),
  );
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
