/** What is noted with interactions that were just added. */
import { expect, it } from '@jest/globals';
import type { Binding } from '../../../src/meaning/bindings.ts';
import { withLaterNames } from '../../../src/replay/later-names.ts';
import { aCassette, aHijackedOutcome, aStreamedOutcome, aWholeOutcome, someInteractions } from '../../support/interactions.ts';

const bound = (recorded: string, live: string, type: Binding['type'] = 'name', key = 'Name'): Binding => ({
  type,
  recorded,
  live,
  key,
  operation: 'VolumeCreate',
  place: `body /${key}`,
});
const NAME = bound('td-a3818813', 'td-37c765c0');
const noted = { type: 'name', here: 'td-37c765c0', first: 'td-a3818813', key: 'Name' };

const since =
  (id: number, ...all: Binding[]) =>
  (of: number) =>
    of < id ? null : { all };

it('notes which name stands for which, with those interactions that hold it', () => {
  const cassette = aCassette({
    interactions: someInteractions(
      { target: '/v1.51/volumes/td-37c765c0' },
      { target: '/_ping' },
      { target: '/v1.51/volumes/td-37c765c0' },
      { method: 'POST', target: '/v1.51/containers/create', json: { Cmd: ['echo', 'td-37c765c0'] } },
      { target: '/v1.51/volumes', outcome: aWholeOutcome({ json: { Volumes: [{ Name: 'td-37c765c0' }] } }) },
      { target: '/v1.51/containers/x/logs', outcome: aStreamedOutcome({ chunks: ['new td-37c', '765c0\n'] }) },
      { target: '/v1.51/containers/x/attach', method: 'POST', outcome: aHijackedOutcome({ chunks: ['td-37c765c0\n'] }) },
      { target: '/v1.51/networks/td-37c765c0-net' },
    ),
  });
  const found = withLaterNames(cassette, since(1, NAME)).interactions;
  expect(found.map(({ names }) => names !== undefined)).toEqual([false, false, true, true, true, true, true, true]);
  expect(found[2]?.names).toEqual([noted]);
  expect(found.map(({ names: _, ...own }) => own)).toEqual(cassette.interactions);
});

it('notes nothing of values that an interaction does not hold: they may be anything', () => {
  const cassette = aCassette({ interactions: someInteractions({ target: '/v1.51/volumes/td-37c765c0' }) });
  const secret = bound('0a1b2c3d4e5f6a7b', '9f8e7d6c5b4a3f2e', 'id', 'PASSWORD');
  expect(withLaterNames(cassette, since(0, NAME, secret)).interactions[0]?.names).toEqual([noted]);
});

it('is the very same cassette where no value stands for another one', () => {
  const cassette = aCassette({ interactions: someInteractions({ target: '/v1.51/volumes/td-37c765c0' }) });
  expect(withLaterNames(cassette, () => null)).toBe(cassette);
  expect(withLaterNames(cassette, since(0))).toBe(cassette);
  expect(withLaterNames(cassette, since(0, bound('td-37c765c0', 'td-37c765c0')))).toBe(cassette);
});
