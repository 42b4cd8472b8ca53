/** `tapedeck api list`. */
import { ApiDescriptions } from '../docker/schemas.ts';
import { apiListText, type VersionLine } from '../report/api-list-text.ts';
import { EXIT } from './exit-codes.ts';
import type { ResultOptions } from './result.ts';
import { asJson, resultColours, writeResult } from './result.ts';
import type { ApiValues } from './schemas.ts';
import { schemasFor } from './schemas.ts';
import type { World } from './world.ts';

export async function apiList(values: ResultOptions & ApiValues, world: World): Promise<number> {
  const descriptions = new ApiDescriptions(schemasFor(values, world));
  const lines: VersionLine[] = descriptions.versions.list.map((version) => ({
    ...version,
    operations: Object.keys(descriptions.at(version.api).operations).length,
  }));
  writeResult(values.format === 'json' ? asJson(lines) : apiListText(lines, resultColours(values, world)), values, world);
  return EXIT.fine;
}
