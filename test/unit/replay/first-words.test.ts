/** Interactions that were added to a recording by a run with other names. */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeInteraction } from '../../../src/cassette/format.ts';
import { writeFrame } from '../../../src/cassette/frames.ts';
import type { FileBody, LaterName } from '../../../src/cassette/types.ts';
import { inFirstWords } from '../../../src/replay/first-words.ts';
import { anyInteraction } from '../../support/any-interaction.ts';
import { parseInteraction } from '../../support/cassette-parser.ts';
import {
  aCassette,
  aHijackedOutcome,
  anInteraction,
  aStreamedOutcome,
  aWholeOutcome,
  CLIENT_FIN,
  type InteractionParts,
  someInteractions,
} from '../../support/interactions.ts';
import { aPlayer, settled, TestPlayer, UPGRADE } from '../../support/playback.ts';

const [FIRST, LATER, THIRD] = ['td-a3818813', 'td-37c765c0', 'td-5b1e22f0'];
const ID = 'ab'.repeat(32);
const names: LaterName[] = [{ type: 'name', here: LATER, first: FIRST, key: 'Name' }];

const volume = (name: string): InteractionParts => ({
  method: 'POST',
  target: '/v1.51/volumes/create',
  json: { Name: name },
  outcome: aWholeOutcome({ status: 201, json: { Name: name } }),
});
const create = (name: string): InteractionParts => ({
  method: 'POST',
  target: `/v1.51/containers/create?name=${name}-web`,
  json: { Image: 'busybox', Cmd: ['echo', `new ${name}`], Labels: { run: name } },
  outcome: aWholeOutcome({ status: 201, json: { Id: ID, Warnings: [] } }),
});
const inspect = (name: string): InteractionParts => ({
  target: `/v1.51/containers/${name}-web/json`,
  outcome: aWholeOutcome({ json: { Id: ID, Name: `/${name}-web`, Config: { Labels: { run: name } } } }),
});
const filters = (name: string, form: 'map' | 'list') =>
  encodeURIComponent(JSON.stringify(form === 'map' ? { label: { [`run=${name}`]: true } } : { label: [`run=${name}`] }));
const list = (name: string, form: 'map' | 'list'): InteractionParts => ({
  target: `/v1.51/containers/json?all=1&filters=${filters(name, form)}`,
  outcome: aWholeOutcome({ json: [{ Id: ID, Names: [`/${name}-web`] }] }),
});
const logs = (name: string): InteractionParts => ({ target: `/v1.51/containers/${name}-web/logs?stdout=1` });
const exec = { method: 'POST', target: `/v1.51/exec/${'cd'.repeat(32)}/start`, headers: UPGRADE };

const added = (...more: InteractionParts[]) => someInteractions(volume(FIRST), ...more.map((parts) => ({ ...parts, names })));

it.each([THIRD, LATER, FIRST])('answers requests that were added under another name, in the words of today: %s', async (name) => {
  const test = aPlayer(added(create(LATER), inspect(LATER), list(LATER, 'map')));
  expect(test.ask(volume(name)).body).toBe(`{"Name":"${name}"}\n`);
  await settled();
  const created = test.ask(create(name));
  await settled();
  expect(created.status).toBe(201);
  expect(test.ask(inspect(name)).body).toBe(`{"Id":"${ID}","Name":"/${name}-web","Config":{"Labels":{"run":"${name}"}}}\n`);
  expect(test.ask(list(name, 'list')).body).toBe(`[{"Id":"${ID}","Names":["/${name}-web"]}]\n`);
  expect(test.misses).toEqual([]);
  expect(test.player.summary()).toMatchObject({ used: 4, total: 4 });
});

it('takes two interactions of one request for one after the other, whatever names they were recorded with', async () => {
  const test = aPlayer(added(volume(LATER)));
  for (const _ of [1, 2]) {
    test.ask(volume(THIRD));
    await settled();
  }
  expect(test.player.summary()).toMatchObject({ used: 2, misses: [] });
});

it('says the name of today in what a container printed, cut or not, and takes it on stdin', async () => {
  const printed = aStreamedOutcome({
    chunks: [
      { channel: 'stdout', bytes: `job ${LATER.slice(0, 5)}` },
      { channel: 'stdout', bytes: `${LATER.slice(5)} done\n` },
    ],
  });
  const cat = aHijackedOutcome({
    headers: UPGRADE,
    chunks: [{ from: 'client', bytes: `hi ${LATER}\n` }, CLIENT_FIN, { channel: 'stdout', bytes: `hi ${LATER}\n` }],
  });
  const test = aPlayer(added({ ...logs(LATER), outcome: printed }, { ...exec, outcome: cat }));
  test.ask(volume(THIRD));
  await settled();
  const said = test.ask(logs(THIRD)).body;
  for (const part of [`job ${THIRD.slice(0, 5)}`, `${THIRD.slice(5)} done\n`])
    expect(said).toContain(writeFrame('stdout', Buffer.from(part)).toString('latin1'));
  const asked = test.ask(exec);
  asked.send(`hi ${THIRD}\n`).sendEnd();
  expect(asked.text).toContain(writeFrame('stdout', Buffer.from(`hi ${THIRD}\n`)).toString('latin1'));
  expect(test.misses).toEqual([]);
});

it('says it in what lies in a file, frame by frame', async () => {
  const frames = ['one\n', `two ${LATER}\n`, 'three\n'].map((text) => writeFrame('stdout', Buffer.from(text)));
  const bytes = Buffer.concat(frames);
  const body: FileBody = { encoding: 'file', sha256: 'x', extension: '.bin', offset: 0, bytes: bytes.length };
  const [made, one] = added(logs(LATER)) as [ReturnType<typeof anInteraction>, ReturnType<typeof anInteraction>];
  const run = { seq: 13, from: 'engine', channel: 'stdout', body, sizes: frames.map(({ length }) => length) } as const;
  const outcome = { ...aStreamedOutcome(), kind: 'streamed', chunks: [run] } as typeof one.outcome;
  const large = { ...one, outcome, times: { ...one.times, chunks: [[12, 13, 14]] } };
  const test = new TestPlayer([aCassette({ interactions: [made, large], files: { x: bytes } })]);
  test.ask(volume(THIRD));
  await settled();
  const wanted = ['one\n', `two ${THIRD}\n`, 'three\n'].map((text) => writeFrame('stdout', Buffer.from(text)));
  const asked = test.ask(logs(THIRD));
  expect(wanted.map((frame) => asked.text.includes(frame.toString('latin1')))).toEqual([true, true, true]);
});

it('plays what was added after a rewind, and under its own name where that is asked again', async () => {
  const test = aPlayer(added(inspect(LATER)));
  for (const name of [THIRD, LATER]) {
    test.ask(volume(name));
    await settled();
    expect(test.ask(inspect(name)).body).toContain(`"/${name}-web"`);
    test.player.rewind();
  }
  expect(test.misses).toEqual([]);
});

it('is the very same cassette where nothing was added in other words', () => {
  const cassette = aCassette({ interactions: someInteractions(volume(FIRST)) });
  expect(inFirstWords(cassette)).toBe(cassette);
});

it('leaves what cannot be read to who asks for it', () => {
  const body: FileBody = { encoding: 'file', sha256: 'gone', extension: '.bin', offset: 0, bytes: 9 };
  const broken = anInteraction({ ...volume(LATER), json: undefined, body, names });
  const { names: _, ...own } = broken;
  expect(inFirstWords(aCassette({ interactions: [broken] })).interactions).toEqual([own]);
});

it('gives interactions that the format can hold', () => {
  fc.assert(
    fc.property(anyInteraction, (interaction) => {
      const [said] = inFirstWords(aCassette({ interactions: [interaction] })).interactions;
      expect(parseInteraction(writeInteraction(said as typeof interaction), 'said.json')).toEqual(said);
    }),
  );
});
