/** The versions of the Engine API that ship with tapedeck, each with the Docker release that brought it. */
import type { ApiVersion } from '../cassette/types.ts';

/** First release by minor version. https://docs.docker.com/reference/api/engine/#api-version-matrix */
const RELEASES: readonly (readonly [minor: number, release: string])[] = [
  [18, '1.6'],
  [19, '1.7'],
  [20, '1.8'],
  [21, '1.9'],
  [22, '1.10'],
  [23, '1.11'],
  [24, '1.12'],
  [25, '1.13.0'],
  [26, '1.13.1'],
  [27, '17.03.1'],
  [28, '17.04'],
  [29, '17.05'],
  [30, '17.06'],
  [31, '17.07'],
  [32, '17.09'],
  [33, '17.10'],
  [34, '17.11'],
  [35, '17.12'],
  [36, '18.02'],
  [37, '18.03'],
  [38, '18.06'],
  [39, '18.09'],
  [40, '19.03'],
  [41, '20.10'],
  [42, '23.0'],
  [43, '24.0'],
  [44, '25.0'],
  [45, '26.0'],
  [46, '27.0'],
  [47, '27.2'],
  [48, '28.0'],
  [49, '28.1'],
  [50, '28.2'],
  [51, '28.3'],
  [52, '29.0'],
  [53, '29.2'],
  [54, '29.3'],
  [55, '29.6'],
];

export interface KnownVersion {
  readonly api: ApiVersion;
  /** First Docker release with it; null where we cannot name one, as for an imported version. */
  readonly docker: string | null;
  /** True below 1.25: those have prose only, so their schemas are those of 1.25 with corrections (schemas/README.md). */
  readonly derived: boolean;
  /** True where the user has imported its description. */
  readonly imported: boolean;
}

/** 1.25 is the first version with a machine-readable description. */
export const FIRST_DESCRIBED: ApiVersion = '1.25';

export const API_VERSIONS: readonly KnownVersion[] = RELEASES.map(([minor, docker]) => ({
  api: `1.${minor}`,
  docker,
  derived: minor < 25,
  imported: false,
}));

export const OLDEST_VERSION = (API_VERSIONS[0] as KnownVersion).api;
export const NEWEST_VERSION = (API_VERSIONS.at(-1) as KnownVersion).api;

const KNOWN: ReadonlySet<string> = new Set(API_VERSIONS.map((one) => one.api));

/** True for a version whose operations and schemas ship with tapedeck. KnownVersions knows imported ones too. */
export function isKnownVersion(version: string): version is ApiVersion {
  return KNOWN.has(version);
}

/** Negative where `a` is older than `b`, 0 where they are the same, positive where it is newer. */
export function compareVersions(a: ApiVersion, b: ApiVersion): number {
  return rank(a) - rank(b);
}

const ranks = new Map<ApiVersion, number>();

/** Versions are compared some ten thousand times when a description is put together, and there are few of them. */
function rank(version: ApiVersion): number {
  const known = ranks.get(version);
  if (known !== undefined) return known;
  const [major, minor] = version.split('.').map(Number) as [number, number];
  const made = major * 1_000_000 + minor;
  // Recorded paths may name any version; what is kept must not grow with them.
  if (ranks.size < 1000) ranks.set(version, made);
  return made;
}

/** Whether `version` lies in a range as the files in schemas/ write it: `1.25-1.34`, both ends in. */
export function inVersions(range: string, version: ApiVersion): boolean {
  const [from, to] = range.split('-') as [ApiVersion, ApiVersion];
  return compareVersions(from, version) <= 0 && compareVersions(version, to) <= 0;
}
