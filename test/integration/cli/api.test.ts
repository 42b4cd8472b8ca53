/** `tapedeck api list`, `api show` and `api import`, as users type them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { writeCassette } from '../../../src/store/cassette-directory.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { aCassette, anInteraction, aWholeOutcome } from '../../support/interactions.ts';
import { aDescription, asYaml } from '../../support/swagger.ts';
import { tapedeck } from '../../support/tapedeck.ts';

removeDirectories();

const newer = aDescription('/v1.56');
newer.paths['/containers/{id}/mood'] = {
  get: {
    operationId: 'ContainerMood',
    parameters: [{ name: 'id', in: 'path', type: 'string' }],
    responses: { 200: { schema: { $ref: '#/definitions/Mood' } } },
  },
};
newer.definitions.Mood = { type: 'object', required: ['Level'], properties: { Level: { type: 'integer' } } };
const text = asYaml(newer);

const home = () => aDirectory({ 'v1.56.yaml': text, 'cut.yaml': text.slice(0, text.length / 2) });
const run = (cwd: string, ...words: string[]) => tapedeck(words, { cwd });

it('lists 38 versions with the Docker release of each', async () => {
  const cwd = aDirectory();
  const { stdout } = await run(cwd, 'api', 'list');
  expect(stdout.split('\n')).toHaveLength(38 + 2);
  expect(stdout).toMatch(/^1\.24 +1\.12 +\d+ +derived$/m);
  expect(stdout).toMatch(/^1\.41 +20\.10 +\d+$/m);
  const versions = JSON.parse((await run(cwd, 'api', 'list', '--format', 'json')).stdout);
  expect(versions).toHaveLength(38);
  expect(versions[37]).toMatchObject({ api: '1.55', docker: '29.6', derived: false, imported: false });
});

it('imports a newer version, which counts at once', async () => {
  const cwd = home();
  expect((await run(cwd, 'api', 'show', 'ContainerMood')).exitCode).toBe(2);
  const { exitCode, stdout } = await run(cwd, 'api', 'import', 'v1.56.yaml');
  expect([exitCode, stdout]).toEqual([
    0,
    'API 1.56 with 109 operations imported into .local/share/docker-tapedeck/api/1.56.json, new since 1.55: ContainerMood\n',
  ]);
  expect((await run(cwd, 'api', 'list')).stdout).toMatch(/^1\.56 +not known +\d+ +imported$/m);
  expect((await run(cwd, 'api', 'show', 'get', '/v1.56/containers/web/mood')).stdout).toMatch(
    /^ContainerMood {2}GET \/containers\/\{id\}\/mood\nAPI 1\.56, since 1\.56\n/,
  );
  expect((await run(cwd, 'api', 'diff', '1.55', '1.56', '--grade', 'compatible')).stdout).toContain('ContainerMood');
  expect((await run(cwd, 'doctor')).stdout).toContain('imported: 1.56');
});

it('holds a recording against an imported version, by --api and by what the request names', async () => {
  const cwd = home();
  await run(cwd, 'api', 'import', 'v1.56.yaml', '--api-dir', 'api');
  const outcome = aWholeOutcome({ json: { Level: 'high' } });
  await writeCassette(join(cwd, 'moody'), aCassette({ interactions: [anInteraction({ target: '/v1.56/containers/web/mood', outcome })] }));
  for (const api of ['recorded', '1.56']) {
    const { exitCode, stdout } = await run(cwd, 'validate', './moody', '--api', api, '--api-dir', 'api', '--operation', 'containermood');
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('Level is a string, not an integer')]);
  }
  expect((await run(cwd, 'validate', './moody', '--api', '1.56')).stderr).toMatch(/1\.56 is not known: 1\.55 is the newest that is/);
  const env = { TAPEDECK_API_DIR: 'api' };
  expect((await tapedeck(['validate', './moody', '--api', '1.56'], { cwd, env })).exitCode).toBe(1);
});

it('says what an import replaces', async () => {
  const cwd = aDirectory({ 'old.yaml': asYaml(aDescription('/v1.41', '1.41')) });
  expect((await run(cwd, 'api', 'import', 'old.yaml')).stdout).toMatch(/From now on it goes before the 1\.41 that ships with tapedeck/);
  expect((await run(cwd, 'api', 'import', 'old.yaml')).stdout).toMatch(/It replaces the 1\.41 that was imported before/);
});

it('refuses what is cut off or foreign with the line, and changes nothing', async () => {
  const cwd = home();
  writeFileSync(join(cwd, 'binary'), Buffer.from([0x61, 0x0a, 0x00]));
  writeFileSync(join(cwd, 'latin1'), Buffer.from([0x61, 0x0a, 0xe4]));
  const refused = async (file: string) => {
    const { exitCode, stderr } = await run(cwd, 'api', 'import', file);
    return [exitCode, stderr.split('\n')[0]];
  };
  expect(await refused('cut.yaml')).toEqual([3, expect.stringMatching(/^tapedeck: cut\.yaml, line \d+: /)]);
  expect(await refused('binary')).toEqual([3, 'tapedeck: binary is no API description: it has a NUL in line 2']);
  expect(await refused('latin1')).toEqual([3, 'tapedeck: latin1 is no API description: it is not UTF-8 in line 2']);
  expect(await refused('gone.yaml')).toEqual([3, expect.stringMatching(/^tapedeck: cannot read gone\.yaml: ENOENT/)]);
  expect((await run(cwd, 'api', 'list')).stdout).not.toContain('imported');
});

it('takes a description that lacks operations only when told so', async () => {
  const description = aDescription('/v1.56');
  delete description.paths['/session'];
  const cwd = aDirectory({ 'less.yaml': asYaml(description) });
  expect((await run(cwd, 'api', 'import', 'less.yaml')).stderr).toMatch(/without POST \/session, which API 1\.55 has\n.*--allow-missing/);
  expect((await run(cwd, 'api', 'import', 'less.yaml', '--allow-missing')).exitCode).toBe(0);
});

it('shows an operation as it is checked: parameters, answers, schemas, corrections', async () => {
  const cwd = aDirectory();
  const { stdout } = await run(cwd, 'api', 'show', 'secretcreate', '--api', '1.41');
  expect(stdout).toMatch(/^SecretCreate {2}POST \/secrets\/create\nAPI 1\.41, since 1\.24|since 1\.25/);
  expect(stdout).toContain('  201  ');
  expect(stdout).toContain('/operations/SecretCreate/responses/201/schema  1.36-1.55');
  const sheet = JSON.parse((await run(cwd, 'api', 'show', 'ContainerList', '--api', '1.20', '--format', 'json')).stdout);
  expect(sheet).toMatchObject({ id: 'ContainerList', api: '1.20', derived: true, facts: { method: 'GET', path: '/containers/json' } });
});

it.each([
  [['ContainerInspct'], 'there is no operation ContainerInspct', 'Perhaps ContainerInspect, '],
  [['GET', '/containers/jason'], 'no version of the API knows GET /containers/jason', 'Perhaps GET /containers/json.'],
  [
    ['VolumePrune', '--api', '1.21'],
    'API 1.21 does not have VolumePrune: 1.25 to 1.55 have it',
    'For example: tapedeck api show VolumePrune --api 1.55',
  ],
  [['ContainerList', '--api', '1.17'], 'Engine API 1.17 is not known: 1.18 is the oldest that is', 'tapedeck api list lists all.'],
])('does not know %j, and says what is near', async (words, message, hint) => {
  const { exitCode, stderr } = await run(aDirectory(), 'api', 'show', ...words);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`tapedeck: ${message}\n  ${hint}`)]);
});
