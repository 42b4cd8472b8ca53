/**
 * With node:test. Run: node --test node-test.test.mjs
 * Record again, with an engine: TAPEDECK_MODE=all node --test node-test.test.mjs
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useCassette } from 'docker-tapedeck';
import Docker from 'dockerode';
import { greet } from './greet.mjs';

test('greets by name', async (t) => {
  const cassette = await useCassette('greets-by-name', { directory: new URL('cassettes', import.meta.url).pathname });
  t.after(() => cassette.stop());
  const docker = new Docker({ socketPath: cassette.socketPath });
  assert.deepEqual(await greet(docker, 'world'), { said: 'hello world\n', exitCode: 0 });
});

test('fails where a request was not recorded', async () => {
  const directory = new URL('cassettes', import.meta.url).pathname;
  const cassette = await useCassette('greets-by-name', { directory, mode: 'none' });
  const docker = new Docker({ socketPath: cassette.socketPath });
  await assert.rejects(greet(docker, 'moon'), /Env\/NAME is "moon", recorded "world"/);
  await assert.rejects(cassette.stop(), { code: 'TD_MISSES' });
});
