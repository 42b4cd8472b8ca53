/**
 * The contract: one interaction against one version of the Engine API. Keeps what was put together and compiled from
 * one interaction to the next, so make one and use it for all.
 *
 *   interaction ─► operation ─► request: query, headers, body
 *                          └──► answer: status, media type, body or stream
 */
import type { ApiVersion, BodyFiles, Interaction } from '../cassette/types.ts';
import type { Finding } from '../docker/finding.ts';
import { findOperation } from '../docker/operations.ts';
import type { ApiDescription, SchemaSource } from '../docker/schema-types.ts';
import { ApiDescriptions } from '../docker/schemas.ts';
import { compareVersions, FIRST_DESCRIBED, isKnownVersion, NEWEST_VERSION, OLDEST_VERSION } from '../docker/versions.ts';
import { checkErrorBody } from './check-body.ts';
import { checkRequest } from './check-request.ts';
import { checkResponse } from './check-response.ts';
import { BodyChecks } from './compile.ts';
import { Findings } from './findings.ts';

/** Where an interaction stands. */
export interface Place {
  /** Name of its cassette, for the findings. */
  readonly cassette: string;
  readonly files: BodyFiles;
}

export class Contract {
  readonly #descriptions: ApiDescriptions;
  readonly #checks = new Map<ApiVersion, BodyChecks>();

  constructor(schemas: SchemaSource) {
    this.#descriptions = new ApiDescriptions(schemas);
  }

  /** Throws TD_API_VERSION for a version that is not known. */
  description(version: ApiVersion): ApiDescription {
    return this.#descriptions.at(version);
  }

  /** @param version null where nobody says which: the newest counts */
  async check(interaction: Interaction, place: Place, version: ApiVersion | null): Promise<readonly Finding[]> {
    const { request } = interaction;
    const match = findOperation(request.method, request.target);
    const operation = match?.operation.id ?? null;
    const apiVersion = version ?? NEWEST_VERSION;
    const derived = compareVersions(apiVersion, FIRST_DESCRIBED) < 0;
    const findings = new Findings({ cassette: place.cassette, interaction: interaction.id, operation, apiVersion, derived });
    const path = `${request.method} ${request.target.split('?')[0]}`;
    if (!isKnownVersion(apiVersion)) {
      const what = `API ${apiVersion} is not known (${OLDEST_VERSION} to ${NEWEST_VERSION} are), so only the shape of errors was checked.`;
      findings.add('version-unknown', '/request/target', what);
    } else if (match === null) {
      findings.add('operation-unknown', '/request/target', `No version of the API knows ${path}.`);
    } else {
      const description = this.#descriptions.at(apiVersion);
      const facts = description.operations[match.operation.id];
      if (facts !== undefined) {
        const pointer = `/operations/${match.operation.id}`;
        const context = { match, facts, pointer, description, checks: this.#checksAt(description), files: place.files, findings };
        checkRequest(request, context);
        await checkResponse(interaction, context);
        return findings.list;
      }
      const { since, until } = match.operation;
      const when = compareVersions(apiVersion, since) < 0 ? `it came with ${since}` : `${until} was the last that had it`;
      findings.add('operation-version', '/request/target', `API ${apiVersion} does not have ${operation} (${path}); ${when}.`);
    }
    checkErrorAlone(interaction, apiVersion, place.files, findings);
    return findings.list;
  }

  #checksAt(description: ApiDescription): BodyChecks {
    const made = this.#checks.get(description.version) ?? new BodyChecks(description);
    this.#checks.set(description.version, made);
    return made;
  }
}

/** Of an answer to what the API does not have: errors have one shape whatever was asked. */
function checkErrorAlone({ request, outcome }: Interaction, version: ApiVersion, files: BodyFiles, findings: Findings): void {
  if (outcome.kind !== 'whole' || outcome.head.status < 400 || request.method === 'HEAD') return;
  // Errors below 1.24 are plain text, also the one that says a version is too old.
  checkErrorBody(outcome, { plainText: compareVersions(version, '1.24') < 0, files, findings });
}
