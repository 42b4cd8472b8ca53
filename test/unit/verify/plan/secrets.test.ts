/** Secrets come from the environment, each by a name of its own, and go into the request alone. */
import { expect, it } from '@jest/globals';
import { findOperation } from '../../../../src/docker/operations.ts';
import { lackingSecret, withSecrets } from '../../../../src/verify/plan/secrets.ts';
import { aRequest, type RequestParts, someFiles } from '../../../support/interactions.ts';

const matchOf = ({ method, target }: { method: string; target: string }) => findOperation(method, target);

function filled(parts: RequestParts, values: Readonly<Record<string, string>>) {
  const request = aRequest(parts);
  const secrets = (name: string) => values[name];
  return {
    lacking: lackingSecret(request, matchOf(request), someFiles(), secrets),
    request: withSecrets(request, matchOf(request), someFiles(), secrets),
  };
}

it.each([
  ['as JSON', '{"username":"a?>"}'],
  ['in base64', Buffer.from('{"username":"a?>"}').toString('base64url')],
])('takes registry credentials %s', (_, value) => {
  const headers = [['X-Registry-Auth', '{redacted:X-Registry-Auth}']] as const;
  const { lacking, request } = filled(
    { method: 'POST', target: '/images/create?fromImage=app', headers },
    { TAPEDECK_REGISTRY_AUTH: value },
  );
  expect(lacking).toBeNull();
  expect(request.headers).toEqual([['X-Registry-Auth', Buffer.from('{"username":"a?>"}').toString('base64url')]]);
});

it('fills in the password of a login', () => {
  const json = { username: 'a', password: '{redacted:password}', serveraddress: 'r' };
  const { request } = filled({ method: 'POST', target: '/auth', json }, { TAPEDECK_REGISTRY_PASSWORD: 'x' });
  expect(request.body).toMatchObject({ data: { username: 'a', password: 'x', serveraddress: 'r' } });
});

it('fills in the data of a secret as engines want it', () => {
  const json = { Name: 'db-password', Data: '{redacted:Data}' };
  const { request } = filled({ method: 'POST', target: '/secrets/create', json }, { TAPEDECK_SECRET_DB_PASSWORD: 'x' });
  expect(request.body).toMatchObject({ data: { Name: 'db-password', Data: Buffer.from('x').toString('base64') } });
});

it.each([
  [
    { method: 'POST', target: '/auth', json: { password: '{redacted:password}' } },
    { place: 'password', variable: 'TAPEDECK_REGISTRY_PASSWORD' },
  ],
  [
    { method: 'POST', target: '/auth', json: { identitytoken: '{redacted:identitytoken}' } },
    { place: 'identitytoken', variable: 'TAPEDECK_REGISTRY_IDENTITY_TOKEN' },
  ],
  [
    { method: 'POST', target: '/auth', body: '{redacted:auth-body}' },
    { place: 'auth-body', variable: 'TAPEDECK_REGISTRY_LOGIN' },
  ],
  [
    { target: '/info', headers: [['Authorization', '{redacted:Authorization}']] as const },
    { place: 'Authorization', variable: 'TAPEDECK_AUTHORIZATION' },
  ],
  [
    { method: 'POST', target: '/secrets/create', json: { Name: 'db', Data: '{redacted:Data}' } },
    { place: 'Data', variable: 'TAPEDECK_SECRET_DB' },
  ],
  [
    { method: 'POST', target: '/configs/create', json: { Name: 'db', Data: '{redacted:Data}' } },
    { place: 'Data', variable: 'TAPEDECK_CONFIG_DB' },
  ],
  [
    { method: 'POST', target: '/containers/create', json: { Env: ['A=b', '{redacted:API key}'] } },
    { place: 'API key', variable: 'TAPEDECK_SECRET_API_KEY' },
  ],
])('says which variable would hold what was blanked: %j', (parts, lacking) => {
  expect(filled(parts, {}).lacking).toEqual(lacking);
});

it('leaves a request without secrets as it is', () => {
  const request = aRequest({ method: 'POST', target: '/containers/create', json: { Image: 'a' } });
  expect(withSecrets(request, matchOf(request), someFiles(), () => 'x')).toBe(request);
});
