/**
 * With TypeScript: `await using` stops the cassette at the end of the block, and throws there what was missed.
 * This file is only type-checked here; Node 20 cannot strip types yet.
 */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { type CassetteOptions, TapedeckError, useCassette } from 'docker-tapedeck';
import { cassetteForSuite, type SuiteCassette, type SuiteHooks } from 'docker-tapedeck/jest';
import { type LoadedCassette, loadCassette } from 'docker-tapedeck/nock';

const options: CassetteOptions = { directory: 'cassettes', mode: 'none', requireAll: true };

test('asks the engine which it is', async () => {
  await using cassette = await useCassette('engine-version', options);
  const answer = await new Promise<string>((resolve, reject) => {
    const asked = request({ socketPath: cassette.socketPath, path: '/version' }, (response) => text(response).then(resolve, reject));
    asked.on('error', reject).end();
  });
  assert.match(answer, /"ApiVersion"/);
});

test('is a TapedeckError', async () => {
  const cassette = await useCassette('engine-version', options);
  await cassette.stop().catch((error: unknown) => assert.equal(error instanceof TapedeckError && error.code, 'TD_MISSES'));
});

test('plays in this process', async () => {
  using cassette: LoadedCassette = await loadCassette('engine-version', { directory: 'cassettes', url: 'http://127.0.0.1:2375' });
  assert.equal(cassette.name, 'engine-version');
});

describe('with the hooks of another runner', () => {
  const hooks: SuiteHooks = { beforeAll: before, afterAll: after, beforeEach, afterEach, expect: { getState: () => ({}) } };
  const cassette: SuiteCassette = cassetteForSuite('engine-version', { ...options, hooks, requireAll: false });

  test('is in use', () => assert.equal(cassette.state, 'playing'));
});
