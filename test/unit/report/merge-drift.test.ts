import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CheckedCassette, Drift, DriftReport, FoundDrift } from '../../../src/docker/drift.ts';
import { acceptDrift } from '../../../src/report/accept-drift.ts';
import { mergeDrift, reopenDrift } from '../../../src/report/merge-drift.ts';
import { orderDrift } from '../../../src/report/order-drift.ts';
import {
  aCheckedCassette,
  aCheckedEngine,
  aDrift,
  aDriftReport,
  anAcceptance,
  anUnchecked,
  anyDrift,
  ENGINE,
} from '../../support/drift.ts';

const merge = (...reports: DriftReport[]): DriftReport =>
  mergeDrift(reports.map((report, at) => ({ name: `part-${at + 1}.json`, report })));
const OTHER = 'tcp://127.0.0.1:2375';

/** The cassettes of a run at two engines, what was found of them, and to which of three shards each belongs. */
const aRun = fc.uniqueArray(fc.record({ name: fc.string(), shard: fc.nat({ max: 2 }), drift: fc.array(anyDrift, { maxLength: 4 }) }), {
  selector: ({ name }) => name,
  maxLength: 6,
});

function foundOf(run: readonly { readonly name: string; readonly drift: readonly Drift[] }[]): FoundDrift {
  const cassettes: CheckedCassette[] = run.flatMap(({ name }) =>
    [ENGINE, OTHER].map((engine) => aCheckedCassette({ cassette: name, engine, path: `c/${name}` })),
  );
  const { accepted: _, idleAcceptances: __, ...rest } = aDriftReport({ engines: [aCheckedEngine(), aCheckedEngine({ engine: OTHER })] });
  const drift = run.flatMap((one) => one.drift.map((drift) => ({ ...drift, cassette: one.name })));
  return { ...rest, cassettes, drift, unchecked: run.map(({ name }) => anUnchecked({ cassette: name })), notes: ['It rains.'] };
}

const shardOf = (report: DriftReport, part: number, of: number): DriftReport => ({
  ...report,
  engines: report.engines.map((engine) => ({ ...engine, shard: { parts: [part], of } })),
});

it('gives of the shards of a run what the whole run gives, acceptances and all', () => {
  fc.assert(
    fc.property(aRun, (run) => {
      const known = run.flatMap(({ drift }) => drift).filter((_, at) => at % 2 === 0);
      const acceptances = [
        ...known.map((drift) => anAcceptance(drift)),
        anAcceptance(aDrift({ pointer: '/none' })),
        anAcceptance(aDrift({ operation: '*', pointer: '' }), { expires: '2020-01-01' }),
      ];
      const report = (part: typeof run): DriftReport => acceptDrift(foundOf(part), acceptances, '2026-11-26');
      const shards = [0, 1, 2].map((shard) => shardOf(report(run.filter((one) => one.shard === shard)), shard + 1, 3));
      expect(merge(...shards)).toEqual(orderDrift(report(run)));
    }),
  );
});

it('can be judged anew, with other acceptances', () => {
  const accepted = acceptDrift(aDriftReport({ drift: [aDrift()] }), [anAcceptance()], '2026-11-26');
  expect(reopenDrift(merge(accepted)).drift).toEqual([aDrift()]);
});

it('tells engines of one URL apart that are not the same', () => {
  const old = aDriftReport({ engines: [aCheckedEngine({ info: null })], cassettes: [] });
  const docker = { name: 'Docker', apiVersion: '1.45', minApiVersion: null, os: 'linux', arch: 'amd64' } as const;
  const part = (version: string): DriftReport =>
    aDriftReport({ engines: [aCheckedEngine({ info: { ...docker, version } })], drift: [aDrift()], unchecked: [anUnchecked()] });
  const report = merge(part('26.1.5'), part('28.5.2'), old);
  const names = [`${ENGINE} (Docker 26.1.5)`, `${ENGINE} (Docker 28.5.2)`];
  expect(report.engines.map(({ engine }) => engine)).toEqual([...names, ENGINE]);
  for (const list of [report.drift, report.cassettes, report.unchecked]) expect(list.map(({ engine }) => engine)).toEqual(names);
});

it('calls cassettes of one name by their paths', () => {
  const part = (path: string): DriftReport => aDriftReport({ cassettes: [aCheckedCassette({ path })], drift: [aDrift()] });
  const report = merge(part('a/hello'), part('b/hello'));
  expect(report.drift.map(({ cassette }) => cassette)).toEqual(['a/hello', 'b/hello']);
  expect(report.cassettes.map(({ cassette }) => cassette)).toEqual(['a/hello', 'b/hello']);
});

it('refuses a part that is there twice, and reports of two commands', () => {
  expect(() => merge(aDriftReport(), aDriftReport())).toThrow(
    expect.objectContaining({ code: 'TD_USAGE', message: `cassettes/hello at ${ENGINE} is in part-1.json and in part-2.json` }),
  );
  expect(() => merge(aDriftReport(), aDriftReport({ command: 'diff' }))).toThrow(
    'part-1.json is a report of verify and part-2.json of diff',
  );
});

it('names the parts that are missing, at each engine, and takes them later', () => {
  const part = (number: number, engine = ENGINE): DriftReport =>
    shardOf(aDriftReport({ engines: [aCheckedEngine({ engine })], cassettes: [] }), number, 4);
  const some = merge(part(4), part(1));
  expect(some.engines).toEqual([aCheckedEngine({ shard: { parts: [1, 4], of: 4 } })]);
  expect(some.missing).toEqual([`parts 2, 3 of 4 at ${ENGINE}`]);
  expect(merge(some, part(2)).missing).toEqual([`part 3 of 4 at ${ENGINE}`]);
  expect(merge(some, part(2), part(3))).toEqual(merge(part(1), part(2), part(3), part(4)));
  expect(merge(part(1), part(2), part(3), part(4)).missing).toEqual([]);
  const both = merge(...[1, 2, 3, 4].map((number) => part(number)), part(1, OTHER));
  expect(both.missing).toEqual([`parts 2, 3, 4 of 4 at ${OTHER}`]);
});

it('refuses the same part twice, and parts of two splits, be they empty', () => {
  const part = (number: number, of: number) => shardOf(aDriftReport({ cassettes: [] }), number, of);
  expect(() => merge(part(1, 3), part(2, 3), part(1, 3))).toThrow(
    expect.objectContaining({ code: 'TD_USAGE', message: `part 1 of 3 at ${ENGINE} is in part-1.json and in part-3.json` }),
  );
  expect(() => merge(part(1, 3), part(2, 4))).toThrow(
    expect.objectContaining({ code: 'TD_USAGE', message: `part-1.json is of 3 parts and part-2.json of 4, at ${ENGINE}` }),
  );
});
