import { expect, it } from '@jest/globals';
import { ApiVersionCount } from '../../../src/store/api-version-count.ts';
import { anInteraction, aWholeOutcome } from '../../support/interactions.ts';

function versionOf(targets: readonly string[], said?: string): string | null {
  const count = new ApiVersionCount();
  const outcome = aWholeOutcome(said === undefined ? {} : { headers: [['Api-Version', said]] });
  for (const target of targets) count.add(anInteraction({ target, outcome }));
  return count.version();
}

it('is the version that most requests name', () => {
  expect(versionOf(['/_ping', '/v1.40/info', '/v1.41/info', '/v1.41/containers/json'], '1.47')).toBe('1.41');
});

it('is that of the answers where no request names one', () => {
  expect(versionOf(['/_ping', '/info'], '1.47')).toBe('1.47');
});

it('is unknown where nothing names one', () => {
  expect(versionOf(['/_ping'])).toBeNull();
});
