import { expect, it } from '@jest/globals';
import { API_VERSIONS, compareVersions, inVersions, isKnownVersion, NEWEST_VERSION, OLDEST_VERSION } from '../../../src/docker/versions.ts';

it('knows 1.18 to 1.55 without a gap, and those below 1.25 as derived', () => {
  expect(API_VERSIONS.map((one) => one.api)).toEqual(Array.from({ length: 38 }, (_, i) => `1.${18 + i}`));
  expect([OLDEST_VERSION, NEWEST_VERSION]).toEqual(['1.18', '1.55']);
  expect(API_VERSIONS.filter((one) => one.derived).map((one) => one.api)).toEqual(['1.18', '1.19', '1.20', '1.21', '1.22', '1.23', '1.24']);
});

it('compares versions by number, not by text', () => {
  expect(compareVersions('1.9', '1.41')).toBeLessThan(0);
  expect(compareVersions('1.41', '1.41')).toBe(0);
  expect(compareVersions('2.0', '1.55')).toBeGreaterThan(0);
});

it('takes both ends of a range in', () => {
  expect((['1.24', '1.25', '1.30', '1.34', '1.35'] as const).filter((one) => inVersions('1.25-1.34', one))).toEqual([
    '1.25',
    '1.30',
    '1.34',
  ]);
});

it('knows nothing but what it lists', () => {
  expect(['1.41', '1.410', '1.17', '2.0', ''].map(isKnownVersion)).toEqual([true, false, false, false, false]);
});
