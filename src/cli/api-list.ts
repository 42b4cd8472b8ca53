/** `tapedeck api list`. */
import { ApiDescriptions } from '../docker/schemas.ts';
import { API_VERSIONS } from '../docker/versions.ts';
import { type VersionLine, versionsText } from '../report/versions-text.ts';
import { loadSchemas } from '../store/schemas.ts';
import { EXIT } from './exit-codes.ts';
import type { ResultOptions } from './result.ts';
import { asJson, resultColours, writeResult } from './result.ts';
import type { World } from './world.ts';

export async function apiList(values: ResultOptions, world: World): Promise<number> {
  const descriptions = new ApiDescriptions(loadSchemas());
  const lines: VersionLine[] = API_VERSIONS.map((version) => ({
    ...version,
    operations: Object.keys(descriptions.at(version.api).operations).length,
  }));
  writeResult(values.format === 'json' ? asJson(lines) : versionsText(lines, resultColours(values, world)), values, world);
  return EXIT.fine;
}
