import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCassette, aHijackedOutcome, aWholeOutcome, type InteractionParts, someInteractions } from '../../support/interactions.ts';
import { aPlayer, settled, TestPlayer, UPGRADE } from '../../support/playback.ts';

const ID = 'ab'.repeat(32);
const ping: InteractionParts = { method: 'HEAD', target: '/_ping' };
const create = (name: string, id = ID): InteractionParts => ({
  method: 'POST',
  target: `/v1.41/containers/create?name=${name}`,
  json: { Image: 'busybox' },
  outcome: aWholeOutcome({ status: 201, json: { Id: id, Warnings: [] } }),
});
const start: InteractionParts = { method: 'POST', target: `/v1.41/containers/${ID}/start`, outcome: aWholeOutcome({ status: 204 }) };
const attach: InteractionParts = {
  method: 'POST',
  target: `/v1.41/containers/${ID}/attach?stream=1&stdout=1`,
  headers: UPGRADE,
  outcome: aHijackedOutcome({ chunks: ['it runs'], end: 'client-left' }),
};
const list = (...names: string[]): InteractionParts => ({
  target: '/v1.41/containers/json',
  outcome: aWholeOutcome({ json: names.map((name) => ({ Names: [`/${name}`] })) }),
});

async function statuses(test: TestPlayer, ...requests: InteractionParts[]): Promise<(number | null)[]> {
  const asked = [];
  for (const request of requests) {
    asked.push(test.ask(request));
    await settled();
  }
  return asked.map(({ status }) => status);
}

it('begins again with the first change, where that is asked for again and nothing is under way', async () => {
  const test = aPlayer(someInteractions(ping, create('web'), start, list('web')), { rewind: 'auto' });
  const session = [ping, create('web'), ping, start];
  expect(await statuses(test, ...session, ...session, ...session)).toEqual(Array(3).fill([200, 201, 200, 204]).flat());
  expect(test.player.summary()).toMatchObject({ used: 3, total: 4, misses: [], rewinds: 2 });
});

it('begins again with the first request where all was played, so that its reads are as they were', async () => {
  const test = aPlayer(someInteractions(list(), create('web'), list('web')), { rewind: 'auto' });
  const bodies = async () => {
    const [before] = [test.ask(list()).body.trim()];
    await statuses(test, create('web'));
    return [before, test.ask(list()).body.trim()];
  };
  expect(await bodies()).toEqual(['[]', '[{"Names":["/web"]}]']);
  expect(await bodies()).toEqual(['[]', '[{"Names":["/web"]}]']);
  expect(test.player.summary()).toMatchObject({ used: 3, rewinds: 1, unused: [] });
});

it('begins again with the first change where all was played, for a client that asks its first question once for all rounds', async () => {
  const test = aPlayer(someInteractions(ping, create('td-6d14fd3a'), start, list('td-6d14fd3a')), { rewind: 'auto' });
  const round = (name: string) => statuses(test, create(name), start, list());
  expect(await statuses(test, ping)).toEqual([200]);
  for (const name of ['td-91bc07de', 'td-55aa31cd', 'td-0c4e11fa']) expect(await round(name)).toEqual([201, 204, 200]);
  expect(test.player.summary()).toMatchObject({ used: 4, misses: [], rewinds: 2 });
  expect(test.player.summary().bindings.map(({ live }) => live)).toEqual(['td-91bc07de', 'td-55aa31cd', 'td-0c4e11fa']);
});

it('begins each of several cassettes again for its own client, however their requests come', async () => {
  const session = (name: string): InteractionParts[] => [
    ping,
    create(name),
    ping,
    list('web', 'db'),
    { ...start, target: `/v1.41/containers/${name}/start` },
    ping,
  ];
  const names = ['web', 'db'] as const;
  const cassette = (name: string) => ({
    ...aCassette({ interactions: someInteractions(...session(name)) }),
    info: { ...aCassette().info, name },
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(0, 1), { minLength: 10, maxLength: 60 }), async (turns) => {
      const test = new TestPlayer(names.map(cassette), { rewind: 'auto' });
      const sessions = names.map(session);
      const asked = [0, 0];
      for (const who of turns) {
        const requests = sessions[who] as InteractionParts[];
        await statuses(test, requests[(asked[who] as number) % requests.length] as InteractionParts);
        asked[who] = (asked[who] as number) + 1;
      }
      expect(test.player.summary().misses.map(({ message }) => message)).toEqual([]);
    }),
  );
});

it('begins again with another made-up name', async () => {
  const test = aPlayer(someInteractions(create('td-6d14fd3a'), start), { rewind: 'auto' });
  expect(await statuses(test, create('td-91bc07de'), start, create('td-55aa31cd'), start)).toEqual([201, 204, 201, 204]);
  expect(test.player.summary().bindings.map(({ live }) => live)).toEqual(['td-91bc07de', 'td-55aa31cd']);
});

it('does not begin again while a stream is being played', async () => {
  const test = aPlayer(someInteractions(create('web'), attach, start), { rewind: 'auto' });
  expect(await statuses(test, create('web'), attach, create('web'))).toEqual([201, 101, 501]);
});

it('says of a change that is asked for again under another made-up name that its answer was given', async () => {
  const test = aPlayer(someInteractions(create('td-6d14fd3a'), start));
  expect(await statuses(test, create('td-91bc07de'), start, create('td-55aa31cd'))).toEqual([201, 204, 501]);
  const [miss] = test.player.summary().misses;
  expect(miss?.message).toContain('name=td-55aa31cd: its answer was given before (000000-ContainerCreate)\n');
  expect(miss?.advice.at(-1)).toContain('--rewind auto');
});

it('says of a change of another object what it was recorded of, though that was played', async () => {
  const removed = (name: string): InteractionParts => ({
    method: 'DELETE',
    target: `/v1.41/volumes/${name}`,
    outcome: aWholeOutcome({ status: 204 }),
  });
  const test = aPlayer(someInteractions(removed('td-6d14fd3a')));
  expect(await statuses(test, removed('td-91bc07de'), removed('td-55aa31cd'))).toEqual([204, 501]);
  expect(test.player.summary().misses[0]?.message).toContain('it was recorded of td-6d14fd3a, not of this one');
});

it('never begins again unless it is asked to', async () => {
  const test = aPlayer(someInteractions(create('web'), start));
  expect(await statuses(test, create('web'), start, create('web'))).toEqual([201, 204, 501]);
});

it('resets what is being played when it is rewound by hand, and forgets what was bound', async () => {
  const test = aPlayer(someInteractions(create('td-6d14fd3a'), attach, start));
  await statuses(test, create('td-91bc07de'));
  const stream = test.ask(attach);
  expect(test.player.rewind()).toEqual(['hello']);
  expect(stream.fate).toBe('reset');
  expect(await statuses(test, create('td-55aa31cd'), start)).toEqual([201, 204]);
  expect(test.player.summary()).toMatchObject({ misses: [], rewinds: 1, used: 3 });
});

it('rewinds one of several cassettes by its name', async () => {
  const cassette = (name: string) => ({
    ...aCassette({ interactions: someInteractions(ping, create(name)) }),
    info: { ...aCassette().info, name },
  });
  const test = new TestPlayer([cassette('one'), cassette('two')]);
  expect(await statuses(test, ping, create('one'), create('two'))).toEqual([200, 201, 201]);
  expect(test.player.rewind('two')).toEqual(['two']);
  expect(test.player.rewind('three')).toEqual([]);
  expect(await statuses(test, create('one'), create('two'))).toEqual([501, 201]);
});

it('does not take the last polls of a session for its beginning', async () => {
  const test = aPlayer(someInteractions(list(), create('web'), list('web'), list('web')), { rewind: 'auto' });
  const bodies = [];
  for (const request of [list(), create('web'), list(), list()]) bodies.push(test.ask(request).body.trim());
  await settled();
  expect(bodies.slice(2)).toEqual(Array(2).fill('[{"Names":["/web"]}]'));
  expect(test.ask(list()).body.trim()).toBe('[]');
  expect(test.player.summary()).toMatchObject({ used: 4, rewinds: 1, misses: [] });
});

it('gives a change to the cassette that has one left before it repeats an answer of another', async () => {
  const cassette = (name: string, id: string) => ({
    ...aCassette({ interactions: someInteractions(create('web', id)) }),
    info: { ...aCassette().info, name },
  });
  const test = new TestPlayer([cassette('one', ID), cassette('two', 'cd'.repeat(32))], { allowRepeats: true });
  expect(await statuses(test, create('web'), create('web'), create('web'))).toEqual([201, 201, 201]);
  expect(test.player.summary()).toMatchObject({ used: 2, unused: [], misses: [] });
});

it('counts a read for each cassette that would have answered it with the same', async () => {
  const cassette = (name: string) => ({
    ...aCassette({ interactions: someInteractions(ping, create(name)) }),
    info: { ...aCassette().info, name },
  });
  const test = new TestPlayer([cassette('one'), cassette('two')]);
  await statuses(test, ping, create('one'), create('two'));
  expect(test.player.summary()).toMatchObject({
    used: 4,
    total: 4,
    unused: [],
    cassettes: [
      { name: 'one', used: 2, total: 2 },
      { name: 'two', used: 2, total: 2 },
    ],
  });
});

it('gives a change that is asked again its last answer where repeats are allowed', async () => {
  const test = aPlayer(someInteractions(create('web'), start), { allowRepeats: true });
  expect(await statuses(test, create('web'), create('web'), start, start)).toEqual([201, 201, 204, 204]);
  expect(test.player.summary()).toMatchObject({ used: 2, misses: [] });
});
