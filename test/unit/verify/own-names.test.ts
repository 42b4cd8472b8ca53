import { expect, it } from '@jest/globals';
import { OwnNames } from '../../../src/verify/own-names.ts';
import { anInteraction, aStreamedOutcome, aWholeOutcome, type InteractionParts, someFiles } from '../../support/interactions.ts';

const ID = '4f66ad9a'.padEnd(64, '0');

it.each<[what: string, interaction: InteractionParts, names: readonly string[]]>([
  [
    'a container by its id, short or long, and its name',
    { method: 'POST', target: '/v1.41/containers/create?name=web', outcome: aWholeOutcome({ status: 201, json: { Id: ID } }) },
    [ID, ID.slice(0, 12), 'web', '/web'],
  ],
  [
    'a network by its name in the body',
    { method: 'POST', target: '/v1.41/networks/create', json: { Name: 'net' }, outcome: aWholeOutcome({ status: 201, json: { Id: ID } }) },
    ['net', ID],
  ],
  [
    'a volume that the engine named',
    { method: 'POST', target: '/v1.41/volumes/create', json: {}, outcome: aWholeOutcome({ status: 201, json: { Name: ID } }) },
    [ID],
  ],
  [
    'an image with and without a tag',
    { method: 'POST', target: '/v1.41/images/busybox:test/tag?repo=mine', outcome: aWholeOutcome({ status: 201 }) },
    ['mine', 'mine:latest'],
  ],
  [
    'what a build made',
    { method: 'POST', target: '/v1.41/build?t=built:1', outcome: aStreamedOutcome({ chunks: [`{"aux":{"ID":"sha256:${ID}"}}\r\n`] }) },
    ['built:1', `sha256:${ID}`],
  ],
  [
    'what is asked for by name',
    { target: '/v1.41/containers/json?filters=%7B%22name%22%3A%5B%22web%22%5D%7D', outcome: aWholeOutcome({ json: [] }) },
    ['web'],
  ],
])('knows %s', (_what, interaction, names) => {
  const own = new OwnNames();
  own.learn(anInteraction(interaction), someFiles());
  expect(names.filter((name) => !own.has(name))).toEqual([]);
  expect(own.has('other')).toBe(false);
});

it('does not take what a list shows for its own', () => {
  const own = new OwnNames();
  own.learn(
    anInteraction({ target: '/v1.41/containers/json', outcome: aWholeOutcome({ json: [{ Id: ID, Names: ['/other'] }] }) }),
    someFiles(),
  );
  expect(own.has(ID)).toBe(false);
});
