/** Versions that an engine does not speak, as recordings ask for them. */
import type { ApiVersion } from '../cassette/types.ts';
import type { Minimum, Refusal } from '../docker/api-change.ts';
import { minimumVersionOf } from '../docker/minimum-versions.ts';
import { API_VERSIONS, compareVersions } from '../docker/versions.ts';
import type { SpokenVersions } from './usage.ts';

/** Of engines whose newest version that is. */
export function minimumOf(engine: ApiVersion): Minimum {
  const docker = API_VERSIONS.find((one) => one.api === engine)?.docker ?? null;
  const version = minimumVersionOf(engine);
  return { engine, docker, version, message: `${enginesOf(engine, docker)} refuse what is below ${version}.` };
}

/** One for each version that a cassette names and engines of `minimum` refuse, too old or too new. */
export function findRefusals(spoken: readonly SpokenVersions[], { engine, docker, version }: Minimum): Refusal[] {
  const engines = enginesOf(engine, docker).replace('Engines', 'engines');
  return spoken.flatMap(({ cassette, named }) =>
    [...named]
      .sort(([a], [b]) => compareVersions(a, b))
      .flatMap(([speaks, requests]) => {
        const reason =
          compareVersions(speaks, version) < 0 ? `below ${version}` : compareVersions(speaks, engine) > 0 ? `above ${engine}` : null;
        return reason === null
          ? []
          : [{ cassette, speaks, requests, message: `speaks API ${speaks}; ${engines} refuse what is ${reason}` }];
      }),
  );
}

function enginesOf(engine: ApiVersion, docker: string | null): string {
  return docker === null ? `Engines of ${engine}` : `Engines of ${engine} (Docker ${docker})`;
}
