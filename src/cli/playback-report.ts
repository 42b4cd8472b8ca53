/** `--format` of commands that play recorded answers. Only the report that is meant is loaded. */
import type { PlaybackReport } from '../report/playback-report.ts';
import type { ResultOptions } from './result.ts';
import { writeSummary } from './result.ts';
import type { World } from './world.ts';

/** Throws TD_IO where `--output` cannot be written. */
export async function reportPlayback(report: PlaybackReport, options: ResultOptions, world: World): Promise<void> {
  writeSummary(await textOf(report, options.format), options, world);
}

async function textOf(report: PlaybackReport, format: string): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../report/playback-json.ts')).playbackJson(report);
    case 'junit':
      return (await import('../report/playback-junit.ts')).playbackJunit(report);
    default:
      return (await import('../report/playback-text.ts')).playbackText(report);
  }
}
