/**
 * What one version of the Engine API says: the facts of its description (schemas/definitions.json, operations.json)
 * with our corrections (errata.json).
 *
 * Below 1.25 there is prose only. Those versions get the facts of 1.25, cut to what their prose names (derived.ts),
 * and corrections of their own. A version that the user has imported comes whole, and is corrected where it still says
 * what the versions said that we know.
 */
import type { ApiVersion } from '../cassette/types.ts';
import { deriveOperations } from './derived.ts';
import { operationsBeside } from './imported-operations.ts';
import { KnownVersions } from './known-versions.ts';
import { OperationRoutes } from './operation-routes.ts';
import type { OperationMatch } from './operation-types.ts';
import { findOperation, OPERATIONS } from './operations.ts';
import { applyErratum, canApply, type Draft, hasPlace } from './schema-errata.ts';
import type {
  ApiDescription,
  Definitions,
  Direction,
  Erratum,
  ImportedApi,
  OperationFacts,
  SchemaFacts,
  SchemaSource,
} from './schema-types.ts';
import { compareVersions, FIRST_DESCRIBED, inVersions, NEWEST_VERSION } from './versions.ts';

/** Descriptions by version, each put together on first use. */
export class ApiDescriptions {
  readonly #source: SchemaSource;
  readonly #made = new Map<ApiVersion, ApiDescription>();
  readonly #routes = new Map<ApiVersion, OperationRoutes>();
  readonly versions: KnownVersions;

  constructor(source: SchemaSource) {
    this.#source = source;
    this.versions = new KnownVersions(source.imported?.keys());
  }

  /** Throws TD_API_VERSION for a version that is not known. */
  at(version: ApiVersion): ApiDescription {
    const made = this.#made.get(version) ?? this.#make(version);
    this.#made.set(version, made);
    return made;
  }

  #make(version: ApiVersion): ApiDescription {
    if (!this.versions.has(version)) throw this.versions.unknown(version);
    const [request, response] = [this.#corrected(version, 'request'), this.#corrected(version, 'response')];
    return {
      version,
      derived: compareVersions(version, FIRST_DESCRIBED) < 0,
      operations: mergeDirections(request.operations, response.operations),
      definitions: { request: request.definitions, response: response.definitions },
    };
  }

  /**
   * What a request line asks for: at that version, else at any; null where no version knows it.
   * Imported versions may have operations of which the table of operations knows nothing.
   */
  findOperation(method: string, target: string, version: ApiVersion): OperationMatch | null {
    const imported = [...(this.#source.imported?.keys() ?? [])].sort(compareVersions);
    const own = imported.includes(version) ? this.#routesAt(version).find(method, target) : findOperation(method, target);
    if (own !== null) return own;
    for (const other of imported) {
      const match = this.#routesAt(other).find(method, target);
      if (match !== null) return match;
    }
    return null;
  }

  /** As it was published, or imported: without our corrections. Null for a version that is not known. */
  published(version: ApiVersion): Draft | null {
    if (!this.versions.has(version)) return null;
    return this.#source.imported?.get(version)?.() ?? this.#published(version);
  }

  /** The corrections that were made to a version, in the order in which they stand in the file. */
  errataAt(version: ApiVersion): readonly Erratum[] {
    const imported = this.#source.imported?.get(version)?.();
    if (imported === undefined) return this.#source.errata.errata.filter((erratum) => inVersions(erratum.versions, version));
    const applied = new Set<Erratum>();
    for (const direction of ['request', 'response'] as const) this.#correctedImport(imported, direction, applied);
    return this.#source.errata.errata.filter((erratum) => applied.has(erratum));
  }

  #routesAt(version: ApiVersion): OperationRoutes {
    const made = this.#routes.get(version) ?? new OperationRoutes([...OPERATIONS, ...operationsBeside(OPERATIONS, this.at(version))]);
    this.#routes.set(version, made);
    return made;
  }

  #corrected(version: ApiVersion, direction: Direction): Draft {
    const imported = this.#source.imported?.get(version)?.();
    if (imported !== undefined) return this.#correctedImport(imported, direction);
    let draft = this.#published(version);
    for (const erratum of this.#source.errata.errata) {
      if (!inVersions(erratum.versions, version) || (erratum.in ?? direction) !== direction) continue;
      draft = applyErratum(draft, erratum, (other) => this.#published(other));
    }
    return draft;
  }

  /** A correction holds as long as the description has not changed there: its place must be there, or free, as it was. */
  #correctedImport(imported: ImportedApi, direction: Direction, applied = new Set<Erratum>()): Draft {
    const version = compareVersions(imported.version, NEWEST_VERSION) > 0 ? NEWEST_VERSION : imported.version;
    let model = this.#published(version);
    let draft: Draft = imported;
    for (const erratum of this.#source.errata.errata) {
      if (!inVersions(erratum.versions, version) || (erratum.in ?? direction) !== direction) continue;
      const asItWas = hasPlace(draft, erratum.place) === hasPlace(model, erratum.place) && canApply(draft, erratum);
      if (asItWas) {
        draft = applyErratum(draft, erratum, (other) => this.#published(other));
        applied.add(erratum);
      }
      model = applyErratum(model, erratum, (other) => this.#published(other));
    }
    return draft;
  }

  #published(version: ApiVersion): Draft {
    const derived = compareVersions(version, FIRST_DESCRIBED) < 0;
    const described = derived ? FIRST_DESCRIBED : version;
    const definitions: Record<string, SchemaFacts> = {};
    const operations: Record<string, OperationFacts> = {};
    for (const [name, entries] of Object.entries(this.#source.definitions.definitions)) {
      const entry = entries.find((one) => inVersions(one.versions, described));
      if (entry !== undefined) definitions[name] = entry.schema;
    }
    for (const [id, entries] of Object.entries(this.#source.operations.operations)) {
      const entry = entries.find((one) => inVersions(one.versions, described));
      if (entry === undefined) continue;
      const { versions: _, ...facts } = entry;
      operations[id] = facts;
    }
    return { definitions, operations: derived ? deriveOperations(version, this.#source.derived, operations) : operations };
  }
}

/** Bodies as clients send them, answers as engines give them. */
function mergeDirections(
  requests: Record<string, OperationFacts>,
  responses: Record<string, OperationFacts>,
): Record<string, OperationFacts> {
  return Object.fromEntries(Object.entries(requests).map(([id, facts]) => [id, { ...facts, responses: responses[id]?.responses ?? {} }]));
}

const REF = /^#\/definitions\/(.+)$/;

/** Follows `$ref` to the schema it names; a name that is not there gives the empty schema, which allows anything. */
export function resolveSchema(schema: SchemaFacts, definitions: Definitions): SchemaFacts {
  let target = schema;
  for (let steps = 0; target.$ref !== undefined && steps < 10; steps++) {
    target = definitions[REF.exec(target.$ref)?.[1] ?? ''] ?? {};
  }
  return target;
}
