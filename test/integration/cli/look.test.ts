import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { startSmallEngine } from '../../support/small-engine.ts';
import { aClient, startTapedeck, tapedeck } from '../../support/tapedeck.ts';

removeDirectories();

const engine = await startSmallEngine();
const env = { DOCKER_HOST: engine.url };
const cwd = aDirectory();
const run = (...words: string[]) => tapedeck(words, { cwd, env });

beforeAll(async () => {
  await run('record', 'hello', '--', ...aClient(['/_ping', '/v1.51/containers/json']));
});

it('lists cassettes, as text and as JSON', async () => {
  const text = await run('list');
  expect(text.exitCode).toBe(0);
  expect(text.stdout).toMatch(/^CASSETTE +INTERACTIONS +API +ENGINE[^\n]*\nhello +2 +1\.51 +Docker 28\.5\.2 .* yes\n$/);
  const json = await run('list', '--format', 'json');
  expect(JSON.parse(json.stdout)).toEqual([
    expect.objectContaining({ name: 'hello', interactions: 2, apiVersion: '1.51', complete: true }),
  ]);
});

it('lists only cassettes that hold the operation asked for', async () => {
  expect((await run('list', '--operation', 'containerlist')).stdout).toMatch(/^hello /m);
  expect((await run('list', '--operation', 'ImageBuild')).stdout).toBe('');
});

it('says which operations look like one that does not exist', async () => {
  const { exitCode, stderr } = await run('list', '--operation', 'ContainerCreat');
  expect([exitCode, stderr]).toEqual([2, 'tapedeck: --operation ContainerCreat: there is no such operation\n  Perhaps ContainerCreate.\n']);
});

it('shows a session, and one interaction in full', async () => {
  const session = await run('show', 'hello');
  expect(session.stdout).toMatch(
    /^hello {2}2 interactions\n[\s\S]*\nID +TIME[\s\S]* 1 .*ContainerList +GET \/v1\.51\/containers\/json +200 +3 B +finished\n$/,
  );
  const one = await run('show', 'hello', '1');
  expect(one.stdout).toMatch(/^#1 ContainerList[\s\S]*GET \/v1\.51\/containers\/json HTTP\/1\.1\nHost: docker\n/);
});

it('shows interactions to programs: rows of the session, or the file of one', async () => {
  const session = JSON.parse((await run('show', 'hello', '--format', 'json', '--operation', 'SystemPing')).stdout);
  expect(session).toMatchObject({ name: 'hello', interactions: [{ id: 0, operation: 'SystemPing', status: 200, kind: 'whole' }] });
  const file = readFileSync(join(cwd, 'cassettes/hello/000001-ContainerList.json'), 'utf8');
  expect((await run('show', 'hello', '1', '--format', 'json')).stdout).toBe(file);
});

it('colours nothing but a terminal, unless FORCE_COLOR says so and NO_COLOR does not', async () => {
  expect((await run('show', 'hello')).stdout).not.toContain('\u001b[');
  expect((await tapedeck(['show', 'hello'], { cwd, env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[36mSystemPing');
  expect((await tapedeck(['show', 'hello'], { cwd, env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain('\u001b[');
});

it('says what there is where a cassette or an interaction is not there', async () => {
  expect(await run('show', 'nope')).toMatchObject({
    exitCode: 3,
    stderr: expect.stringMatching(/^tapedeck: there is no cassette nope[\s\S]*hello/),
  });
  expect(await run('show', 'hello', '9')).toMatchObject({
    exitCode: 2,
    stderr: 'tapedeck: hello has no interaction 9\n  Its last is 1.\n',
  });
});

it('follows a recording until it ends', async () => {
  const server = startTapedeck(['record', 'live', '--listen', `unix://${join(cwd, 'live.sock')}`], { cwd, env });
  await server.said('listening on');
  const follower = startTapedeck(['show', 'live', '--follow'], { cwd });
  await follower.said('being recorded');
  await tapedeck(['record', 'other', '--upstream', `unix://${join(cwd, 'live.sock')}`, '--', ...aClient(['/_ping'])], { cwd });
  await follower.said('SystemPing');
  server.process.kill('SIGTERM');
  expect((await server.ended).exitCode).toBe(0);
  const { exitCode, stdout } = await follower.ended;
  expect(exitCode).toBe(0);
  expect(stdout.match(/^ +\d+ /gm)?.map(Number)).toEqual([0, 1]);
});

it('validates: 0 for a clean cassette, 1 for errors, and with --strict for warnings', async () => {
  expect(await run('validate', 'hello')).toMatchObject({
    exitCode: 0,
    stdout: 'no findings in 2 interactions of 1 cassette, checked against API 1.51\n',
  });
  await run('record', 'odd', '--', ...aClient(['/v1.51/containers/json?colour=red']));
  expect((await run('validate', 'odd')).exitCode).toBe(0);
  expect((await run('validate', 'odd', '--strict')).exitCode).toBe(1);
  expect((await run('validate', 'odd', '--strict', '--operation', 'SystemPing')).exitCode).toBe(0);
  const path = join(cwd, 'cassettes/odd/000000-ContainerList.json');
  const edited = JSON.parse(readFileSync(path, 'utf8'));
  edited.outcome.body.data = [{ Id: 7 }];
  writeFileSync(path, JSON.stringify(edited));
  const wrong = await run('validate', 'odd', '--format', 'json', '--output', 'findings.json');
  expect([wrong.exitCode, wrong.stdout]).toEqual([1, '']);
  const { findings } = JSON.parse(readFileSync(join(cwd, 'findings.json'), 'utf8'));
  expect(findings).toEqual(expect.arrayContaining([expect.objectContaining({ severity: 'error', pointer: '/outcome/body/data/0/Id' })]));
  expect((await run('show', 'odd', '0')).stdout).toContain('edited: answer: the chunk sizes come to 3 bytes, the body has 11');
});

it('says 2 for an API version that is not known', async () => {
  expect(await run('validate', 'hello', '--api', '1.99')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/1\.99 is not known/),
  });
});

it('tells the doctor which engine would be used, and why', async () => {
  const { exitCode, stdout } = await run('doctor', '--format', 'json');
  const { upstream, checks } = JSON.parse(stdout);
  expect(exitCode).toBe(0);
  expect(upstream[1]).toEqual({
    source: 'DOCKER_HOST',
    url: engine.url,
    result: 'set',
    chosen: true,
    answer: 'Docker 28.5.2 on linux/amd64, API 1.24 to 1.51',
  });
  expect(checks.map((check: { name: string }) => check.name)).toEqual(['node', 'engine', 'schemas', 'cassettes', 'docker CLI', 'context']);
  const away = await tapedeck(['doctor'], { cwd, env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' } });
  expect([away.exitCode, away.stdout]).toEqual([3, expect.stringMatching(/BAD {3}engine +no engine at unix:\/\/\/nonexistent/)]);
});
