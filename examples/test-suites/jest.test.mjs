/**
 * With jest and ES modules. Run: NODE_OPTIONS=--experimental-vm-modules npx jest
 * Record again, with an engine: TAPEDECK_MODE=all before it.
 */
import { cassetteForEachTest } from 'docker-tapedeck/jest';
import Docker from 'dockerode';
import { greet } from './greet.mjs';

describe('greet', () => {
  // Named after this file and each test: cassettes/jest.test.mjs/greet-says-hello and …/greet-fails-without-a-name.
  const cassette = cassetteForEachTest({ directory: new URL('cassettes', import.meta.url).pathname });

  it('says hello', async () => {
    const docker = new Docker({ socketPath: cassette.socketPath });
    expect(await greet(docker, 'world')).toEqual({ said: 'hello world\n', exitCode: 0 });
  });

  it('fails without a name', async () => {
    const docker = new Docker({ socketPath: cassette.socketPath });
    expect(await greet(docker, '')).toEqual({ said: '', exitCode: 3 });
  });
});
