import { expect, it } from '@jest/globals';
import { diagnose } from '../../../src/cli/doctor.ts';
import { doctorText } from '../../../src/cli/doctor-text.ts';
import type { Answer } from '../../../src/cli/engine.ts';
import { TapedeckError } from '../../../src/errors.ts';
import { NO_COLOURS } from '../../../src/report/colours.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { anInfo } from '../../support/interactions.ts';
import { aWorld } from '../../support/world.ts';

removeDirectories();

const docker = async (): Promise<Answer> => {
  const { engine } = anInfo();
  return engine === null ? { kind: 'no-version', detail: '' } : { kind: 'engine', info: engine };
};
const away = async (): Promise<Answer> => ({ kind: 'unreachable', error: new TapedeckError('TD_UPSTREAM_UNREACHABLE', 'nobody there') });

it('says which engine would be used and why the others would not', async () => {
  const world = aWorld({ cwd: aDirectory({ 'cassettes/a/cassette.json': '' }), env: { DOCKER_HOST: 'unix:///a.sock', PATH: '' } });
  const text = doctorText(await diagnose(undefined, world, docker), NO_COLOURS);
  expect(text).toContain('  ok    engine      Docker 20.10.24 on linux/amd64, API 1.12 to 1.41\n');
  expect(text).toContain('  ok    cassettes   1 in cassettes/\n');
  expect(text).toContain('  ok    docker CLI  none in PATH; any other client will do\n');
  expect(text).toContain(
    '    --upstream  not given\n  → DOCKER_HOST  unix:///a.sock: set, Docker 20.10.24 on linux/amd64, API 1.12 to 1.41\n',
  );
});

it('finds the docker CLI in PATH', async () => {
  const { checks } = await diagnose('unix:///a.sock', aWorld({ env: { PATH: '/nonexistent:/bin' } }), docker);
  expect(checks.find((check) => check.name === 'docker CLI')?.message).toMatch(/docker$|none in PATH/);
});

it('calls it bad where no engine answers, or the one that counts cannot be used', async () => {
  const verdict = async (env: Record<string, string>) =>
    (await diagnose(undefined, aWorld({ env, cwd: aDirectory() }), away)).checks.find((check) => check.name === 'engine');
  expect(await verdict({ DOCKER_HOST: 'unix:///a.sock' })).toEqual({ name: 'engine', verdict: 'bad', message: 'nobody there' });
  expect(await verdict({ DOCKER_HOST: 'ssh://host' })).toMatchObject({ verdict: 'bad', message: expect.stringMatching(/ssh/) });
});

it('warns of a context that leads clients away, and of an engine newer than all schemas', async () => {
  const info = { ...anInfo().engine, apiVersion: '1.99' } as NonNullable<ReturnType<typeof anInfo>['engine']>;
  const world = aWorld({ env: { DOCKER_HOST: 'unix:///a.sock', DOCKER_CONTEXT: 'cloud' } });
  const { checks } = await diagnose(undefined, world, async () => ({ kind: 'engine', info }));
  expect(checks.find((check) => check.name === 'context')).toMatchObject({
    verdict: 'warning',
    message: expect.stringMatching(/"cloud" \(DOCKER_CONTEXT\)/),
  });
  expect(checks.find((check) => check.name === 'schemas')).toMatchObject({
    verdict: 'warning',
    message: expect.stringMatching(/engine speaks 1\.99/),
  });
});
