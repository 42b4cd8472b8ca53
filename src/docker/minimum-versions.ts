/**
 * The oldest API version that an engine speaks. What is older it refuses with 400 ("client version 1.24 is too old").
 *
 *   Docker up to 24.0 (API 1.43)     1.12   20.10.5 and 20.10.24 say so in GET /version (MinAPIVersion)
 *   Docker 25.0 to 28 (API 1.44-51)  1.24   26.1.5 and 28.5.2 say so; 25.0 raised it
 *   Docker 29.0 to 29.2 (1.52-1.53)  1.44   `docker version` of 29.0: "API version: 1.52 (minimum version 1.44)"
 *   Docker 29.3 and later (1.54)     1.40   lowered again; the matrix of docs.docker.com/reference/api/engine says so
 *
 * These are the defaults: DOCKER_MIN_API_VERSION (or `min-api-version` of daemon.json) of an engine moves the bar, down to 1.24.
 */
import type { ApiVersion } from '../cassette/types.ts';
import { compareVersions } from './versions.ts';

/** From which newest version on an engine has which minimum; newest first. */
const MINIMUMS: readonly (readonly [engine: ApiVersion, minimum: ApiVersion])[] = [
  ['1.54', '1.40'],
  ['1.52', '1.44'],
  ['1.44', '1.24'],
];

const OLDEST_MINIMUM: ApiVersion = '1.12';

/** @param newest the newest version that the engine speaks */
export function minimumVersionOf(newest: ApiVersion): ApiVersion {
  return MINIMUMS.find(([engine]) => compareVersions(engine, newest) <= 0)?.[1] ?? OLDEST_MINIMUM;
}
