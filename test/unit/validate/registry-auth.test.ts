import { expect, it } from '@jest/globals';
import { registryAuthFault, registryConfigFault } from '../../../src/validate/registry-auth.ts';

const written = (data: unknown, alphabet: 'base64' | 'base64url' = 'base64url') =>
  Buffer.from(typeof data === 'string' ? data : JSON.stringify(data)).toString(alphabet);

const LOGIN = { username: 'janedoe', password: 'hunter2?>~', email: 'j@example.com', serveraddress: 'registry.example.com' };

it.each([
  ['', 'nothing'],
  ['e30=', '{} with padding'],
  ['e30', '{} without'],
  ['bnVsbA==', 'null'],
  ['{redacted:X-Registry-Auth}', 'what was redacted'],
  [written(LOGIN), 'a login'],
  [written(LOGIN, 'base64'), 'a login in the other alphabet, padded'],
  [written({ identitytoken: 'x' }), 'a token'],
  [written({ IdentityToken: 'x', Username: '', Email: null }), 'names in other cases, and null'],
  [written({ registrytoken: 'x' }), 'a bearer token'],
  [written({ auth: 'eDp5', credsStore: 'desktop' }), 'an entry of a config file'],
])('takes %s for X-Registry-Auth: %s', (value) => {
  expect(registryAuthFault(value)).toBeNull();
});

it.each([
  ['not base64!', 'is no base64'],
  [written('moon'), 'holds no JSON'],
  [written([LOGIN]), 'holds JSON that is no object'],
  [written('"x"'), 'holds JSON that is no object'],
  [written({ ...LOGIN, password: 3 }), 'has a field password that is no string'],
  [written({ user: 'x' }), 'has none of the fields of credentials'],
])('says what %s is not', (value, fault) => {
  expect(registryAuthFault(value)).toBe(fault);
});

it('reads X-Registry-Config as a map of registries', () => {
  expect(registryConfigFault(written({ 'docker.example.com': LOGIN, 'https://index.docker.io/v1/': {} }))).toBeNull();
  expect(registryConfigFault(written({ configs: { 'docker.example.com': LOGIN } }))).toBeNull();
  expect(registryConfigFault(written({}))).toBeNull();
  expect(registryConfigFault(written({ 'docker.example.com': 'hunter2' }))).toBe('holds what are no credentials (of one registry)');
  expect(registryConfigFault(written(LOGIN))).toBe('holds what are no credentials (of one registry)');
});

it('never says what is in there', () => {
  for (const data of ['hunter2', { password: { hunter2: 'hunter2' } }, { hunter2: 'hunter2' }, ['hunter2']]) {
    expect(`${registryAuthFault(written(data))} ${registryConfigFault(written(data))}`).not.toContain('hunter2');
  }
});
