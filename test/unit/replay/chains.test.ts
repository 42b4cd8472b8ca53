import { expect, it } from '@jest/globals';
import { aWholeOutcome, type InteractionParts, someInteractions } from '../../support/interactions.ts';
import { aPlayer, type TestPlayer } from '../../support/playback.ts';

const ID = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const INSPECT = `/v1.41/containers/${ID}/json`;
const LIST = '/v1.41/containers/json?all=1';

const create = (id: string, name: string): InteractionParts => ({
  method: 'POST',
  target: `/v1.41/containers/create?name=${name}`,
  json: { Image: 'a' },
  outcome: aWholeOutcome({ status: 201, json: { Id: id } }),
});
const start = (id: string): InteractionParts => ({ method: 'POST', target: `/v1.41/containers/${id}/start` });
const stop = (id: string): InteractionParts => ({ method: 'POST', target: `/v1.41/containers/${id}/stop` });
const inspect = (status: string): InteractionParts => ({ target: INSPECT, outcome: aWholeOutcome({ json: { Id: ID, State: status } }) });
const list = (...items: object[]): InteractionParts => ({ target: LIST, outcome: aWholeOutcome({ json: items }) });

const state = (test: TestPlayer) => (JSON.parse(test.ask(INSPECT).body) as { State: string }).State;
const states = (test: TestPlayer, times: number) => Array.from({ length: times }, () => state(test));

it('gives a poll each state as often as it was recorded, and the last for ever', () => {
  const test = aPlayer(
    someInteractions(inspect('starting'), inspect('starting'), inspect('starting'), inspect('healthy'), inspect('healthy')),
  );
  expect(states(test, 7)).toEqual(['starting', 'starting', 'starting', 'healthy', 'healthy', 'healthy', 'healthy']);
  expect(test.player.summary()).toMatchObject({ used: 5, total: 5, unused: [] });
});

it('gives equal answers each in its turn, with the date it had', () => {
  const dated = (date: string): InteractionParts => ({
    target: '/_ping',
    outcome: aWholeOutcome({
      headers: [
        ['Date', date],
        ['Content-Length', '2'],
      ],
      body: 'OK',
    }),
  });
  const test = aPlayer(someInteractions(dated('one'), dated('two'), dated('three')));
  const dates = Array.from({ length: 4 }, () => /Date: (\w+)/.exec(test.ask('/_ping').text)?.[1]);
  expect(dates).toEqual(['one', 'two', 'three', 'three']);
});

it('keeps an answer until the change after which it was another has been heard', () => {
  const test = aPlayer(someInteractions(inspect('created'), start(ID), inspect('running'), stop(ID), inspect('exited')));
  expect(states(test, 3)).toEqual(['created', 'created', 'created']);
  test.ask(start(ID));
  expect(states(test, 2)).toEqual(['running', 'running']);
  test.ask(stop(ID));
  expect(states(test, 2)).toEqual(['exited', 'exited']);
});

it('passes over what nobody asked for in between, and never goes back', () => {
  const test = aPlayer(someInteractions(inspect('created'), start(ID), inspect('running'), stop(ID), inspect('exited')));
  test.ask(stop(ID));
  test.ask(start(ID));
  expect(states(test, 2)).toEqual(['exited', 'exited']);
});

it('goes on with a poll behind a change', () => {
  const test = aPlayer(someInteractions(inspect('created'), start(ID), inspect('starting'), inspect('healthy')));
  expect(states(test, 2)).toEqual(['created', 'created']);
  test.ask(start(ID));
  expect(states(test, 3)).toEqual(['starting', 'healthy', 'healthy']);
});

it('does not wait for changes of other containers', () => {
  const test = aPlayer(someInteractions(inspect('starting'), start(OTHER), inspect('healthy')));
  expect(states(test, 2)).toEqual(['starting', 'healthy']);
});

it('moves a list when the containers in it were changed', () => {
  const [web, db] = [
    { Id: ID, Names: ['/web'] },
    { Id: OTHER, Names: ['/db'] },
  ];
  const test = aPlayer(someInteractions(list(), create(ID, 'web'), list(web), create(OTHER, 'db'), list(web, db)));
  expect(test.ask(LIST).body).toBe('[]\n');
  expect(test.ask(LIST).body).toBe('[]\n');
  test.ask(create(ID, 'web'));
  expect(JSON.parse(test.ask(LIST).body)).toEqual([web]);
  test.ask(create(OTHER, 'db'));
  expect(JSON.parse(test.ask(LIST).body)).toEqual([web, db]);
});

it('moves what shows the whole engine with any change', () => {
  const info = (containers: number): InteractionParts => ({
    target: '/v1.41/info',
    outcome: aWholeOutcome({ json: { Containers: containers } }),
  });
  const test = aPlayer(someInteractions(info(0), create(ID, 'web'), info(1)));
  test.ask('/v1.41/info');
  expect(test.ask('/v1.41/info').body).toContain('0');
  test.ask(create(ID, 'web'));
  expect(test.ask('/v1.41/info').body).toContain('1');
});

it('moves a network when a container on it was started', () => {
  const network = 'ef'.repeat(32);
  const made: InteractionParts = {
    method: 'POST',
    target: '/v1.41/networks/create',
    json: { Name: 'n1' },
    outcome: aWholeOutcome({ json: { Id: network } }),
  };
  const shown = (containers: object): InteractionParts => ({
    target: '/v1.41/networks/n1',
    outcome: aWholeOutcome({ json: { Id: network, Containers: containers } }),
  });
  const joined = { ...create(ID, 'web'), json: { Image: 'a', HostConfig: { NetworkMode: 'n1' } } };
  const test = aPlayer(someInteractions(made, joined, shown({}), start(OTHER), start(ID), shown({ [ID]: {} })));
  const ask = () => test.ask('/v1.41/networks/n1').body;
  expect(ask()).not.toContain(ID);
  test.ask(start(OTHER));
  expect(ask()).not.toContain(ID);
  test.ask(start(ID));
  expect(ask()).toContain(ID);
});

it('takes the name of a container for the one that had it then', () => {
  const byName = (status: string, id: string): InteractionParts => ({
    target: '/v1.41/containers/web/json',
    outcome: aWholeOutcome({ json: { Id: id, State: status } }),
  });
  const remove: InteractionParts = { method: 'DELETE', target: '/v1.41/containers/web' };
  const test = aPlayer(
    someInteractions(
      create(ID, 'web'),
      byName('first', ID),
      remove,
      create(OTHER, 'web'),
      byName('second', OTHER),
      start(OTHER),
      byName('third', OTHER),
    ),
  );
  const ask = () => (JSON.parse(test.ask('/v1.41/containers/web/json').body) as { State: string }).State;
  test.ask(create(ID, 'web'));
  expect(ask()).toBe('first');
  test.ask(remove);
  expect(ask()).toBe('first');
  test.ask(create(OTHER, 'web'));
  expect(ask()).toBe('second');
  test.ask(start(OTHER));
  expect(ask()).toBe('third');
});

it('answers resizes with the last known answer, any number of them, whatever the size', () => {
  const resize = (h: number): InteractionParts => ({ method: 'POST', target: `/v1.41/containers/${ID}/resize?h=${h}&w=80` });
  const test = aPlayer(someInteractions({ ...resize(1), outcome: aWholeOutcome({ status: 409, json: {} }) }, resize(2)));
  expect([1, 2, 3, 4, 5].map((h) => test.ask(resize(h)).status)).toEqual([409, 200, 200, 200, 200]);
});
