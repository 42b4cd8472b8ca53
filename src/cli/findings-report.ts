/** `--format`: which report of findings is meant. Only that one is loaded. */
import type { FindingsReport } from '../report/findings-report.ts';
import type { ResultOptions } from './result.ts';
import { resultColours } from './result.ts';
import { PROGRAM_VERSION } from './version.ts';
import type { World } from './world.ts';

export interface FindingsReportOptions extends ResultOptions {
  readonly strict: boolean;
}

export async function findingsReport(options: FindingsReportOptions, world: World): Promise<FindingsReport> {
  switch (options.format) {
    case 'json':
      return new (await import('../report/findings-json.ts')).FindingsJson();
    case 'junit':
      return new (await import('../report/findings-junit.ts')).FindingsJunit(options);
    case 'sarif':
      return new (await import('../report/findings-sarif.ts')).FindingsSarif({ version: PROGRAM_VERSION });
    case 'github':
      return new (await import('../report/findings-github.ts')).FindingsGithub();
    default:
      return new (await import('../report/findings-text.ts')).FindingsText(resultColours(options, world));
  }
}
