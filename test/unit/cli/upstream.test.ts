import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { chooseUpstream, currentContext, upstreamCandidates } from '../../../src/cli/upstream.ts';
import { TapedeckError } from '../../../src/errors.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';

removeDirectories();

const digest = (name: string) => createHash('sha256').update(name).digest('hex');
const metaFile = (name: string) => `.docker/contexts/meta/${digest(name)}/meta.json`;
const meta = (name: string, host: string) =>
  JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } });

/** Candidates that say something about this machine's own sockets are left to the order test. */
function choose(flag: string | undefined, env: Record<string, string>, home = '/nowhere') {
  return chooseUpstream(upstreamCandidates(flag, { env, home, platform: 'linux' }));
}

function errorOf(run: () => unknown): TapedeckError {
  try {
    run();
  } catch (error) {
    if (error instanceof TapedeckError) return error;
    throw error;
  }
  throw new Error('it did not throw');
}

it('takes --upstream before DOCKER_HOST', () => {
  expect(choose('unix:///a.sock', { DOCKER_HOST: 'unix:///b.sock' })).toEqual({
    endpoint: { kind: 'unix', path: '/a.sock' },
    url: 'unix:///a.sock',
    source: '--upstream',
  });
});

it('takes DOCKER_HOST before a context', () => {
  expect(choose(undefined, { DOCKER_HOST: 'tcp://127.0.0.1:2375', DOCKER_CONTEXT: 'desktop' }).source).toBe('DOCKER_HOST');
});

it('counts an empty DOCKER_HOST as none', () => {
  const [, dockerHost] = upstreamCandidates(undefined, { env: { DOCKER_HOST: '' }, home: '/nowhere', platform: 'linux' });
  expect(dockerHost).toMatchObject({ source: 'DOCKER_HOST', url: null, result: 'not set' });
});

it('reads the current context from the config file, and its socket from its metadata', () => {
  const home = aDirectory({
    '.docker/config.json': JSON.stringify({ currentContext: 'desktop' }),
    [metaFile('desktop')]: meta('desktop', 'unix:///home/me/.docker/run/docker.sock'),
  });
  expect(choose(undefined, {}, home)).toMatchObject({ url: 'unix:///home/me/.docker/run/docker.sock', source: 'docker context "desktop"' });
});

it('takes DOCKER_CONTEXT before the current context, and DOCKER_CONFIG before ~/.docker', () => {
  const home = aDirectory({
    '.docker/config.json': JSON.stringify({ currentContext: 'desktop' }),
    [metaFile('other').replace('.docker', 'elsewhere')]: meta('other', 'unix:///other.sock'),
  });
  expect(choose(undefined, { DOCKER_CONTEXT: 'other', DOCKER_CONFIG: join(home, 'elsewhere') }, home).url).toBe('unix:///other.sock');
});

it('goes on to the sockets for the context "default"', () => {
  expect(currentContext({ env: { DOCKER_CONTEXT: 'default' }, home: '/nowhere', platform: 'linux' })).toBeNull();
});

it('refuses a context that does not exist instead of going to another engine', () => {
  const error = errorOf(() => choose(undefined, { DOCKER_CONTEXT: 'gone' }));
  expect([error.code, error.message]).toEqual(['TD_UPSTREAM_UNREACHABLE', 'docker context "gone" (DOCKER_CONTEXT) does not exist']);
});

it('refuses TLS, which it cannot speak, wherever it is asked for', () => {
  const home = aDirectory({
    '.docker/config.json': JSON.stringify({ currentContext: 'cloud' }),
    [metaFile('cloud')]: meta('cloud', 'tcp://cloud:2376'),
    [`.docker/contexts/tls/${digest('cloud')}/docker/ca.pem`]: '',
  });
  expect(errorOf(() => choose(undefined, {}, home)).message).toBe(
    'docker context "cloud" is tcp://cloud:2376 with TLS, which tapedeck cannot speak yet',
  );
  expect(errorOf(() => choose(undefined, { DOCKER_HOST: 'tcp://h:2376', DOCKER_TLS_VERIFY: '1' })).message).toMatch(/with TLS/);
});

it('takes the TLS variables to be about TCP only', () => {
  expect(choose(undefined, { DOCKER_HOST: 'unix:///a.sock', DOCKER_TLS_VERIFY: '1' }).url).toBe('unix:///a.sock');
});

it('says of an ssh URL where it was found and what works instead', () => {
  const error = errorOf(() => choose(undefined, { DOCKER_HOST: 'ssh://me@host' }));
  expect(error.message).toMatch(/^DOCKER_HOST: .*ssh/);
  expect(error.hint).toMatch(/unix:\/\//);
});

it('finds the rootless socket, and names every place in order', async () => {
  const directory = aDirectory();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(directory, 'docker.sock'), resolve));
  const candidates = upstreamCandidates(undefined, { env: { XDG_RUNTIME_DIR: directory }, home: '/nowhere', platform: 'linux' });
  await new Promise((resolve) => server.close(resolve));
  expect(candidates.map((candidate) => candidate.source)).toEqual([
    '--upstream',
    'DOCKER_HOST',
    'docker context',
    'default socket',
    'rootless socket',
    'Docker Desktop socket',
  ]);
  expect(candidates[4]).toEqual({
    source: 'rootless socket',
    url: `unix://${directory}/docker.sock`,
    result: 'there is a socket',
    error: null,
  });
});

it('says so where there is no engine at all', () => {
  const none = [{ source: 'DOCKER_HOST', url: null, result: 'not set', error: null }];
  expect(errorOf(() => chooseUpstream(none)).code).toBe('TD_UPSTREAM_UNREACHABLE');
});
