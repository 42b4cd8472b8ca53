import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { startSmallEngine } from '../../support/small-engine.ts';
import { aClient, type Run, startTapedeck, tapedeck } from '../../support/tapedeck.ts';

removeDirectories();

const INFO = '/v1.51/info';
const WEB = '/v1.51/containers/web/json';
const PATHS = ['/_ping', '/v1.51/containers/json', INFO, WEB];
const INSPECTED = { Id: 'f'.repeat(64), Name: '/web', Platform: 'linux' };
const SAID = { [INFO]: { OSType: 'linux' }, [WEB]: INSPECTED, '/containers/web/json': INSPECTED };

const same = await startSmallEngine(SAID);
const { Platform: _, ...CHANGED } = INSPECTED;
const changed = await startSmallEngine({ ...SAID, [WEB]: CHANGED });
const old = await startSmallEngine({
  '/version': { Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.12', Os: 'linux', Arch: 'amd64' },
  '/v1.51/version': 'refuse',
});
const mortal = await startSmallEngine({ ...SAID, '/v1.51/containers/json': [{ Id: 'x' }], [INFO]: 'die' });
const slow = await startSmallEngine({ ...SAID, [INFO]: 'hang' });
const older = await startSmallEngine({ ...SAID, '/v1.44/info': SAID[INFO], '/v1.44/containers/web/json': INSPECTED });

/** A directory with one cassette, `hello`. */
const cwd = aDirectory();
beforeAll(async () => {
  const run = await tapedeck(['record', 'hello', '--', ...aClient(PATHS)], { cwd, env: { DOCKER_HOST: same.url } });
  expect(run.exitCode).toBe(0);
});
const web = createServer((_request, response) => void response.end('hello')).listen(join(cwd, 'web.sock'));
afterAll(() => void web.close());

const verify = (...words: readonly string[]): Promise<Run> => tapedeck(['verify', 'hello', ...words], { cwd });

it('finds nothing where an engine answers as it did', async () => {
  const run = await verify('--against', same.url);
  expect(run).toEqual({
    exitCode: 0,
    stdout: `no drift in 4 interactions of 1 cassette, asked of Docker 28.5.2 at ${same.url}\n`,
    stderr: '',
  });
  expect(same.asked).toEqual(expect.arrayContaining(PATHS.map((path) => `GET ${path}`)));
});

it('says what another engine answers otherwise, and ends with 1 where that breaks something', async () => {
  const run = await verify('--against', changed.url, '--format', 'json');
  const { drift } = JSON.parse(run.stdout) as { drift: unknown[] };
  expect(drift).toEqual([
    expect.objectContaining({ grade: 'breaking', kind: 'gone', cassette: 'hello', interaction: 3, pointer: '/outcome/body/data/Platform' }),
  ]);
  expect(run.exitCode).toBe(1);
});

it('asks several engines one after the other, and keeps only the operations that are asked for', async () => {
  const both = ['--against', same.url, '--against', changed.url];
  expect((await verify(...both)).exitCode).toBe(1);
  expect(await verify(...both, '--operation', 'ContainerList')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('no drift'),
  });
});

it('says what it would send, and sends nothing, with --dry-run', async () => {
  const before = same.asked.filter((line) => line === `GET ${INFO}`).length;
  const run = await verify('--against', same.url, '--dry-run');
  expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('4 of 4 requests would be sent') });
  expect(same.asked.filter((line) => line === `GET ${INFO}`)).toHaveLength(before);
});

it('gives one drift, and asks nothing, where the engine refuses the recorded version', async () => {
  const run = await verify('--against', old.url, '--format', 'json');
  expect(run.exitCode).toBe(1);
  expect(JSON.parse(run.stdout)).toMatchObject({ drift: [{ kind: 'version-refused', grade: 'breaking', recorded: '1.51' }] });
  expect(old.asked).not.toContain(`GET ${INFO}`);
});

it('asks for another version with --api', async () => {
  expect(await verify('--against', older.url, '--api', '1.44')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(older.asked).toContain('GET /v1.44/info');
});

it('ends with 3 and one line where there is no engine, and where something else answers', async () => {
  const nobody = `unix://${join(cwd, 'nobody.sock')}`;
  const none = await verify('--against', nobody);
  expect(none.exitCode).toBe(3);
  expect(none.stderr).toContain(`no engine at ${nobody}`);
  expect(none.stderr).toContain('--against URL');
  const other = await verify('--against', `unix://${join(cwd, 'web.sock')}`);
  expect(other.exitCode).toBe(3);
  expect(other.stderr).toContain('is no engine');
});

it('ends with 3 and what it has where an engine dies in the middle', async () => {
  const run = await verify('--against', mortal.url, '--format', 'json', '--output', 'report.json');
  expect(run.exitCode).toBe(3);
  const report = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')) as { cassettes: unknown[] };
  expect(report.cassettes).toEqual([expect.objectContaining({ state: 'broken-off', checked: 2 })]);
});

it('gives up an answer that does not come, and says so', async () => {
  const run = await verify('--against', slow.url, '--timeout', '500ms', '--format', 'json');
  expect(run.exitCode).toBe(1);
  expect(JSON.parse(run.stdout)).toMatchObject({ drift: [{ kind: 'failed', interaction: 2 }] });
});

it('writes what it has when it is interrupted', async () => {
  const before = slow.asked.filter((line) => line === `GET ${INFO}`).length;
  const running = startTapedeck(['verify', 'hello', '--against', slow.url], { cwd });
  while (slow.asked.filter((line) => line === `GET ${INFO}`).length === before) await new Promise((resolve) => setTimeout(resolve, 10));
  running.process.kill('SIGINT');
  const run = await running.ended;
  expect(run.exitCode).toBe(3);
  expect(run.stdout).toContain('SIGINT ended the run');
});

it('ends with 3 where a cassette has nothing to check, and says so', async () => {
  const empty = aDirectory();
  await tapedeck(['record', 'hello', '--', ...aClient(PATHS)], { cwd: empty, env: { DOCKER_HOST: same.url } });
  const hello = join(empty, 'cassettes/hello');
  rmSync(join(hello, '000001-ContainerList.json'));
  const gap = await tapedeck(['verify', 'hello', '--against', same.url], { cwd: empty });
  expect(gap).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('hello: interaction 1 is not there') });
  cpSync(hello, join(empty, 'cassettes/other'), { recursive: true });
  for (const name of readdirSync(hello)) if (/^\d/.test(name)) rmSync(join(hello, name));
  const run = await tapedeck(['verify', 'hello', '--against', same.url], { cwd: empty });
  expect(run).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('it has no interactions: there is nothing to check') });
  expect(run.stdout).toContain('nothing was compared of 0 interactions');
  const junit = await tapedeck(['verify', 'hello', '--against', same.url, '--format', 'junit'], { cwd: empty });
  expect(junit).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('tests="1" failures="0" errors="1"') });
  for (const pair of [
    ['hello', 'other'],
    ['other', 'hello'],
  ]) {
    const compared = await tapedeck(['diff', ...pair], { cwd: empty });
    expect(compared).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('hello has no interactions: there is nothing to compare'),
    });
  }
});

it('says of which part of a run a report is', async () => {
  const run = await verify('--against', same.url, '--shard', '2/2', '--format', 'json');
  expect(run.exitCode).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ engines: [{ shard: { parts: [2], of: 2 } }], cassettes: [] });
});

/** What a setup does there: it makes the container web. */
const CREATE = '/v1.51/containers/create?name=web';
const REMOVAL = `/containers/${INSPECTED.Id}?force=1&v=1`;
const ready = await startSmallEngine({
  ...SAID,
  [CREATE]: { Id: INSPECTED.Id },
  [`/containers/${INSPECTED.Id}/json`]: INSPECTED,
  [REMOVAL]: {},
});
const stubborn = await startSmallEngine({ ...SAID, [CREATE]: { Id: INSPECTED.Id }, [REMOVAL]: 'refuse' });
const bare = await startSmallEngine({ [INFO]: SAID[INFO] });
const MAKES = `${aClient([`POST ${CREATE}`])
  .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
  .join(' ')}\n`;

function setUp(script: string): string[] {
  writeFileSync(join(cwd, 'setup.sh'), script);
  ready.asked.length = 0;
  return ['--against', ready.url, '--setup', 'setup.sh'];
}

it('runs a setup before, with tapedeck between it and the engine, and removes what it made', async () => {
  const run = await verify(...setUp(`echo "at $DOCKER_HOST"\n${MAKES}`));
  expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^at unix:.*docker\.sock\n/) });
  expect(run.stderr).not.toContain(ready.url);
  const order = [`POST ${CREATE}`, `GET ${WEB}`, `DELETE ${REMOVAL}`].map((line) => ready.asked.indexOf(line));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
});

it('leaves what the setup made with --no-clean', async () => {
  expect(await verify(...setUp(MAKES), '--no-clean')).toMatchObject({ exitCode: 0 });
  expect(ready.asked).not.toContain(`DELETE ${REMOVAL}`);
});

it('ends with 3 where the setup fails, and removes what it had made by then', async () => {
  const run = await verify(...setUp(`${MAKES}exit 7\n`));
  expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('exit code 7') });
  expect(ready.asked).toContain(`DELETE ${REMOVAL}`);
  expect(ready.asked).not.toContain(`GET ${INFO}`);
});

it('says what a setup made and could not be removed', async () => {
  const run = await verify(...setUp(`${MAKES}exit 7\n`), '--against', stubborn.url, '--format', 'json');
  expect(JSON.parse(run.stdout).engines).toMatchObject([{ left: [] }, { left: ['container web: no'] }]);
});

it('ends a setup with all that it has started when it is interrupted, and removes what it had made', async () => {
  const script = `trap 'echo told' INT\n${MAKES}echo up >&2\ntail -f /dev/null & wait\ntail -f /dev/null\n`;
  const running = startTapedeck(['verify', 'hello', ...setUp(script)], { cwd });
  await running.said('up\n');
  running.process.kill('SIGINT');
  const run = await running.ended;
  expect(run).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('told'),
    stdout: expect.stringContaining('SIGINT ended the run'),
  });
  expect(ready.asked).toContain(`DELETE ${REMOVAL}`);
});

it('takes a cassette for a setup by its name or path', async () => {
  for (const setup of ['hello', 'cassettes/hello']) {
    expect(await verify('--against', same.url, '--setup', setup)).toMatchObject({ exitCode: 0, stderr: '' });
    const { plans } = JSON.parse((await verify('--against', same.url, '--setup', setup, '--dry-run', '--format', 'json')).stdout);
    expect(plans).toHaveLength(2);
  }
});

it('leaves open in a dry run what a script may bring', async () => {
  expect(await verify('--against', bare.url, '--dry-run')).toMatchObject({
    exitCode: 3,
    stdout: expect.stringContaining('lacks container web'),
  });
  setUp(MAKES);
  const run = await verify('--against', bare.url, '--dry-run', '--setup', 'setup.sh');
  expect(run).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('4 of 4 requests would be sent, if the setup brings container web'),
  });
  expect(bare.asked.filter((line) => line.startsWith('POST'))).toEqual([]);
});

it.each([
  [['verify', 'hello'], /--against/],
  [['verify', '--against', 'unix:///x'], /CASSETTE/],
  [['verify', 'hello', '--against', 'unix:///x', '--merge', 'a.json'], /--merge/],
  [['verify', 'hello', '--against', 'unix:///x', '--setup', 'none.sh'], /no such file, and no such cassette/],
  [['verify', 'hello', '--against', 'unix:///x', '--timeout', '0'], /--timeout 0/],
  [['verify', 'hello', '--against', 'unix:///x', '--timeout=-1s'], /--timeout -1s/],
  [['verify', 'hello', '--against', 'unix:///x', '--api', '7.1'], /not known/],
])('refuses %j', async (words, reason) => {
  const run = await tapedeck(words, { cwd: aDirectory() });
  expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(reason) });
});
