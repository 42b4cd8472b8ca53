/** With nock, in the same process: no socket, no server. Run: node --test nock.test.mjs */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCassette } from 'docker-tapedeck/nock';
import Docker from 'dockerode';
import { greet } from './greet.mjs';

const directory = new URL('cassettes', import.meta.url).pathname;
const docker = new Docker({ socketPath: '/var/run/docker.sock' });

test('greets by name', async (t) => {
  const cassette = await loadCassette('greets-by-name', { directory });
  t.after(() => cassette.stop());
  assert.deepEqual(await greet(docker, 'world'), { said: 'hello world\n', exitCode: 0 });
});

test('has no answer to what needs an upgrade, and fails where that was asked for', async () => {
  const cassette = await loadCassette('greets-by-name', { directory });
  const attached = docker.getContainer('any').attach({ stream: true, stdin: true, hijack: true });
  await assert.rejects(attached, /asks for an upgrade .* which nock cannot give/);
  assert.throws(() => cassette.stop(), { code: 'TD_MISSES' });
});
