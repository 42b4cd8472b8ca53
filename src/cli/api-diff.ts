/** `tapedeck api diff`. */
import { diffApis } from '../api-diff/diff-apis.ts';
import { Usage } from '../api-diff/usage.ts';
import type { ApiVersion } from '../cassette/types.ts';
import type { ApiDiff, Grade } from '../docker/api-change.ts';
import { ApiDescriptions } from '../docker/schemas.ts';
import { TapedeckError } from '../errors.ts';
import { apiDiffJson } from '../report/api-diff-json.ts';
import { apiDiffText } from '../report/api-diff-text.ts';
import { resolveCassettes } from '../store/cassette-directory.ts';
import { loadWrittenChanges } from '../store/schemas.ts';
import { openCassette } from './cassettes.ts';
import { EXIT } from './exit-codes.ts';
import { operationFilter } from './operation-filter.ts';
import { progressOn } from './progress.ts';
import type { ResultOptions } from './result.ts';
import { resultColour, writeResult } from './result.ts';
import type { ApiValues } from './schemas.ts';
import { schemasFor } from './schemas.ts';
import type { World } from './world.ts';

export interface ApiDiffValues extends ResultOptions, ApiValues {
  readonly from: string;
  readonly to: string;
  readonly cassette?: readonly string[] | undefined;
  readonly grade: string;
  readonly operation?: readonly string[] | undefined;
}

export async function apiDiff(values: ApiDiffValues, world: World): Promise<number> {
  const descriptions = new ApiDescriptions(schemasFor(values, world));
  const [from, to] = [descriptions.at(readVersion(values.from)), descriptions.at(readVersion(values.to))];
  const wanted = operationFilter(values.operation);
  const usage = values.cassette === undefined ? null : await readUsage(values.cassette, world);
  const diff = diffApis(from, to, { written: loadWrittenChanges(), usage });
  // What holds for every operation holds for the one asked for.
  const shown: ApiDiff = {
    ...diff,
    changes: diff.changes.filter((change) => change.operation === null || wanted(change as { operation: string })),
  };
  const grade = values.grade as Grade;
  writeResult(
    values.format === 'json' ? apiDiffJson(shown, { grade }) : apiDiffText(shown, { colour: resultColour(values, world), grade }),
    values,
    world,
  );
  return usage !== null && isBroken(shown) ? EXIT.found : EXIT.fine;
}

async function readUsage(names: readonly string[], world: World): Promise<Usage> {
  const paths = await resolveCassettes(names, world.cwd);
  const progress = progressOn(world);
  const usage = new Usage();
  for (const [at, path] of paths.entries()) {
    if (paths.length > 1) progress.say(`${at + 1} of ${paths.length}: ${path}`);
    await usage.add(await openCassette(path));
  }
  progress.clear();
  return usage;
}

function isBroken({ changes, used }: ApiDiff): boolean {
  return changes.some(({ grade }) => grade === 'breaking') || (used?.refusals.length ?? 0) > 0;
}

/** `1.41`, also written `v1.41`. Whether it is known is for the descriptions to say. */
function readVersion(text: string): ApiVersion {
  const version = /^v?(\d+\.\d+)$/.exec(text)?.[1];
  if (version === undefined) throw new TapedeckError('TD_USAGE', `${text} is no API version`, { hint: 'Give two such as 1.41 and 1.52.' });
  return version as ApiVersion;
}
