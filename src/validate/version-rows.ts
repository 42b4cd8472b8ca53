/**
 * Rows of versions over which engines agree on something.
 *
 * A row ends where an engine disagrees, or where the description leaves the property out. It reaches over versions between
 * two that were seen, and never beyond. It counts where two engines at least agree in it, and enough was seen. What one
 * engine does sometimes, at any version, depends on something (a health check, a swarm), and is so nowhere.
 */
import type { ApiVersion } from '../cassette/types.ts';
import { API_VERSIONS, compareVersions } from '../docker/versions.ts';

/** How much must have been seen. */
export interface LearnLimits {
  readonly engines: number;
  readonly objects: number;
}

/** One engine at one version. */
export interface Source {
  readonly engine: string;
  readonly version: ApiVersion;
}

/** What it says of a claim. */
export interface Verdict {
  readonly holds: boolean;
  /** It did so, and also otherwise. */
  readonly isSometimes: boolean;
  /** So much was seen; 0: it says nothing. */
  readonly objects: number;
}

export interface Row<S extends Source = Source> {
  readonly from: ApiVersion;
  readonly to: ApiVersion;
  readonly engines: readonly string[];
  readonly objects: number;
  readonly samples: readonly S[];
}

/** @param declares whether a version has that of which the claim is */
export function rowsOf<S extends Source & Verdict>(
  samples: readonly S[],
  declares: (version: ApiVersion) => boolean,
  limits: LearnLimits,
): Row<S>[] {
  if (samples.some((one) => one.isSometimes)) return [];
  const telling = samples.filter((one) => one.objects > 0 || !one.holds);
  const rows: Row<S>[] = [];
  let row: S[] = [];
  const finish = () => {
    if (isEnough(row, limits)) rows.push(toRow(row));
    row = [];
  };
  for (const { api } of API_VERSIONS) {
    const here = telling.filter((one) => one.version === api);
    if (here.every((one) => one.holds) && (row.length === 0 || declares(api))) row.push(...here);
    else finish();
  }
  finish();
  return rows;
}

function isEnough(row: readonly (Source & Verdict)[], limits: LearnLimits): boolean {
  const engines = new Set(row.map((one) => seriesOf(one.engine)));
  return engines.size >= limits.engines && sum(row) >= limits.objects;
}

/** In the order of the versions. */
function toRow<S extends Source & Verdict>(samples: readonly S[]): Row<S> {
  const versions = samples.map((one) => one.version).sort(compareVersions);
  const engines = [...new Set(samples.map((one) => one.engine))].sort();
  return { from: versions[0] as ApiVersion, to: versions.at(-1) as ApiVersion, engines, objects: sum(samples), samples };
}

function sum(samples: readonly Verdict[]): number {
  return samples.reduce((total, one) => total + one.objects, 0);
}

/** `Docker 20.10` of `Docker 20.10.24`: releases of a series do not count as two engines. */
function seriesOf(engine: string): string {
  return /^.*?\d+\.\d+/.exec(engine)?.[0] ?? engine;
}
