/** A playback for programs, as schemas/playback-v1.json describes it. */
import { interactionFileName } from '../cassette/format.ts';
import type { PlaybackReport, ReportedInteraction } from './playback-report.ts';

export function playbackJson({ used, total, cassettes, misses, passedOn, rewinds, unused, bindings, exitCode }: PlaybackReport): string {
  const report = {
    used,
    total,
    cassettes,
    misses: misses.map(({ kind, request, about, message, nearest, advice }) => ({
      kind,
      request,
      about,
      message,
      nearest: nearest.map((near) => ({
        ...named(near),
        differences: near.mismatches.map(({ place, live, recorded }) => ({ place, live, recorded })),
      })),
      advice: advice.map((one) => one.replace(/^- /, '')),
    })),
    passedOn,
    rewinds,
    unused: unused.map(named),
    bindings: bindings.map(({ cassette, type, operation, place, recorded, live }) => ({
      cassette,
      type,
      operation,
      place,
      recorded,
      live,
    })),
    exitCode,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function named({ cassette, interaction }: ReportedInteraction) {
  const { id, operation, request } = interaction;
  return { cassette, id, file: interactionFileName(interaction), operation, request: `${request.method} ${request.target}` };
}
