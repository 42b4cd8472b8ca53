import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../../src/cassette/json.ts';
import { mergeDriftReports } from '../../../src/cli/merge-drift.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { driftJson } from '../../../src/report/drift-json.ts';
import { readDriftReport } from '../../../src/store/drift-report-file.ts';
import { aCheckedCassette, aCheckedEngine, aDrift, aDriftReport, anAcceptance, anyDriftReport, ENGINE } from '../../support/drift.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { aWorld } from '../../support/world.ts';

const directory = temporaryDirectory();
const VALUES = { format: 'json', 'fail-on': 'breaking' };

it('joins what jobs wrote, and ends as one run had', async () => {
  const cwd = directory();
  const world = aWorld({ cwd });
  const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);
  write('1.json', driftJson(aDriftReport()));
  write('2.json', driftJson(aDriftReport({ cassettes: [aCheckedCassette({ cassette: 'b' })], drift: [aDrift({ cassette: 'b' })] })));
  expect(await mergeDriftReports(['1.json', '2.json'], VALUES, world)).toBe(1);
  expect(JSON.parse(world.out())).toMatchObject({ drift: [aDrift({ cassette: 'b' })], summary: { cassettes: 2, interactions: 28 } });
  const { operation, pointer, reason, expires } = anAcceptance();
  write('accept.json', JSON.stringify({ accepted: [{ operation, pointer, reason, expires }] }));
  const accepting = { ...VALUES, accept: 'accept.json', output: 'all.json' };
  expect(await mergeDriftReports(['1.json', '2.json'], accepting, world)).toBe(0);
  // What was accepted stays so, and a merged report can be merged again.
  expect(await mergeDriftReports(['all.json'], VALUES, world)).toBe(0);
  expect(JSON.parse(readFileSync(join(cwd, 'all.json'), 'utf8'))).toMatchObject({ drift: [], summary: { accepted: 1 } });
});

it('writes the report of the parts that are there, and ends with 3 where one is missing', async () => {
  const world = aWorld({ cwd: directory() });
  for (const part of [1, 2, 3]) {
    const engines = [aCheckedEngine({ shard: { parts: [part], of: 3 } })];
    const cassettes = [aCheckedCassette({ cassette: `c${part}` })];
    writeFileSync(join(world.cwd, `p${part}.json`), driftJson(aDriftReport({ engines, cassettes })));
  }
  expect(await mergeDriftReports(['p1.json', 'p3.json'], { ...VALUES, output: 'some.json' }, world)).toBe(3);
  const some = JSON.parse(readFileSync(join(world.cwd, 'some.json'), 'utf8')) as unknown;
  expect(some).toMatchObject({ missing: [`part 2 of 3 at ${ENGINE}`], engines: [{ shard: { parts: [1, 3], of: 3 } }] });
  expect(await mergeDriftReports(['some.json', 'p2.json'], VALUES, world)).toBe(0);
  expect(JSON.parse(world.out())).toMatchObject({ missing: [], engines: [{ shard: null }], summary: { cassettes: 3 } });
});

it('takes reports that do not say yet of which part they are', async () => {
  const world = aWorld({ cwd: directory() });
  const { missing: _, ...old } = JSON.parse(driftJson(aDriftReport())) as { missing: unknown; engines: object[] };
  const engines = old.engines.map((engine) => ({ ...engine, shard: undefined }));
  writeFileSync(join(world.cwd, 'old.json'), JSON.stringify({ ...old, engines }));
  expect(readDriftReport(join(world.cwd, 'old.json'), 'old.json')).toEqual(aDriftReport());
});

it('takes the files as a shell gives them, and no engine beside them', async () => {
  const world = aWorld({ cwd: directory() });
  for (const cassette of ['a', 'b', 'c']) {
    writeFileSync(join(world.cwd, `part-${cassette}.json`), driftJson(aDriftReport({ cassettes: [aCheckedCassette({ cassette })] })));
  }
  const merge = ['verify', '--merge', 'part-a.json', 'part-b.json', 'part-c.json'];
  expect(await runProgram(merge, world)).toBe(0);
  expect(world.out()).toContain('no drift in 42 interactions of 3 cassettes');
  expect(await runProgram([...merge, '--against', 'unix:///nowhere.sock'], world)).toBe(2);
  expect(world.err()).toContain('--merge joins reports: it asks no engine');
});

it('reads every report that is written', () => {
  fc.assert(
    fc.property(anyDriftReport, (report) => {
      const path = join(directory(), 'part.json');
      writeFileSync(path, driftJson(report));
      expect(driftJson(readDriftReport(path, 'part.json'))).toBe(driftJson(report));
    }),
  );
});

it('keeps numbers as they were written', () => {
  const path = join(directory(), 'part.json');
  const text = driftJson(aDriftReport({ drift: [aDrift({ recorded: parseJson('9223372036854775807') })] }));
  writeFileSync(path, text);
  expect(driftJson(readDriftReport(path, 'part.json'))).toBe(text);
});

it('refuses what is no report, with the place', async () => {
  const world = aWorld({ cwd: directory() });
  writeFileSync(join(world.cwd, 'part.json'), driftJson(aDriftReport({ drift: [aDrift({ grade: 'fatal' as 'breaking' })] })));
  await expect(mergeDriftReports(['part.json'], VALUES, world)).rejects.toMatchObject({
    code: 'TD_USAGE',
    message: 'part.json: /drift/0/grade must be one of "breaking", "changed", "added"',
  });
});
