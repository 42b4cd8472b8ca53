import { expect, it } from '@jest/globals';
import type { Interaction } from '../../../src/cassette/types.ts';
import { Objects } from '../../../src/meaning/objects.ts';
import { aCassette, aWholeOutcome, type InteractionParts, someInteractions } from '../../support/interactions.ts';

const ID = 'ab'.repeat(32);
const CONTAINER = `container ${ID}`;
const create: InteractionParts = {
  method: 'POST',
  target: '/v1.41/containers/create?name=web',
  json: { Image: 'a', Tty: true },
  outcome: aWholeOutcome({ status: 201, json: { Id: ID } }),
};
const exec: InteractionParts = {
  method: 'POST',
  target: '/v1.41/containers/web/exec',
  json: { Cmd: ['a'] },
  outcome: aWholeOutcome({ status: 201, json: { Id: 'e1' } }),
};

function read(...list: InteractionParts[]): { objects: Objects; at: (index: number) => Interaction } {
  const interactions = someInteractions(...list);
  return { objects: new Objects(aCassette({ interactions })), at: (index) => interactions[index] as Interaction };
}

it.each<[string, InteractionParts, readonly string[]]>([
  ['the container that was made', create, [CONTAINER]],
  ['the container of the path, by its name', { target: '/v1.41/containers/web/json' }, [CONTAINER]],
  ['the container of an exec that was made', exec, [CONTAINER, 'exec e1']],
  ['the exec and its container', { method: 'POST', target: '/v1.41/exec/e1/start', json: {} }, ['exec e1', CONTAINER]],
  [
    'the network and the container that joins it',
    { method: 'POST', target: '/v1.41/networks/n1/connect', json: { Container: 'web' } },
    ['network n1', CONTAINER],
  ],
  ['the image that is pulled', { method: 'POST', target: '/v1.41/images/create?fromImage=busybox&tag=test' }, ['image busybox:test']],
  ['an image without a tag', { target: '/v1.41/images/busybox/json' }, ['image busybox:latest']],
  ['both names of an image', { method: 'POST', target: '/v1.41/images/a:1/tag?repo=b&tag=2' }, ['image a:1', 'image b:2']],
  ['the images a build names', { method: 'POST', target: '/v1.41/build?t=a&t=b:1' }, ['image a:latest', 'image b:1']],
  ['nothing, of a list', { target: '/v1.41/containers/json' }, []],
])('tells what a request is about: %s', (_, parts, about) => {
  const { objects, at } = read(create, exec, parts);
  expect(objects.about(at(2))).toEqual(about);
});

it('finds the last lifecycle change before a moment, of these objects alone', () => {
  const start = { method: 'POST', target: '/v1.41/containers/web/start' };
  const stop = { method: 'POST', target: `/v1.41/containers/${ID.slice(0, 12)}/stop` };
  const other = { method: 'POST', target: '/v1.41/containers/db/start' };
  const resize = { method: 'POST', target: '/v1.41/containers/web/resize?h=1&w=1' };
  const { objects, at } = read(create, start, resize, stop, other, exec);
  expect(objects.lastLifecycle([CONTAINER], 25, at(0))).toBe(at(1));
  expect(objects.lastLifecycle([CONTAINER], 99, at(0))).toBe(at(3));
  expect(objects.lastLifecycle([CONTAINER], 99, at(3))).toBe(at(1));
  expect(objects.lastLifecycle([CONTAINER], 10, at(0))).toBeNull();
  expect(objects.lastChange([CONTAINER], 99)).toBe(at(5));
});

it('knows who runs on a terminal, from creates and inspections', () => {
  const attach = { method: 'POST', target: '/v1.41/containers/web/attach' };
  const known = {
    target: '/v1.41/containers/old/json',
    outcome: aWholeOutcome({ json: { Id: 'f'.repeat(64), Name: '/old', Config: { Tty: false } } }),
  };
  const old = { method: 'POST', target: '/v1.41/containers/old/attach' };
  const stranger = { method: 'POST', target: '/v1.41/containers/stranger/attach' };
  const start = { method: 'POST', target: '/v1.41/exec/e1/start', json: {} };
  const { objects, at } = read(create, exec, attach, known, old, stranger, start);
  expect([2, 4, 5, 6].map((index) => objects.hasTerminal(at(index)))).toEqual([true, false, undefined, false]);
});

it('follows a renamed container', () => {
  const rename = { method: 'POST', target: '/v1.41/containers/web/rename?name=www', outcome: aWholeOutcome({ status: 204 }) };
  const { objects, at } = read(create, rename, { target: '/v1.41/containers/www/json' });
  expect(objects.about(at(2))).toEqual([CONTAINER]);
});

it('names what an event names', () => {
  const { objects } = read(create);
  const event = { Type: 'network', Action: 'connect', Actor: { ID: 'n1', Attributes: { container: ID } } };
  expect(objects.namedByEvent(event, 99)).toEqual(['network n1', CONTAINER]);
});
