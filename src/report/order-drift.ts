/** Everything of a report in one order, whoever was quicker when it was found: that of engines, cassettes, interactions. */
import type { Drift, DriftReport } from '../docker/drift.ts';
import { compareNames } from './drift-groups.ts';

/** Engines stay in the order of the command line; cassettes go by their paths; what is said of one interaction stays as it came. */
export function orderDrift(report: DriftReport): DriftReport {
  const engines = new Map(report.engines.map(({ engine }, at) => [engine, at]));
  const paths = new Map(report.cassettes.map(({ engine, cassette, path }) => [JSON.stringify([engine, cassette]), path]));
  const compare = (a: Place, b: Place): number =>
    (engines.get(a.engine) ?? engines.size) - (engines.get(b.engine) ?? engines.size) ||
    compareNames(paths.get(JSON.stringify([a.engine, a.cassette])) ?? '', paths.get(JSON.stringify([b.engine, b.cassette])) ?? '') ||
    compareNames(a.cassette, b.cassette) ||
    (a.interaction ?? -1) - (b.interaction ?? -1);
  return {
    ...report,
    cassettes: report.cassettes.toSorted((a, b) => compare({ ...a, interaction: 0 }, { ...b, interaction: 0 })),
    drift: report.drift.toSorted(compare),
    unchecked: report.unchecked.toSorted(compare),
    accepted: report.accepted.toSorted((a, b) => compare(a.drift, b.drift)),
  };
}

type Place = Pick<Drift, 'engine' | 'cassette' | 'interaction'>;
