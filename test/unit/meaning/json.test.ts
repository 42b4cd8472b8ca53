import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Json, parseJson } from '../../../src/cassette/json.ts';
import { jsonKey, meaningfulJson, sortedJson, textOf } from '../../../src/meaning/json.ts';

const meaning = (json: Json) => meaningfulJson(json);

it.each<[string, Json, Json]>([
  ['key order', { Image: 'a', User: 'b' }, { User: 'b', Image: 'a' }],
  [
    'null, zero, false and empty',
    { Image: 'a', Tty: false, Memory: 0, User: '', Cmd: [], HostConfig: {}, Healthcheck: null },
    { Image: 'a' },
  ],
  ['emptiness within', { HostConfig: { LogConfig: { Type: '', Config: {} }, RestartPolicy: { Name: '' } } }, {}],
  ['order of a set', { HostConfig: { CapAdd: ['A', 'B'] } }, { HostConfig: { CapAdd: ['B', 'A'] } }],
  ['order of the environment', { Env: ['A=1', 'B=2'] }, { Env: ['B=2', 'A=1'] }],
  ['an unset swappiness', { HostConfig: { MemorySwappiness: -1 } }, { HostConfig: { MemorySwappiness: null } }],
  ['the size of the terminal', { HostConfig: { ConsoleSize: [30, 90] } }, { HostConfig: { ConsoleSize: [0, 0] } }],
  [
    'how an empty entry is written',
    { NetworkingConfig: { EndpointsConfig: { net: null } } },
    { NetworkingConfig: { EndpointsConfig: { net: {} } } },
  ],
  [
    'an endpoint that says nothing of the network of the network mode',
    {
      Image: 'a',
      HostConfig: { NetworkMode: 'net' },
      NetworkingConfig: { EndpointsConfig: { net: { IPAMConfig: null, MacAddress: '' }, b: {} } },
    },
    { Image: 'a', HostConfig: { NetworkMode: 'net' }, NetworkingConfig: { EndpointsConfig: { b: {} } } },
  ],
  ['one of the default network', { Image: 'a', NetworkingConfig: { EndpointsConfig: { default: {} } } }, { Image: 'a' }],
])('does not count %s', (_, one, other) => {
  expect(meaning(one)).toEqual(meaning(other));
});

it.each<[string, Json, Json]>([
  ['a pointer to zero', { HostConfig: { Init: false } }, { HostConfig: {} }],
  ['an entrypoint that was emptied', { Entrypoint: [] }, { Entrypoint: null }],
  ['an exposed port', { ExposedPorts: { '80/tcp': {} } }, { ExposedPorts: {} }],
  ['a label without a value', { Labels: { a: '' } }, {}],
  ['order of arguments', { Cmd: ['a', 'b'] }, { Cmd: ['b', 'a'] }],
  ['an endpoint on another network', { NetworkingConfig: { EndpointsConfig: { net: {} } } }, {}],
  [
    'what is said of an endpoint',
    { HostConfig: { NetworkMode: 'net' }, NetworkingConfig: { EndpointsConfig: { net: { Aliases: ['a'] } } } },
    { HostConfig: { NetworkMode: 'net' } },
  ],
  ['an empty argument', { Cmd: ['echo', ''] }, { Cmd: ['echo'] }],
  ['which of two values of a variable is last', { Env: ['A=1', 'A=2'] }, { Env: ['A=2', 'A=1'] }],
  ['long numbers', parseJson('{"Memory":9007199254740993}'), parseJson('{"Memory":9007199254740992}')],
])('counts %s', (_, one, other) => {
  expect(textOf(meaning(one) ?? null)).not.toBe(textOf(meaning(other) ?? null));
});

it('leaves nothing of a document that says nothing', () => {
  expect(meaning({ Detach: false, Tty: false })).toBeUndefined();
  expect(meaning(null)).toBeUndefined();
});

it('gives equal documents one key however their keys are ordered', () => {
  const document = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(document, (object) => {
      const turned = Object.fromEntries(Object.entries(object).reverse());
      expect(jsonKey(sortedJson(turned as Json))).toBe(jsonKey(sortedJson(object as Json)));
    }),
  );
});

it('changes nothing in what is already meaning', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const once = meaning(json as Json);
      if (once !== undefined) expect(meaning(once)).toEqual(once);
    }),
  );
});
