import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { startSmallEngine } from '../../support/small-engine.ts';
import { aClient, program, runProgram, startTapedeck, tapedeck } from '../../support/tapedeck.ts';

removeDirectories();

const engine = await startSmallEngine();
const env = { DOCKER_HOST: engine.url };
const run = (words: readonly string[], cwd: string) => runProgram(words, { cwd, env });
const files = (cwd: string, name = 'hello') => readdirSync(join(cwd, 'cassettes', name)).sort();
const info = (cwd: string, name = 'hello') => JSON.parse(readFileSync(join(cwd, 'cassettes', name, 'cassette.json'), 'utf8'));

it('records what a COMMAND does, and ends with its output and exit code', async () => {
  const cwd = aDirectory();
  const run = await tapedeck(['record', 'hello', '--', ...aClient(['/_ping', '/v1.51/containers/json'], 7)], { cwd, env });
  expect(run).toEqual({ exitCode: 7, stdout: 'OK[]\n', stderr: 'recorded 2 interactions in cassettes/hello\n' });
  expect(files(cwd)).toEqual(['000000-SystemPing.json', '000001-ContainerList.json', 'cassette.json']);
  expect(info(cwd)).toMatchObject({ name: 'hello', complete: true, apiVersion: '1.51', engine: { name: 'Docker', version: '28.5.2' } });
});

it('leads the COMMAND here and nowhere else, and leaves the rest of its environment alone', async () => {
  const cwd = aDirectory();
  const script =
    'console.log(JSON.stringify(process.env)); require("net").connect(new URL(process.env.DOCKER_HOST).pathname, function () { this.end(); })';
  const run = await tapedeck(['record', 'x', '--', process.execPath, '-e', script], {
    cwd,
    env: { ...env, DOCKER_CONTEXT: 'other', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/c', DOCKER_API_VERSION: '1.41', MINE: 'yes' },
  });
  const seen = JSON.parse(run.stdout);
  expect(seen).toMatchObject({
    DOCKER_API_VERSION: '1.41',
    MINE: 'yes',
    DOCKER_HOST: expect.stringMatching(/^unix:\/\/.*\/docker\.sock$/),
  });
  expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['DOCKER_CONTEXT']));
  expect(Object.keys(seen).filter((name) => /TLS|CERT/.test(name))).toEqual([]);
  expect(() => statSync(new URL(seen.DOCKER_HOST).pathname)).toThrow('ENOENT');
});

it('hands stdin through', async () => {
  const cwd = aDirectory();
  const run = await tapedeck(['record', 'x', '--', 'sh', '-c', 'cat; exit 3'], { cwd, env, input: 'typed\n' });
  expect([run.exitCode, run.stdout]).toEqual([3, 'typed\n']);
});

it('says 127 for a COMMAND that is not there and 126 for one that cannot be run, and makes no cassette', async () => {
  const cwd = aDirectory({ 'plain.txt': '' });
  const missing = await tapedeck(['record', 'x', '--', 'no-such-command'], { cwd, env });
  expect([missing.exitCode, missing.stderr]).toEqual([127, 'tapedeck: no-such-command: command not found\n']);
  expect((await tapedeck(['record', 'x', '--', join(cwd, 'plain.txt')], { cwd, env })).exitCode).toBe(126);
  expect(readdirSync(join(cwd, 'cassettes'))).toEqual([]);
});

it('says 128+n where the COMMAND died of a signal', async () => {
  const cwd = aDirectory();
  expect((await tapedeck(['record', 'x', '--', 'sh', '-c', 'kill -KILL $$'], { cwd, env })).exitCode).toBe(137);
});

it('says 3 for a COMMAND that never connected, and leaves an older cassette as it is', async () => {
  const cwd = aDirectory();
  await tapedeck(['record', 'hello', '--', ...aClient(['/_ping'])], { cwd, env });
  const run = await tapedeck(['record', 'hello', '--', 'true'], { cwd, env });
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toMatch(/^tapedeck: true never connected to tapedeck\n.*--context/);
  expect(files(cwd)).toEqual(['000000-SystemPing.json', 'cassette.json']);
});

it('does not start a COMMAND without an engine', async () => {
  const cwd = aDirectory();
  const run = await tapedeck(['record', 'x', '--', 'touch', 'started'], { cwd, env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' } });
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toMatch(/^tapedeck: no engine at unix:\/\/\/nonexistent\/docker\.sock: there is no such socket \(DOCKER_HOST\)\n/);
  expect(readdirSync(cwd)).toEqual([]);
});

it('replaces a cassette of the same name, and goes on in it with --append', async () => {
  const cwd = aDirectory();
  await tapedeck(['record', 'hello', '--', ...aClient(['/_ping', '/_ping'])], { cwd, env });
  await tapedeck(['record', 'hello', '--', ...aClient(['/v1.51/containers/json'])], { cwd, env });
  expect(files(cwd)).toEqual(['000000-ContainerList.json', 'cassette.json']);
  const run = await tapedeck(['record', 'hello', '--append', '--', ...aClient(['/_ping'])], { cwd, env });
  expect(run.stderr).toBe('recorded 1 interaction in cassettes/hello\n');
  expect(files(cwd)).toEqual(['000000-ContainerList.json', '000001-SystemPing.json', 'cassette.json']);
});

it('refuses a directory that is something else', async () => {
  const cwd = aDirectory({ 'cassettes/notes/diary.txt': 'mine' });
  const run = await tapedeck(['record', 'notes', '--', ...aClient(['/_ping'])], { cwd, env });
  expect([run.exitCode, files(cwd, 'notes')]).toEqual([3, ['diary.txt']]);
});

it('writes equal files for equal sessions with --normalise-times', async () => {
  const cwd = aDirectory();
  const record = (name: string) => tapedeck(['record', name, '--normalise-times', '--', ...aClient(['/containers/json'])], { cwd, env });
  await record('a');
  await record('b');
  const text = (name: string) =>
    readFileSync(join(cwd, 'cassettes', name, '000000-ContainerList.json'), 'utf8').replace(/\["Date", "[^"]*"\]/, '["Date", ""]');
  expect(text('a')).toBe(text('b'));
  expect(info(cwd, 'a').recordedAt).toBe('1970-01-01T00:00:00.000Z');
});

it('listens until a signal, says where, and ends with 0', async () => {
  const cwd = aDirectory();
  const socket = join(cwd, 'listen.sock');
  const server = startTapedeck(['record', 'hello', '--listen', `unix://${socket}`, '--ready-file', 'ready'], { cwd, env });
  expect(await server.said('listening on')).toBe(`listening on unix://${socket}\n`);
  expect(readFileSync(join(cwd, 'ready'), 'utf8')).toBe(`unix://${socket}\n`);
  expect((statSync(socket).mode & 0o777).toString(8)).toBe('600');
  const client = await tapedeck(['record', 'other', '--upstream', `unix://${socket}`, '--', ...aClient(['/_ping'])], { cwd });
  expect(client.stdout).toBe('OK');
  server.process.kill('SIGTERM');
  const run = await server.ended;
  expect([run.exitCode, run.stderr]).toEqual([0, 'recorded 2 interactions in cassettes/hello\n']);
  expect(files(cwd)).toEqual(['000000-SystemVersion.json', '000001-SystemPing.json', 'cassette.json']);
});

it('listens without an engine, and asks again when somebody comes', async () => {
  const cwd = aDirectory();
  const server = startTapedeck(['record', 'hello', '--listen', 'tcp://127.0.0.1:0', '--upstream', 'unix:///nonexistent/docker.sock'], {
    cwd,
  });
  const url = /listening on (\S+)/.exec(await server.said('listening on'))?.[1] ?? '';
  const client = await tapedeck(['record', 'other', '--upstream', url, '--', ...aClient(['/_ping'])], { cwd });
  expect(client.exitCode).toBe(0);
  server.process.kill('SIGINT');
  const run = await server.ended;
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toMatch(/no engine at unix:\/\/\/nonexistent\/docker\.sock.*listening all the same/);
});

it('refuses to listen where it would be its own upstream', async () => {
  const refused = await tapedeck(['record', 'x', '--listen', engine.url], { cwd: aDirectory(), env });
  expect([refused.exitCode, refused.stderr.split('\n')[0]]).toEqual([2, `tapedeck: ${engine.url} would be its own upstream (DOCKER_HOST)`]);
});

it('prints the lines that lead a shell here with --print-env', async () => {
  const cwd = aDirectory();
  const server = startTapedeck(['record', 'hello', '--print-env'], { cwd, env });
  const stdout = await server.said('listening on');
  server.process.kill('SIGTERM');
  expect(stdout).toMatch(/^export DOCKER_HOST='unix:\/\/.*\/docker\.sock'\nunset DOCKER_CONTEXT .*DOCKER_CERT_PATH\n$/);
  expect((await server.ended).stderr).toMatch(/nothing was recorded/);
});

it('passes TERM on to the COMMAND, outlives it, and finishes the cassette', async () => {
  const cwd = aDirectory();
  const script = `trap 'echo caught; exit 5' TERM; ${shell(aClient(['/_ping']))}; echo ready; while :; do sleep 0.05; done`;
  const running = startTapedeck(['record', 'hello', '--', 'sh', '-c', script], { cwd, env });
  await running.said('ready');
  running.process.kill('SIGTERM');
  const run = await running.ended;
  expect(run).toEqual({ exitCode: 5, stdout: 'OKready\ncaught\n', stderr: 'recorded 1 interaction in cassettes/hello\n' });
});

it('passes INT on where no terminal has done so', async () => {
  const cwd = aDirectory();
  const script = `trap 'exit 6' INT; ${shell(aClient(['/_ping']))}; echo ready; while :; do sleep 0.05; done`;
  const running = startTapedeck(['record', 'hello', '--', 'sh', '-c', script], { cwd, env });
  await running.said('ready');
  running.process.kill('SIGINT');
  expect((await running.ended).exitCode).toBe(6);
});

it('writes its summary as JSON where that is asked for', async () => {
  const cwd = aDirectory();
  const run = await tapedeck(['record', 'hello', '--format', 'json', '--output', 'summary.json', '--', ...aClient(['/_ping'])], {
    cwd,
    env,
  });
  expect(run.stderr).toBe('');
  expect(JSON.parse(readFileSync(join(cwd, 'summary.json'), 'utf8'))).toEqual({
    cassette: 'cassettes/hello',
    interactions: 1,
    complete: true,
    warnings: [],
    exitCode: 0,
  });
});

it('goes on serving where the disk refuses, keeps what it has, and says 3 where the COMMAND ended with 0', async () => {
  const cwd = aDirectory();
  // Files of at most 50 kB: the system then refuses to write as a full disk does. COMMAND writes to pipes only.
  const record = (exitCode: number) =>
    run(
      [
        'sh',
        '-c',
        'ulimit -f 100; exec "$@"',
        'sh',
        ...program(['record', 'hello', '--', ...aClient(['/_ping', '/images/get'], exitCode)]),
      ],
      cwd,
    );
  const first = await record(0);
  expect([first.exitCode, first.stdout.length]).toEqual([3, 2 + 1024 * 1024]);
  expect(first.stderr).toMatch(/^tapedeck: recording incomplete: EFBIG[\s\S]*recording incomplete: 2 interactions in cassettes\/hello\n$/);
  expect(info(cwd)).toMatchObject({ complete: false, warnings: expect.arrayContaining([expect.stringMatching(/^Recording ended early/)]) });
  expect((await record(7)).exitCode).toBe(7);
});

it('asks the engine for its version itself, once, and does not record that', async () => {
  const cwd = aDirectory();
  const before = engine.asked.length;
  await tapedeck(['record', 'hello', '--', ...aClient(['/_ping'])], { cwd, env });
  expect(engine.asked.slice(before)).toEqual(['GET /version', 'GET /_ping']);
});

it('takes options from tapedeck.json and the environment, and lets the command line decide', async () => {
  const cwd = aDirectory();
  writeFileSync(join(cwd, 'tapedeck.json'), JSON.stringify({ upstream: 'unix:///nonexistent/a.sock' }));
  const fromFile = await tapedeck(['record', 'x', '--', 'true'], { cwd });
  expect(fromFile.stderr).toMatch('/nonexistent/a.sock');
  const fromEnvironment = await tapedeck(['record', 'x', '--', 'true'], {
    cwd,
    env: { TAPEDECK_UPSTREAM: 'unix:///nonexistent/b.sock', TAPEDECK_COLOUR: 'x' },
  });
  expect(fromEnvironment.stderr).toMatch('/nonexistent/b.sock');
  expect((await tapedeck(['record', 'x', '--upstream', engine.url, '--', ...aClient(['/_ping'])], { cwd })).exitCode).toBe(0);
});

const shell = (words: readonly string[]) => words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
