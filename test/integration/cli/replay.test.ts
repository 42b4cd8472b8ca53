import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ask } from '../../support/ask.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { startSmallEngine } from '../../support/small-engine.ts';
import { aClient, startTapedeck, tapedeck } from '../../support/tapedeck.ts';

removeDirectories();

const engine = await startSmallEngine();

/** A directory with a cassette of these requests in it. Nothing leads from there to the engine. */
async function recorded(paths: readonly string[]): Promise<string> {
  const cwd = aDirectory();
  await tapedeck(['record', 'hello', '--', ...aClient(paths)], { cwd, env: { DOCKER_HOST: engine.url } });
  return cwd;
}

it('replays without an engine what was recorded, with the output and exit code of the COMMAND', async () => {
  const cwd = await recorded(['/_ping', '/v1.51/containers/json']);
  const run = await tapedeck(['replay', 'hello', '--', ...aClient(['/_ping', '/v1.51/containers/json'], 7)], { cwd });
  expect(run).toEqual({ exitCode: 7, stdout: 'OK[]\n', stderr: 'used 2 of 2, 0 misses\n' });
});

it('explains a miss on stderr, and ends with 1 where the COMMAND ended with 0', async () => {
  const cwd = await recorded(['/_ping']);
  const run = await tapedeck(['replay', 'hello', '--', ...aClient(['/v1.51/containers/json'])], { cwd });
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toMatch(/"message":"tapedeck: no recorded answer to GET \/v1\.51\/containers\/json/);
  expect(run.stderr).toMatch(
    /^tapedeck: no recorded answer to GET \/v1\.51\/containers\/json: [^\n]+\n[\s\S]*\nused 0 of 1, 1 miss\n {2}missed: /,
  );
  const failing = await tapedeck(['replay', 'hello', '--', ...aClient(['/v1.51/containers/json'], 4)], { cwd });
  expect(failing.exitCode).toBe(4);
});

it.each([
  ['json', '"request": "GET /v1.51/containers/json"'],
  ['junit', '<testcase name="GET /v1.51/containers/json" classname="misses">'],
])('writes its summary as %s to a file', async (format, text) => {
  const cwd = await recorded(['/_ping']);
  const words = ['replay', 'hello', '--format', format, '--output', 'summary', '--', ...aClient(['/_ping', '/v1.51/containers/json'])];
  const run = await tapedeck(words, { cwd });
  expect(run.exitCode).toBe(1);
  expect(run.stderr).not.toContain('used 1 of 1');
  expect(readFileSync(join(cwd, 'summary'), 'utf8')).toContain(text);
});

it('counts what was never asked for with --require-all', async () => {
  const cwd = await recorded(['/_ping', '/v1.51/containers/json']);
  const run = await tapedeck(['replay', 'hello', '--require-all', '--', ...aClient(['/_ping'])], { cwd });
  expect(run).toMatchObject({ exitCode: 1, stderr: 'used 1 of 2, 0 misses\n  never asked for: hello 1 GET /v1.51/containers/json\n' });
  expect((await tapedeck(['replay', 'hello', '--', ...aClient(['/_ping'])], { cwd })).exitCode).toBe(0);
});

it('takes another API version for the same with --any-version', async () => {
  const cwd = await recorded(['/v1.51/containers/json']);
  const other = aClient(['/v1.41/containers/json']);
  expect((await tapedeck(['replay', 'hello', '--', ...other], { cwd })).exitCode).toBe(1);
  expect((await tapedeck(['replay', 'hello', '--any-version', '--', ...other], { cwd })).exitCode).toBe(0);
});

it('takes a made-up name for the recorded one, says so with --explain, and not with --exact', async () => {
  const cwd = await recorded(['/v1.51/containers/td-91bc/json']);
  const other = aClient(['/v1.51/containers/td-7f3a/json']);
  expect((await tapedeck(['replay', 'hello', '--', ...other], { cwd })).stderr).toBe('used 1 of 1, 0 misses\n');
  const told = await tapedeck(['replay', 'hello', '--explain', '--', ...other], { cwd });
  expect(told.stderr).toMatch(/^bound name "td-7f3a" for the recorded "td-91bc": .*, ContainerInspect path id \(hello\)\nused 1 of 1/);
  const json = await tapedeck(['replay', 'hello', '--format', 'json', '--', ...other], { cwd });
  expect(JSON.parse(json.stderr)).toMatchObject({ bindings: [{ type: 'name', recorded: 'td-91bc', live: 'td-7f3a', cassette: 'hello' }] });
  expect(await tapedeck(['replay', 'hello', '--exact', '--', ...other], { cwd })).toMatchObject({ exitCode: 1 });
});

it('takes rules on what may vary from tapedeck.json, and refuses one that is none', async () => {
  const cwd = await recorded(['/v1.51/containers/web/json']);
  const other = aClient(['/v1.51/containers/db/json']);
  expect((await tapedeck(['replay', 'hello', '--', ...other], { cwd })).exitCode).toBe(1);
  writeFileSync(join(cwd, 'tapedeck.json'), JSON.stringify({ replay: { bind: ['ContainerInspect path id any'] } }));
  expect((await tapedeck(['replay', 'hello', '--', ...other], { cwd })).exitCode).toBe(0);
  writeFileSync(join(cwd, 'tapedeck.json'), JSON.stringify({ replay: { bind: ['ContainerInspect path id'] } }));
  const refused = await tapedeck(['replay', 'hello', '--', ...other], { cwd });
  expect([refused.exitCode, refused.stderr]).toEqual([
    2,
    expect.stringContaining('it must be an operation, a place in its request, and a type'),
  ]);
});

it.each([
  ['3 for a COMMAND that never connected', 'true', 3, /^tapedeck: true never connected/],
  ['127 for one that is not there', 'no-such-command', 127, /^tapedeck: no-such-command: command not found/],
])('says %s, and writes its report all the same', async (_, command, exitCode, said) => {
  const cwd = await recorded(['/_ping']);
  const run = await tapedeck(['replay', 'hello', '--format', 'json', '--output', 'report.json', '--', command], { cwd });
  expect([run.exitCode, run.stderr]).toEqual([exitCode, expect.stringMatching(said)]);
  expect(JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))).toMatchObject({ used: 0, total: 1, misses: [], exitCode });
});

it('answers a recording that asks for the version of the engine from cassette.json, and nobody else', async () => {
  const cwd = await recorded(['/_ping']);
  const socket = join(cwd, 'listen.sock');
  const server = startTapedeck(['replay', 'hello', '--listen', `unix://${socket}`], { cwd });
  await server.said('listening on');
  const again = await tapedeck(['record', 'again', '--upstream', `unix://${socket}`, '--', ...aClient(['/_ping', '/version'])], { cwd });
  expect(again.stdout).toMatch(/^OK\{"message":"tapedeck: no recorded answer to GET \/version/);
  const info = (name: string) => JSON.parse(readFileSync(join(cwd, 'cassettes', name, 'cassette.json'), 'utf8'));
  expect(info('again').engine).toEqual(info('hello').engine);
  server.process.kill('SIGINT');
  const run = await server.ended;
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toMatch(/\nused 1 of 1, 1 miss\n {2}missed: no recorded answer to GET \/version: [^\n]+\n$/);
});

it('plays all cassettes of a directory, and ends with 0 when a signal stops it', async () => {
  const cwd = await recorded(['/_ping']);
  const server = startTapedeck(['replay', 'cassettes', '--listen', 'tcp://127.0.0.1:0'], { cwd });
  await server.said('listening on tcp://127.0.0.1:');
  server.process.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ exitCode: 0, stderr: 'used 0 of 1, 0 misses\n' });
});

it('warns aloud where other machines could connect', async () => {
  const cwd = await recorded(['/_ping']);
  const server = startTapedeck(['replay', 'hello', '--listen', 'tcp://0.0.0.0:0'], { cwd });
  await server.said('listening on');
  server.process.kill('SIGTERM');
  expect((await server.ended).stderr).toMatch(
    /^tapedeck: WARNING: tcp:\/\/0\.0\.0\.0:0 can be reached from other machines[\s\S]*root on its host/,
  );
});

it('says 3 where the port is taken, and for a cassette that cannot be read', async () => {
  const cwd = await recorded(['/_ping']);
  const server = startTapedeck(['replay', 'hello', '--listen', 'tcp://127.0.0.1:0'], { cwd });
  const url = /listening on (\S+)/.exec(await server.said('listening on'))?.[1] ?? '';
  const second = await tapedeck(['replay', 'hello', '--listen', url], { cwd });
  expect([second.exitCode, second.stderr]).toEqual([3, expect.stringMatching(/^tapedeck: cannot listen on/)]);
  server.process.kill('SIGTERM');
  await server.ended;
  rmSync(join(cwd, 'cassettes/hello/cassette.json'));
  expect((await tapedeck(['replay', 'hello', '--', 'true'], { cwd })).exitCode).toBe(3);
});

it.each([
  ['--speed', 'fast'],
  ['--gate-timeout', 'soon'],
  ['--bogus', 'x'],
])('says 2 for %s %s', async (option, value) => {
  const run = await tapedeck(['replay', 'hello', option, value], { cwd: aDirectory() });
  expect([run.exitCode, run.stderr.split('\n')[0]]).toEqual([2, expect.stringMatching(/^tapedeck: /)]);
});

it('plays a cassette from its beginning again when it is told so on its control socket', async () => {
  const cwd = await recorded(['/_ping', '/v1.51/containers/json']);
  const words = ['replay', 'hello', '--listen', `unix://${join(cwd, 's.sock')}`, '--control', `unix://${join(cwd, 'c.sock')}`];
  const server = startTapedeck(words, { cwd });
  await server.said('listening on');
  expect(await ask(join(cwd, 's.sock'), '/_ping')).toMatchObject({ status: 200 });
  const control = join(cwd, 'c.sock');
  expect(await ask(control, '/_tapedeck/rewind', { method: 'POST' })).toEqual({ status: 200, body: '{"rewound":["hello"]}\n' });
  expect(await ask(control, '/_tapedeck/rewind?cassette=other', { method: 'POST' })).toMatchObject({ status: 404 });
  const summary = await ask(control, '/_tapedeck/summary');
  expect(JSON.parse(summary.body)).toMatchObject({ used: 1, total: 2, rewinds: 1, misses: [] });
  expect((await ask(control, '/_ping')).body).toContain('POST /_tapedeck/rewind');
  expect(statSync(control).mode & 0o777).toBe(0o600);
  server.process.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('used 1 of 2, 0 misses, rewound 1 time\n') });
  expect(existsSync(control)).toBe(false);
});

/** One round of a client with this container: a change, a read, a change. */
const roundWith = (name: string) => [
  `POST /v1.51/containers/${name}/start`,
  `/v1.51/containers/${name}/json`,
  `DELETE /v1.51/containers/${name}`,
];

it('begins again with --rewind auto for a client that pings once and then does its work three times', async () => {
  const cwd = await recorded(['/_ping', ...roundWith('web')]);
  const rounds = ['/_ping', ...roundWith('web'), ...roundWith('web'), ...roundWith('web')];
  const run = await tapedeck(['replay', 'hello', '--rewind', 'auto', '--', ...aClient(rounds)], { cwd });
  expect(run).toMatchObject({ exitCode: 0, stderr: 'used 4 of 4, 0 misses, rewound 2 times\n' });
  const without = await tapedeck(['replay', 'hello', '--', ...aClient(rounds)], { cwd });
  expect(without).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('start: its answer was given before (000001-ContainerStart)'),
  });
});

it('begins two cassettes again for two clients at a time, as often as each of them comes', async () => {
  const cwd = aDirectory();
  for (const name of ['web', 'db']) {
    const words = ['record', name, '--', ...aClient(['/_ping', ...roundWith(name)])];
    await tapedeck(words, { cwd, env: { DOCKER_HOST: engine.url } });
  }
  const socket = join(cwd, 's.sock');
  const server = startTapedeck(['replay', 'cassettes', '--rewind', 'auto', '--listen', `unix://${socket}`], { cwd });
  await server.said('listening on');
  const client = async (name: string) => {
    const statuses = new Set<number>();
    for (let round = 0; round < 20; round += 1) {
      for (const asked of ['/_ping', ...roundWith(name)]) {
        const [path = '', method = 'GET'] = asked.split(' ').reverse();
        statuses.add((await ask(socket, path, { method })).status);
      }
    }
    return [...statuses];
  };
  // The engine knows no container.
  expect(await Promise.all([client('web'), client('db')])).toEqual([
    [200, 404],
    [200, 404],
  ]);
  server.process.kill('SIGTERM');
  expect((await server.ended).stderr).toContain('used 8 of 8, 0 misses');
});

it('refuses a control address that other machines reach', async () => {
  const cwd = await recorded(['/_ping']);
  const run = await tapedeck(['replay', 'hello', '--control', 'tcp://0.0.0.0:0', '--', ...aClient(['/_ping'])], { cwd });
  expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('other machines could rewind') });
});
