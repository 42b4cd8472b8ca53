/**
 * With jest and CommonJS. The package is ES modules only: `await import(…)` in a hook gets it, with the same NODE_OPTIONS as
 * the other test.
 */
const { join } = require('node:path');
const Docker = require('dockerode');

let cassette;
beforeAll(async () => {
  const { useCassette } = await import('docker-tapedeck');
  cassette = await useCassette('engine-version', { directory: join(__dirname, 'cassettes') });
});
afterAll(() => cassette.stop());

it('asks the engine which it is', async () => {
  const { Version } = await new Docker({ socketPath: cassette.socketPath }).version();
  expect(Version).toMatch(/^\d+\.\d+\.\d+/);
});
