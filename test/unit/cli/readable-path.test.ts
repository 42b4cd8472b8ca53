import { expect, it } from '@jest/globals';
import { readablePath } from '../../../src/cli/readable-path.ts';

it('shortens what lies below, and nothing else', () => {
  expect(readablePath('/a/cassettes/hello', '/a')).toBe('cassettes/hello');
  expect(readablePath('/b/hello', '/a')).toBe('/b/hello');
  expect(readablePath('/a', '/a')).toBe('/a');
});
