/** The API versions that can be asked for: those that ship, and those that the user has imported. */
import type { ApiVersion } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import { API_VERSIONS, compareVersions, type KnownVersion } from './versions.ts';

export class KnownVersions {
  /** Oldest first. */
  readonly list: readonly KnownVersion[];
  readonly #byName: ReadonlyMap<string, KnownVersion>;

  constructor(imported: Iterable<ApiVersion> = []) {
    const byName = new Map(API_VERSIONS.map((one) => [one.api, one]));
    for (const api of imported) byName.set(api, { ...(byName.get(api) ?? { api, docker: null, derived: false }), imported: true });
    this.#byName = byName;
    this.list = [...byName.values()].sort((a, b) => compareVersions(a.api, b.api));
  }

  has(version: string): version is ApiVersion {
    return this.#byName.has(version);
  }

  get oldest(): ApiVersion {
    return (this.list[0] as KnownVersion).api;
  }

  get newest(): ApiVersion {
    return (this.list.at(-1) as KnownVersion).api;
  }

  /** What to read next to "is not known": `1.55 is the newest that is`. */
  nearest(version: ApiVersion): string {
    // 1.40 written as a number loses its last digit; 1.411 has one too many.
    const meant = [`${version}0`, version.slice(0, -1), version.slice(0, -2) + version.slice(-1)].find((one) => this.has(one));
    if (compareVersions(version, this.oldest) < 0) return `${this.oldest} is the oldest that is${meant ? `; did you mean ${meant}?` : ''}`;
    if (compareVersions(version, this.newest) > 0) return `${this.newest} is the newest that is${meant ? `; did you mean ${meant}?` : ''}`;
    const below = this.list.findLast((one) => compareVersions(one.api, version) < 0);
    const above = this.list.find((one) => compareVersions(one.api, version) > 0);
    return `${below?.api} and ${above?.api} are the nearest that are`;
  }

  unknown(version: ApiVersion): TapedeckError {
    const hint = 'tapedeck api list lists all.';
    return new TapedeckError('TD_API_VERSION', `Engine API ${version} is not known: ${this.nearest(version)}`, {
      hint: compareVersions(version, this.newest) > 0 ? `${hint} A newer description can be added: tapedeck api import FILE.` : hint,
    });
  }
}
