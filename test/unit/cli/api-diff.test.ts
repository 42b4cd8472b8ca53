import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { apiDiff } from '../../../src/cli/api-diff.ts';
import { writeCassette } from '../../../src/store/cassette-directory.ts';
import { aCassette, anInteraction, aWholeOutcome } from '../../support/interactions.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { aWorld } from '../../support/world.ts';

const directory = temporaryDirectory();
const VALUES = { from: '1.41', to: '1.52', grade: 'risky', format: 'text' };

async function run(values: Partial<Parameters<typeof apiDiff>[0]>): Promise<{ exitCode: number; out: string }> {
  const world = aWorld({ cwd: directory() });
  const exitCode = await apiDiff({ ...VALUES, ...values }, world);
  return { exitCode, out: world.out() };
}

async function aRecording(name: string, target: string): Promise<string> {
  const interactions = [anInteraction({ target, outcome: aWholeOutcome({ json: [{ VirtualSize: 1 }] }) })];
  await writeCassette(join(directory(), name), aCassette({ interactions }));
  return name;
}

it('ends with 0 without a cassette, whatever broke', async () => {
  const { exitCode, out } = await run({});
  expect(exitCode).toBe(0);
  expect(out).toContain('KernelMemory, KernelMemoryTCP are gone from the request');
});

it('ends with 1 where a cassette uses what broke, or speaks what is refused', async () => {
  const lists = await aRecording('lists', '/v1.44/images/json');
  expect((await run({ cassette: [lists] })).exitCode).toBe(1);
  expect((await run({ cassette: [lists], from: '1.44' })).exitCode).toBe(0);
  const old = await aRecording('old', '/v1.24/_ping');
  const refused = await run({ cassette: [old], from: '1.51' });
  expect(refused.exitCode).toBe(1);
  expect(refused.out).toContain('speaks API 1.24; engines of 1.52 (Docker 29.0) refuse what is below 1.44.');
});

it('keeps the operation asked for', async () => {
  const { changes } = JSON.parse((await run({ operation: ['imagelist'], format: 'json', grade: 'compatible' })).out);
  expect(new Set(changes.map(({ operation }: { operation: string }) => operation))).toEqual(new Set(['ImageList']));
});

it('gives JSON that fits its schema, for a version and all that comes after it', async () => {
  const schema = JSON.parse(readFileSync(new URL('../../../schemas/api-diff-v1.json', import.meta.url), 'utf8'));
  const fits = new Ajv2020({ strictTypes: false }).compile(schema);
  const document = JSON.parse((await run({ from: 'v1.18', to: '1.55', grade: 'compatible', format: 'json' })).out);
  expect(fits(document) ? [] : fits.errors).toEqual([]);
  expect(document.summary.breaking).toBeGreaterThan(50);
});

it('says no changes between a version and itself', async () => {
  expect((await run({ to: '1.41' })).out).toMatch(/\nno changes\n$/);
});

it('refuses what is no version, and one it does not know', async () => {
  await expect(run({ from: 'latest' })).rejects.toThrow('latest is no API version');
  await expect(run({ to: '1.99' })).rejects.toMatchObject({ code: 'TD_API_VERSION' });
});
