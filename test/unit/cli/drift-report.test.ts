import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { driftExitCode, prepareDriftReport } from '../../../src/cli/drift-report.ts';
import type { DriftGrade, DriftReport, FoundDrift } from '../../../src/docker/drift.ts';
import { aCheckedCassette, aDrift, aDriftReport, anAcceptance } from '../../support/drift.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { aWorld } from '../../support/world.ts';

const directory = temporaryDirectory();
const exitCode = (parts: Partial<DriftReport>, failOn: DriftGrade = 'breaking'): number => driftExitCode(aDriftReport(parts), failOn);
const found: FoundDrift = aDriftReport({ drift: [aDrift()] });

it('ends with 1 on drift of the grade asked for, or a graver one', () => {
  const drift = [aDrift({ grade: 'changed' })];
  expect([exitCode({ drift }), exitCode({ drift }, 'changed'), exitCode({ drift }, 'added'), exitCode({})]).toEqual([0, 1, 1, 0]);
});

it('ends with 3 where a session was not asked to its end, unless the engine refused its version', () => {
  const cassettes = [aCheckedCassette({ state: 'broken-off' })];
  expect(exitCode({ cassettes, drift: [aDrift()] })).toBe(3);
  expect(exitCode({ cassettes, drift: [aDrift({ kind: 'version-refused' })] })).toBe(1);
  expect(exitCode({ cassettes, drift: [aDrift({ kind: 'version-refused', cassette: 'other' })] })).toBe(3);
});

it('ends with 3 where a part is missing, whatever the others found', () => {
  expect([exitCode({ missing: ['part 2 of 3'] }), exitCode({ missing: ['part 2 of 3'], drift: [aDrift()] })]).toEqual([3, 3]);
});

it('writes the report, and does not count what a file accepts', async () => {
  const cwd = directory();
  const { operation, pointer, reason, expires } = anAcceptance();
  writeFileSync(join(cwd, 'accept.json'), JSON.stringify({ accepted: [{ operation, pointer, reason, expires }] }));
  const world = aWorld({ cwd });
  const values = { format: 'text', 'fail-on': 'breaking' };
  expect(await prepareDriftReport(values, world)(found)).toBe(1);
  expect(world.out()).toContain('1 breaking in 14 interactions');
  const accepting = { ...values, format: 'json', output: 'drift.json', accept: 'accept.json' };
  expect(await prepareDriftReport(accepting, world)(found)).toBe(0);
  expect(JSON.parse(readFileSync(join(cwd, 'drift.json'), 'utf8'))).toMatchObject({ drift: [], accepted: [{ reason }] });
});

it('counts again when the day of an acceptance is over', async () => {
  const cwd = directory();
  const { operation, pointer, reason, expires } = anAcceptance();
  writeFileSync(join(cwd, 'accept.json'), JSON.stringify({ accepted: [{ operation, pointer, reason, expires }] }));
  const on = (day: string) => aWorld({ cwd, now: () => new Date(day) });
  const values = { format: 'text', 'fail-on': 'breaking', accept: 'accept.json' };
  expect(await prepareDriftReport(values, on('2027-01-31T23:59:59Z'))(found)).toBe(0);
  expect(await prepareDriftReport(values, on('2027-02-01T00:00:00Z'))(found)).toBe(1);
});

it('finds what is wrong with the command line before anything is asked', () => {
  const world = aWorld({ cwd: directory() });
  expect(() => prepareDriftReport({ format: 'text', 'fail-on': 'breaking', accept: 'none.json' }, world)).toThrow(/cannot read none\.json/);
  expect(() => prepareDriftReport({ format: 'text', 'fail-on': 'breaking', output: 'a/b' }, world)).toThrow(/there is no directory a/);
});
