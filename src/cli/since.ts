/** In which API version a difference came, where the descriptions know it. */
import { diffApis } from '../api-diff/diff-apis.ts';
import type { ApiVersion } from '../cassette/types.ts';
import type { ApiChange, ChangeKind } from '../docker/api-change.ts';
import type { DriftKind } from '../docker/drift.ts';
import type { ApiDescriptions } from '../docker/schemas.ts';
import { compareVersions } from '../docker/versions.ts';
import { loadWrittenChanges } from '../store/schemas.ts';
import type { Difference } from '../verify/types.ts';

export type SinceOf = (difference: Difference, operation: string | null) => ApiVersion | null;

/** As what the descriptions may show it, the likeliest first: what is gone was as a rule optional for a version before. */
const CHANGES: Partial<Readonly<Record<DriftKind, readonly ChangeKind[]>>> = {
  gone: ['removed', 'behaviour', 'optional'],
  new: ['added', 'required', 'behaviour'],
  type: ['type-changed', 'type-narrowed', 'type-widened', 'nullable', 'never-null', 'behaviour'],
  value: ['values-added', 'values-removed', 'format-changed', 'behaviour'],
  'media-type': ['added', 'removed', 'behaviour'],
  status: ['added', 'removed', 'behaviour'],
  text: ['behaviour'],
};

const BODY = '/outcome/body/data';

/** Steps from one version to the next; none is looked at before something differs. */
export class VersionSteps {
  readonly #descriptions: ApiDescriptions;
  readonly #steps = new Map<ApiVersion, readonly ApiChange[]>();

  constructor(descriptions: ApiDescriptions) {
    this.#descriptions = descriptions;
  }

  /** @param from the recorded version @param to the newest that the engine speaks */
  between(from: ApiVersion | null, to: ApiVersion): SinceOf {
    if (from === null || compareVersions(from, to) >= 0) return () => null;
    const versions = this.#descriptions.versions.list.map(({ api }) => api);
    const later = versions.filter((api) => compareVersions(api, from) > 0 && compareVersions(api, to) <= 0);
    return (difference, operation) => {
      if (operation === null) return null;
      for (const kind of CHANGES[difference.kind] ?? []) {
        const found = later.find((api) => this.#changes(api).some((change) => isThat(change, difference, operation, kind)));
        if (found !== undefined) return found;
      }
      return null;
    };
  }

  #changes(api: ApiVersion): readonly ApiChange[] {
    const known = this.#steps.get(api);
    if (known !== undefined) return known;
    const versions = this.#descriptions.versions.list.map((one) => one.api);
    const before = versions[versions.indexOf(api) - 1] ?? api;
    const { changes } = diffApis(this.#descriptions.at(before), this.#descriptions.at(api), { written: loadWrittenChanges(), usage: null });
    const answers = changes.filter(({ direction }) => direction === 'response');
    this.#steps.set(api, answers);
    return answers;
  }
}

function isThat(change: ApiChange, { kind, pointer }: Difference, operation: string, as: ChangeKind): boolean {
  if ((change.operation !== null && change.operation !== operation) || change.kind !== as) return false;
  switch (change.part) {
    case 'body':
      return pointer.startsWith(BODY) && change.path !== '' && matches(change.path, pointer.slice(BODY.length));
    case 'status':
      return kind === 'status';
    case 'media-type':
      return kind === 'media-type';
    case 'operation':
    case 'query':
    case 'header':
      return false;
    default:
      return change.part satisfies never;
  }
}

/** A change of a field is one of all that stands in it. */
function matches(pattern: string, pointer: string): boolean {
  const [wanted, parts] = [pattern.split('/'), pointer.split('/')];
  return wanted.length <= parts.length && wanted.every((part, at) => part === '*' || part === parts[at]);
}
