import { expect, it } from '@jest/globals';
import { liveRequest } from '../../../../src/verify/drive/live-request.ts';
import { SessionTimes } from '../../../../src/verify/drive/session-times.ts';
import { Identities } from '../../../../src/verify/identities.ts';
import { aRequest } from '../../../support/interactions.ts';

const RECORDED = 'a'.repeat(64);
const LIVE = 'b'.repeat(64);

function words(api: `${number}.${number}` | null = null) {
  const identities = new Identities();
  identities.bind('id', RECORDED, LIVE);
  return { identities, times: new SessionTimes('1970-01-01T00:00:00.000Z'), api };
}

it('gives the very same request where nothing in it changes', () => {
  const request = aRequest({ target: '/v1.41/containers/web/json', json: { a: 1 } });
  expect(liveRequest(request, words())).toBe(request);
});

it('says live ids in path, query and JSON, keys as well', () => {
  const filters = encodeURIComponent(JSON.stringify({ id: [RECORDED] }));
  const request = aRequest({
    target: `/v1.41/containers/${RECORDED}/json?filters=${filters}`,
    json: { [RECORDED]: { Container: RECORDED } },
  });
  const live = liveRequest(request, words());
  expect(live.target).toBe(`/v1.41/containers/${LIVE}/json?filters=${encodeURIComponent(JSON.stringify({ id: [LIVE] }))}`);
  expect(live.body).toMatchObject({ data: { [LIVE]: { Container: LIVE } } });
});

it('leaves archives alone', () => {
  const request = aRequest({ method: 'PUT', target: '/v1.41/containers/web/archive?path=/', body: Buffer.from(`\0${RECORDED}`) });
  expect(liveRequest(request, words()).body).toBe(request.body);
});

it('asks for another version, and for none where none was asked for', () => {
  expect(liveRequest(aRequest({ target: '/v1.41/info' }), words('1.44')).target).toBe('/v1.44/info');
  expect(liveRequest(aRequest({ target: '/_ping' }), words('1.44')).target).toBe('/_ping');
});

it("says the new name of a BuildKit session in its request's headers", () => {
  const parts = words();
  parts.identities.bind('name', 'oldsession1234', 'newsession5678');
  const live = liveRequest(
    aRequest({ method: 'POST', target: '/session', headers: [['X-Docker-Expose-Session-Uuid', 'oldsession1234']] }),
    parts,
  );
  expect(live.headers).toEqual([['X-Docker-Expose-Session-Uuid', 'newsession5678']]);
});
