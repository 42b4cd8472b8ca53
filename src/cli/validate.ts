/** `tapedeck validate`. */
import type { Finding } from '../docker/finding.ts';
import { findingsJson } from '../report/findings-json.ts';
import { findingsText } from '../report/findings-text.ts';
import { resolveCassettes } from '../store/cassette-directory.ts';
import { loadSchemas } from '../store/schemas.ts';
import { validateCassette } from '../validate/validate-cassette.ts';
import { openCassette } from './cassettes.ts';
import { EXIT } from './exit-codes.ts';
import { operationFilter } from './operation-filter.ts';
import { readApi } from './options.ts';
import { progressOn } from './progress.ts';
import type { ResultOptions } from './result.ts';
import { resultColour, writeResult } from './result.ts';
import type { World } from './world.ts';

export interface ValidateValues extends ResultOptions {
  readonly cassette: readonly string[];
  readonly api: string;
  readonly strict: boolean;
  readonly operation?: readonly string[] | undefined;
}

export async function validate(values: ValidateValues, world: World): Promise<number> {
  const api = readApi(values.api);
  const wanted = operationFilter(values.operation);
  const paths = await resolveCassettes(values.cassette, world.cwd);
  const progress = progressOn(world);
  const findings: Finding[] = [];
  for (const [at, path] of paths.entries()) {
    if (paths.length > 1) progress.say(`${at + 1} of ${paths.length}: ${path}`);
    const cassette = await openCassette(path);
    // Of the findings only: interactions left out would be missed by those that follow (a ping tells which version is spoken).
    for await (const finding of validateCassette(cassette, { api, schemas: loadSchemas() })) if (wanted(finding)) findings.push(finding);
  }
  progress.clear();
  writeResult(
    values.format === 'json' ? findingsJson(findings) : findingsText(findings, { colour: resultColour(values, world) }),
    values,
    world,
  );
  return findings.some((finding) => values.strict || finding.severity === 'error') ? EXIT.found : EXIT.fine;
}
