import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { validate } from '../../../src/cli/validate.ts';
import { writeCassette } from '../../../src/store/cassette-directory.ts';
import { aCassette, anInteraction, aWholeOutcome } from '../../support/interactions.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { aWorld } from '../../support/world.ts';
import { elementsOf } from '../../support/xml.ts';

const directory = temporaryDirectory();
const VALUES = { cassette: ['.'], api: 'recorded', strict: false, coverage: false, format: 'text' };

/** A cassette `odd` with an error in 0, a warning in 1, and nothing in 2. */
async function run(values: Partial<Parameters<typeof validate>[0]>): Promise<{ exitCode: number; out: string }> {
  const world = aWorld({ cwd: directory() });
  const interactions = [
    anInteraction({ id: 0, outcome: aWholeOutcome({ json: [{ Id: 7 }] }) }),
    anInteraction({ id: 1, target: '/v1.41/containers/json?colour=red' }),
    anInteraction({ id: 2, target: '/v1.20/images/json' }),
  ];
  await writeCassette(join(directory(), 'odd'), aCassette({ interactions }));
  const exitCode = await validate({ ...VALUES, ...values }, world);
  return { exitCode, out: world.out() };
}

it('counts errors, or all with --strict, in every format', async () => {
  for (const format of ['text', 'json', 'junit', 'sarif', 'github']) {
    expect((await run({ format })).exitCode).toBe(1);
    expect((await run({ format, api: '1.41', operation: ['ImageList'] })).exitCode).toBe(0);
  }
  expect((await run({ cassette: ['odd'], operation: ['ImageList'], strict: true })).exitCode).toBe(0);
});

it('keeps only the operations asked for, in every format', async () => {
  const filtered = (format: string) => run({ format, operation: ['ImageList'] }).then(({ out }) => out);
  expect(await filtered('text')).toBe('no findings in 1 interaction of 1 cassette, checked against API 1.20, derived\n');
  expect(JSON.parse(await filtered('json'))).toMatchObject({ findings: [], summary: { interactions: 1, apiVersions: { '1.20': 1 } } });
  expect(elementsOf(await filtered('junit')).filter(({ name }) => name === 'testcase')).toHaveLength(1);
  expect(JSON.parse(await filtered('sarif')).runs[0].results).toEqual([]);
  expect(await filtered('github')).toMatch(/^no findings in 1 interaction/);
});

it('says the same in every format', async () => {
  const { findings } = JSON.parse((await run({ format: 'json' })).out);
  expect(findings.length).toBeGreaterThanOrEqual(2);
  const { results } = JSON.parse((await run({ format: 'sarif' })).out).runs[0];
  expect(results.map((one: { ruleId: string }) => one.ruleId)).toEqual(findings.map((one: { code: string }) => one.code));
  const github = (await run({ format: 'github' })).out;
  const junit = (await run({ format: 'junit' })).out;
  const text = (await run({})).out;
  expect(github.match(/^::/gm)).toHaveLength(findings.length);
  for (const { code, message } of findings) {
    expect(github).toContain(message);
    expect(junit).toContain(`${code} (`);
    expect(text).toContain(`  ${code}  `);
  }
});

it('leads to the line of the file, by its path from where it was started', async () => {
  const { out } = await run({ format: 'github' });
  const [, file = '', line] = /^::error file=([^,]+),line=(\d+),.*\[0\]\.Id is/m.exec(out) ?? [];
  expect(file).toBe('odd/000000-ContainerList.json');
  expect(readFileSync(join(directory(), file), 'utf8').split('\n')[Number(line) - 1]).toContain('"Id": 7');
});

it('writes the file that --output names', async () => {
  expect(await run({ format: 'junit', output: 'tests.xml' })).toEqual({ exitCode: 1, out: '' });
  const names = elementsOf(readFileSync(join(directory(), 'tests.xml'), 'utf8')).map(({ name }) => name);
  expect(names.filter((name) => name === 'testcase')).toHaveLength(3);
});
