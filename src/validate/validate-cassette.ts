/**
 * A cassette against the Engine API.
 *
 *   interaction ─► version ─► operation ─► request: query, headers, body
 *                                      └─► answer: status, media type, body or stream
 *
 * Errors are violations. Warnings are what an engine lets pass (an unknown query parameter). Notes are what the
 * descriptions do not say, and engines do all the same.
 */
import type { ApiVersion, Cassette, Interaction } from '../cassette/types.ts';
import type { Finding } from '../docker/finding.ts';
import { findOperation } from '../docker/operations.ts';
import type { ApiDescription, SchemaSource } from '../docker/schema-types.ts';
import { ApiDescriptions } from '../docker/schemas.ts';
import { compareVersions, isKnownVersion, NEWEST_VERSION, OLDEST_VERSION } from '../docker/versions.ts';
import { checkErrorBody } from './check-body.ts';
import { checkRequest } from './check-request.ts';
import { checkResponse } from './check-response.ts';
import { BodyChecks } from './compile.ts';
import { Findings } from './findings.ts';
import { RecordedVersion } from './recorded-version.ts';

export interface ValidateOptions {
  /** The version to hold everything against; `recorded`: the one each interaction spoke. */
  readonly api: 'recorded' | ApiVersion;
  readonly schemas: SchemaSource;
}

/** Findings in the order of the interactions. Throws TD_API_VERSION for an `api` that is not known. */
export async function* validateCassette(cassette: Cassette, options: ValidateOptions): AsyncGenerator<Finding, void, undefined> {
  const validator = new Validator(options);
  const recorded = new RecordedVersion(cassette);
  for (const interaction of cassette.interactions) {
    const spoken = recorded.of(interaction);
    yield* await validator.validate(interaction, cassette, options.api === 'recorded' ? spoken : options.api);
  }
}

/** Keeps what was compiled from one interaction to the next. */
class Validator {
  readonly #descriptions: ApiDescriptions;
  readonly #checks = new Map<ApiVersion, BodyChecks>();

  constructor({ api, schemas }: ValidateOptions) {
    this.#descriptions = new ApiDescriptions(schemas);
    if (api !== 'recorded') this.#descriptions.at(api);
  }

  async validate(interaction: Interaction, cassette: Cassette, version: ApiVersion | null): Promise<readonly Finding[]> {
    const { request } = interaction;
    const match = findOperation(request.method, request.target);
    const operation = match?.operation.id ?? null;
    const apiVersion = version ?? NEWEST_VERSION;
    const findings = new Findings({ cassette: cassette.info.name, interaction: interaction.id, operation, apiVersion });
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
        const context = { match, facts, pointer, description, checks: this.#checksAt(description), files: cassette.files, findings };
        checkRequest(request, context);
        await checkResponse(interaction, context);
        return findings.list;
      }
      const { since, until } = match.operation;
      const when = compareVersions(apiVersion, since) < 0 ? `it came with ${since}` : `${until} was the last that had it`;
      findings.add('operation-version', '/request/target', `API ${apiVersion} does not have ${operation} (${path}); ${when}.`);
    }
    checkErrorAlone(interaction, apiVersion, cassette, findings);
    return findings.list;
  }

  #checksAt(description: ApiDescription): BodyChecks {
    const made = this.#checks.get(description.version) ?? new BodyChecks(description);
    this.#checks.set(description.version, made);
    return made;
  }
}

/** Of an answer to what the API does not have: errors have one shape whatever was asked. */
function checkErrorAlone({ request, outcome }: Interaction, version: ApiVersion, { files }: Cassette, findings: Findings): void {
  if (outcome.kind !== 'whole' || outcome.head.status < 400 || request.method === 'HEAD') return;
  // Errors below 1.24 are plain text, also the one that says a version is too old.
  checkErrorBody(outcome, { plainText: compareVersions(version, '1.24') < 0, files, findings });
}
