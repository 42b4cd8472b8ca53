import { expect, it } from '@jest/globals';
import { RecordedVersion } from '../../../src/validate/recorded-version.ts';
import { aCassette, anInteraction, aWholeOutcome } from '../../support/interactions.ts';

const ping = (version: string) =>
  anInteraction({ target: '/_ping', outcome: aWholeOutcome({ body: 'OK', headers: [['Api-Version', version]] }) });

it('believes the path first', () => {
  expect(new RecordedVersion(aCassette()).of(anInteraction({ target: '/v1.30/info' }))).toBe('1.30');
  expect(new RecordedVersion(aCassette()).of(anInteraction({ target: '//v1.30/info' }))).toBe('1.30');
});

it('then what the engine told, in this answer or an earlier one', () => {
  const recorded = new RecordedVersion(aCassette());
  expect(recorded.of(ping('1.51'))).toBe('1.51');
  expect(recorded.of(anInteraction({ target: '/info' }))).toBe('1.51');
});

it('then what the cassette says of its engine', () => {
  expect(new RecordedVersion(aCassette()).of(anInteraction({ target: '/info' }))).toBe('1.41');
  const unknown = aCassette({ info: { engine: null, apiVersion: '1.44' } });
  expect(new RecordedVersion(unknown).of(anInteraction({ target: '/info' }))).toBe('1.44');
});

it('does not guess', () => {
  const nobody = aCassette({ info: { engine: null, apiVersion: null } });
  expect(new RecordedVersion(nobody).of(anInteraction({ target: '/info' }))).toBeNull();
});
