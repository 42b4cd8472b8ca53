import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parseEndpoint } from '../../../src/docker/endpoint.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { dialRaw } from '../../support/raw-peer.ts';
import { startSmallEngine } from '../../support/small-engine.ts';
import { aClient, startTapedeck, tapedeck } from '../../support/tapedeck.ts';

removeDirectories();

const engine = await startSmallEngine();
const env = { DOCKER_HOST: engine.url };
const LIST = '/v1.51/containers/json';
const BROKEN = `${LIST}?all=maybe`;
const FINDING = `error: GET ${LIST}: The query's all is "maybe", which is no boolean. (query-type, API 1.51)\n`;

it('passes everything on, and says at the end how much it was', async () => {
  const run = await tapedeck(['proxy', '--', ...aClient(['/_ping', LIST], 7)], { cwd: aDirectory(), env });
  expect(run).toEqual({ exitCode: 7, stdout: 'OK[]\n', stderr: 'passed 2 requests on, 0 errors, 0 warnings\n' });
});

it('says what is wrong as it comes, once, and ends with 1 where the COMMAND ended with 0', async () => {
  const run = await tapedeck(['proxy', '--', ...aClient([BROKEN, BROKEN])], { cwd: aDirectory(), env });
  expect(run).toEqual({
    exitCode: 1,
    stdout: '[]\n[]\n',
    stderr: `${FINDING}2 times ${FINDING}passed 2 requests on, 2 errors, 0 warnings\n`,
  });
});

it('holds all against one version where that is asked for', async () => {
  const run = await tapedeck(['proxy', '--api', '1.30', '--', ...aClient([BROKEN])], { cwd: aDirectory(), env });
  expect(run.stderr).toContain('(query-type, API 1.30)');
  expect((await tapedeck(['proxy', '--api', '7.1', '--', 'true'], { cwd: aDirectory(), env })).exitCode).toBe(2);
});

it('with --enforce answers what is broken itself, and the engine never hears of it', async () => {
  const before = engine.asked.length;
  const run = await tapedeck(['proxy', '--enforce', '--', ...aClient([LIST, BROKEN])], { cwd: aDirectory(), env });
  expect(run.stdout).toBe(`[]\n{"message":"tapedeck: The query's all is \\"maybe\\", which is no boolean. (query-type)"}\n`);
  expect(run.stderr).toBe(`${FINDING}passed 1 request on, refused 1, 1 error, 0 warnings\n`);
  expect(run.exitCode).toBe(1);
  expect(engine.asked.slice(before)).toEqual(['GET /version', `GET ${LIST}`]);
});

it('refuses warnings with --strict only', async () => {
  const words = (...options: string[]) => ['proxy', '--enforce', ...options, '--', ...aClient([`${LIST}?nonsense=1`])];
  const run = await tapedeck(words(), { cwd: aDirectory(), env });
  expect([run.exitCode, run.stdout]).toEqual([0, '[]\n']);
  const strict = await tapedeck(words('--strict'), { cwd: aDirectory(), env });
  expect([strict.exitCode, strict.stdout]).toEqual([1, expect.stringContaining('(query-unknown)')]);
});

it('writes each finding as a line of JSON, to a file where one is named', async () => {
  const cwd = aDirectory();
  const run = await tapedeck(['proxy', '--format', 'json', '--output', 'findings', '--', ...aClient([BROKEN, LIST])], { cwd, env });
  expect(run.stderr).toBe('passed 2 requests on, 1 error, 0 warnings\n');
  const lines = readFileSync(join(cwd, 'findings'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      code: 'query-type',
      severity: 'error',
      party: 'client',
      cassette: 'live',
      interaction: 0,
      apiVersion: '1.51',
    }),
  ]);
});

it('as a server keeps stdout for findings in JSON, and ends with 1 where it found errors', async () => {
  const cwd = aDirectory();
  const url = `unix://${join(cwd, 'listen.sock')}`;
  const server = startTapedeck(['proxy', '--format', 'json', '--listen', url], { cwd, env });
  await server.said('listening on');
  const client = await dialRaw(parseEndpoint(url));
  await client.send(`GET ${BROKEN} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`);
  await client.takeRest();
  client.close();
  await server.said('query-type');
  server.process.kill('SIGTERM');
  const { exitCode, stdout } = await server.ended;
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ code: 'query-type' });
});

it('does not start a COMMAND without an engine', async () => {
  const run = await tapedeck(['proxy', '--', 'true'], { cwd: aDirectory(), env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' } });
  expect(run.exitCode).toBe(3);
});
