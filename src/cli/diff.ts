/** `tapedeck diff`. */
import { basename, relative, resolve } from 'node:path';
import type { ApiVersion, EngineInfo } from '../cassette/types.ts';
import type { CheckedCassette, Drift } from '../docker/drift.ts';
import type { ApiDescription } from '../docker/schema-types.ts';
import { ApiDescriptions } from '../docker/schemas.ts';
import { TapedeckError } from '../errors.ts';
import { CASSETTES_DIRECTORY, resolveCassettes } from '../store/cassette-directory.ts';
import { type CassetteDiff, diffCassettes } from '../verify/diff-cassettes.ts';
import { openCassette } from './cassettes.ts';
import { type DriftReportValues, prepareDriftReport } from './drift-report.ts';
import { gapNote } from './gap-note.ts';
import { operationFilter } from './operation-filter.ts';
import { readablePath } from './readable-path.ts';
import { type ApiValues, importedOperations, schemasFor } from './schemas.ts';
import { VersionSteps } from './since.ts';
import type { World } from './world.ts';

export interface DiffValues extends DriftReportValues, ApiValues {
  readonly first: string;
  readonly second: string;
  readonly operation?: readonly string[] | undefined;
}

const NOTHING: CassetteDiff = { differences: [], compared: [] };

export async function diff(values: DiffValues, world: World): Promise<number> {
  const report = prepareDriftReport(values, world);
  const schemas = schemasFor(values, world);
  const wanted = operationFilter(values.operation, () => importedOperations(schemas));
  const descriptions = new ApiDescriptions(schemas);
  const describe = describeWith(descriptions);
  const steps = new VersionSteps(descriptions);
  const { pairs, notes } = await pairPaths(values, world);
  // Of two directories the second as a whole is the engine.
  const engine = values.second;
  let info: EngineInfo | null = null;
  const cassettes: CheckedCassette[] = [];
  const drift: Drift[] = [];
  const gaps: string[] = [];
  for (const [from, to] of pairs) {
    const [recorded, live] = [await openCassette(from), await openCassette(to)];
    gaps.push(...gapNote(readablePath(from, world.cwd), recorded.interactions), ...gapNote(readablePath(to, world.cwd), live.interactions));
    const started = world.now().getTime();
    const empty = [recorded, live].find(({ interactions }) => interactions.length === 0);
    const { differences, compared } = empty === undefined ? await diffCassettes(recorded, live, describe) : NOTHING;
    info ??= live.info.engine;
    const cassette = recorded.info.name;
    const newest = live.info.engine?.apiVersion ?? null;
    const since = newest === null ? () => null : steps.between(recorded.info.apiVersion, newest);
    drift.push(...differences.filter(wanted).map((one): Drift => ({ ...one, engine, cassette, since: since(one, one.operation) })));
    const checked = compared.filter(wanted);
    cassettes.push({
      engine,
      cassette,
      path: readablePath(from, world.cwd),
      interactions: recorded.interactions.length,
      checked: checked.length,
      ...(empty === undefined
        ? { state: 'whole', detail: null }
        : { state: 'not-run', detail: `${readablePath(empty.path, world.cwd)} has no interactions: there is nothing to compare` }),
      operations: countOperations(checked),
      took: world.now().getTime() - started,
    });
  }
  const engines = [{ engine, info, lacks: [], left: [], shard: null }];
  return report({ command: 'diff', engines, cassettes, drift, unchecked: [], notes: [...notes, ...gaps], missing: [] });
}

/** Two cassettes; or, of two directories, those of one path below them. Throws TD_CASSETTE_MISSING, TD_USAGE. */
async function pairPaths(
  { first, second }: DiffValues,
  world: World,
): Promise<{ readonly pairs: readonly (readonly [string, string])[]; readonly notes: readonly string[] }> {
  const [ours, theirs] = [await resolveCassettes([first], world.cwd), await resolveCassettes([second], world.cwd)];
  if (ours.length === 1 && theirs.length === 1) return { pairs: [[ours[0] as string, theirs[0] as string]], notes: [] };
  const left = new Map(theirs.map((path) => [nameBelow(second, path, world.cwd), path]));
  const pairs: (readonly [string, string])[] = [];
  const alone: string[] = [];
  for (const path of ours) {
    const name = nameBelow(first, path, world.cwd);
    const other = left.get(name);
    if (other === undefined) alone.push(`${name} is in ${first} alone`);
    else pairs.push([path, other]);
    left.delete(name);
  }
  if (pairs.length === 0) {
    throw new TapedeckError('TD_USAGE', `no cassette in ${second} has the name of one in ${first}`, { hint: 'Name two cassettes.' });
  }
  return { pairs, notes: [...alone, ...[...left.keys()].map((name) => `${name} is in ${second} alone`)] };
}

/** Test suites have a folder of cassettes for each file, and those of two files may have one name. */
function nameBelow(directory: string, path: string, cwd: string): string {
  const names = [resolve(cwd, directory), resolve(cwd, CASSETTES_DIRECTORY, directory)].map((root) => relative(root, path));
  const name = names.find((one) => !one.startsWith('..')) ?? '';
  return name === '' ? basename(path) : name;
}

function describeWith(descriptions: ApiDescriptions): (version: ApiVersion) => ApiDescription | null {
  return (version) => (descriptions.versions.has(version) ? descriptions.at(version) : null);
}

function countOperations(interactions: readonly { readonly operation: string | null }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation } of interactions) if (operation !== null) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}
