/** How many findings, of which kind, in how much. The last word of every report. */
import type { ApiVersion } from '../cassette/types.ts';
import type { Finding } from '../docker/finding.ts';
import { compareVersions, FIRST_DESCRIBED } from '../docker/versions.ts';
import type { ReportedInteraction } from './findings-report.ts';
import { count } from './quantities.ts';

export const BY_SEVERITY: readonly Finding['severity'][] = ['error', 'warning', 'note'];

/** As JSON reports have it. */
export interface FindingsSummary {
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly cassettes: number;
  readonly interactions: number;
  /** How many interactions were held against each version, oldest first. */
  readonly apiVersions: Readonly<Record<string, number>>;
  /** How many findings there are of each code. */
  readonly codes: Readonly<Record<string, number>>;
}

export class Tally {
  #cassettes = 0;
  #interactions = 0;
  readonly #versions = new Map<ApiVersion, number>();
  readonly #codes = new Map<string, number>();
  readonly #severities = new Map<Finding['severity'], number>();

  addCassette(): void {
    this.#cassettes += 1;
  }

  add({ apiVersion, findings }: Pick<ReportedInteraction, 'apiVersion' | 'findings'>): void {
    this.#interactions += 1;
    increase(this.#versions, apiVersion);
    for (const { code, severity } of findings) {
      increase(this.#codes, code);
      increase(this.#severities, severity);
    }
  }

  of(severity: Finding['severity']): number {
    return this.#severities.get(severity) ?? 0;
  }

  get summary(): FindingsSummary {
    return {
      errors: this.of('error'),
      warnings: this.of('warning'),
      notes: this.of('note'),
      cassettes: this.#cassettes,
      interactions: this.#interactions,
      apiVersions: Object.fromEntries([...this.#versions].sort(([a], [b]) => compareVersions(a, b))),
      codes: Object.fromEntries([...this.#codes].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }

  /** `2 errors, 1 note in 12 interactions of 1 cassette, checked against API 1.41` */
  get line(): string {
    const found = BY_SEVERITY.filter((severity) => this.of(severity) > 0).map((severity) => count(this.of(severity), severity));
    const where = `${count(this.#interactions, 'interaction')} of ${count(this.#cassettes, 'cassette')}`;
    const against = this.#interactions === 0 ? '' : `, checked against ${versionsText([...this.#versions.keys()])}`;
    return `${found.length === 0 ? 'no findings' : found.join(', ')} in ${where}${against}`;
  }
}

/** More versions than these are told by the first and the last. */
const LISTED_VERSIONS = 6;

/** `API 1.41`; `API 1.20, derived`; `API 1.24 (derived), 1.41`; `API 1.18 … 1.51 (9 versions, 4 derived)`. */
export function versionsText(versions: readonly ApiVersion[]): string {
  const sorted = [...versions].sort(compareVersions);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === last) return `API ${first}${first !== undefined && isDerived(first) ? ', derived' : ''}`;
  if (sorted.length <= LISTED_VERSIONS) {
    return `API ${sorted.map((version) => (isDerived(version) ? `${version} (derived)` : version)).join(', ')}`;
  }
  const derived = sorted.filter(isDerived).length;
  return `API ${first} … ${last} (${sorted.length} versions${derived > 0 ? `, ${derived} derived` : ''})`;
}

function isDerived(version: ApiVersion): boolean {
  return compareVersions(version, FIRST_DESCRIBED) < 0;
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
