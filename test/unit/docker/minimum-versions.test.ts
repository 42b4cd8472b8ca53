import { expect, it } from '@jest/globals';
import type { ApiVersion } from '../../../src/cassette/types.ts';
import { minimumVersionOf } from '../../../src/docker/minimum-versions.ts';

it.each<[ApiVersion, ApiVersion]>([
  ['1.18', '1.12'],
  ['1.43', '1.12'],
  ['1.44', '1.24'],
  ['1.51', '1.24'],
  ['1.52', '1.44'],
  ['1.53', '1.44'],
  ['1.54', '1.40'],
  ['1.60', '1.40'],
])('knows that engines of %s speak nothing older than %s', (engine, minimum) => {
  expect(minimumVersionOf(engine)).toBe(minimum);
});
