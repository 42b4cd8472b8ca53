import { expect, it } from '@jest/globals';
import { SpokenVersion } from '../../../src/validate/spoken-version.ts';
import { anInteraction, aWholeOutcome } from '../../support/interactions.ts';

const ping = (version: string) =>
  anInteraction({ target: '/_ping', outcome: aWholeOutcome({ body: 'OK', headers: [['Api-Version', version]] }) });

it('believes the path first', () => {
  expect(new SpokenVersion('1.41').of('/v1.30/info')).toBe('1.30');
  expect(new SpokenVersion('1.41').of('//v1.30/info')).toBe('1.30');
});

it('then what the engine told, in this answer or an earlier one', () => {
  const spoken = new SpokenVersion('1.41');
  expect(spoken.ofInteraction(ping('1.51'))).toBe('1.51');
  expect(spoken.ofInteraction(anInteraction({ target: '/info' }))).toBe('1.51');
  spoken.hear([['api-version', '1.45']]);
  expect(spoken.of('/info')).toBe('1.45');
});

it('then what was known of the engine before', () => {
  expect(new SpokenVersion('1.41').of('/info')).toBe('1.41');
});

it('does not guess', () => {
  const nobody = new SpokenVersion(null);
  nobody.hear([['Api-Version', 'none']]);
  expect(nobody.of('/info')).toBeNull();
});
