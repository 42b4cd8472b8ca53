/**
 * What one version of the Engine API says: the facts of its description (schemas/definitions.json, operations.json)
 * with our corrections (errata.json).
 *
 * Below 1.25 there is prose only. Those versions get the facts of 1.25, cut to what their prose names (derived.ts),
 * and corrections of their own.
 */
import type { ApiVersion } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import { deriveOperations } from './derived.ts';
import { applyErratum, type Draft } from './schema-errata.ts';
import type { ApiDescription, Definitions, Direction, OperationFacts, SchemaFacts, SchemaSource } from './schema-types.ts';
import { compareVersions, FIRST_DESCRIBED, inVersions, isKnownVersion, NEWEST_VERSION, OLDEST_VERSION } from './versions.ts';

/** Descriptions by version, each put together on first use. */
export class ApiDescriptions {
  readonly #source: SchemaSource;
  readonly #made = new Map<ApiVersion, ApiDescription>();

  constructor(source: SchemaSource) {
    this.#source = source;
  }

  /** Throws TD_API_VERSION for a version that is not known. */
  at(version: ApiVersion): ApiDescription {
    const made = this.#made.get(version) ?? this.#make(version);
    this.#made.set(version, made);
    return made;
  }

  #make(version: ApiVersion): ApiDescription {
    if (!isKnownVersion(version)) {
      throw new TapedeckError('TD_API_VERSION', `Engine API ${version} is not known`, {
        hint: `Versions ${OLDEST_VERSION} to ${NEWEST_VERSION} are.`,
      });
    }
    const [request, response] = [this.#corrected(version, 'request'), this.#corrected(version, 'response')];
    return {
      version,
      derived: compareVersions(version, FIRST_DESCRIBED) < 0,
      operations: mergeDirections(request.operations, response.operations),
      definitions: { request: request.definitions, response: response.definitions },
    };
  }

  #corrected(version: ApiVersion, direction: Direction): Draft {
    let draft = this.#published(version);
    for (const erratum of this.#source.errata.errata) {
      if (!inVersions(erratum.versions, version) || (erratum.in ?? direction) !== direction) continue;
      draft = applyErratum(draft, erratum, (other) => this.#published(other));
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
      if (entry !== undefined) operations[id] = entry;
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
