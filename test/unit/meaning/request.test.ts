import { expect, it } from '@jest/globals';
import { headKey, readHead } from '../../../src/meaning/request.ts';
import { aRequest } from '../../support/interactions.ts';

const key = (method: string, target: string, headers: [string, string][] = [], anyVersion = false) =>
  headKey(readHead(aRequest({ method, target, headers })), { anyVersion });

it('gives one key to requests that ask the same', () => {
  expect(key('GET', '/v1.41/containers/json?all=1')).toBe(key('GET', '/v1.41/containers/json?limit=0&all=true'));
  expect(key('GET', '/v1.41/images/a%2Fb/json')).toBe(key('GET', '/v1.41/images/a/b/json'));
  expect(
    key('GET', '/_ping', [
      ['User-Agent', 'a'],
      ['traceparent', 'x'],
    ]),
  ).toBe(key('GET', '/_ping'));
  expect(key('GET', '/strange?b=1&a=2')).toBe(key('GET', '/strange?a=2&b=1'));
});

it('tells method, path, parameters and query apart', () => {
  const keys = [
    key('GET', '/_ping'),
    key('HEAD', '/_ping'),
    key('GET', '/v1.41/containers/a/json'),
    key('GET', '/v1.41/containers/b/json'),
    key('GET', '/v1.41/containers/a/json?size=1'),
    key('GET', '/v1.41/strange'),
    key('GET', '/v1.41/stranger'),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

it('counts the version prefix unless told otherwise', () => {
  const [one, other, none] = ['/v1.41/info', '/v1.45/info', '/info'];
  expect(key('GET', one)).not.toBe(key('GET', other));
  expect(key('GET', one)).not.toBe(key('GET', none));
  expect(key('GET', one, [], true)).toBe(key('GET', other, [], true));
  expect(key('GET', one, [], true)).toBe(key('GET', none, [], true));
});

it('counts whether an upgrade was asked for', () => {
  const upgrade: [string, string][] = [
    ['connection', 'keep-alive, Upgrade'],
    ['upgrade', 'TCP'],
  ];
  expect(key('POST', '/exec/a/start', upgrade)).not.toBe(key('POST', '/exec/a/start'));
  expect(readHead(aRequest({ headers: upgrade })).upgrade).toBe('tcp');
  expect(readHead(aRequest({ headers: [['Upgrade', 'tcp']] })).upgrade).toBe('');
});

it.each([
  ['e30=', false],
  ['', false],
  ['{redacted:X-Registry-Auth}', true],
  ['eyJ1c2VybmFtZSI6ImEifQ==', true],
])('sees whether X-Registry-Auth %j holds credentials: %s', (value, expected) => {
  expect(readHead(aRequest({ headers: [['x-registry-auth', value]] })).credentials).toBe(expected);
});
