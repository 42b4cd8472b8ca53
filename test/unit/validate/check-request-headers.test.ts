import { expect, it } from '@jest/globals';
import type { RawHeaders } from '../../../src/cassette/types.ts';
import { findingsOf } from '../../support/findings.ts';
import { aCassette, anInteraction, aWholeOutcome } from '../../support/interactions.ts';

async function asked(target: string, headers: RawHeaders, method = 'POST') {
  const interaction = anInteraction({ method, target, headers, outcome: aWholeOutcome({ status: 500, json: { message: 'x' } }) });
  const findings = await findingsOf(aCassette({ interactions: [interaction] }));
  return findings.filter((one) => one.party === 'client').map((one) => `${one.code} ${one.pointer} ${one.schemaPointer}`);
}

const PUSH = '/v1.41/images/x/push';

it('wants the credentials that a push requires, were they empty', async () => {
  expect(await asked(PUSH, [['X-Registry-Auth', 'e30=']])).toEqual([]);
  expect(await asked(PUSH, [['x-registry-auth', '']])).toEqual([]);
  expect(await asked(PUSH, [])).toEqual(['request-header-missing /request/headers /operations/ImagePush/header/X-Registry-Auth']);
  expect(await asked('/v1.41/images/create?fromImage=x', [])).toEqual([]);
});

it('decodes credentials in whatever request they stand', async () => {
  const bad = 'eyJwYXNzd29yZCI6M30=';
  expect(await asked('/v1.41/build', [['X-Registry-Config', bad]])).toEqual([
    'request-header /request/headers/0 /operations/ImageBuild/header/X-Registry-Config',
  ]);
  expect(await asked('/v1.41/images/search?term=x', [['X-Registry-Auth', bad]], 'GET')).toEqual(['request-header /request/headers/0 ']);
});

it('says nothing of headers that nobody described', async () => {
  expect(
    await asked(
      '/v1.41/info',
      [
        ['X-Moon', 'full'],
        ['Traceparent', '00-ab'],
      ],
      'GET',
    ),
  ).toEqual([]);
});
