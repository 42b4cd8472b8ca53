/**
 * The contract: exchanges against one version of the Engine API. Keeps what was put together and compiled from one to the
 * next, so make one and use it for all.
 *
 *   request line ─► operation ─► ExchangeChecks ─► request: query, headers, body
 *                                            └───► answer: status, media type, body or stream
 */
import type { ApiVersion, BodyFiles, Interaction, RecordedRequest } from '../cassette/types.ts';
import type { Finding } from '../docker/finding.ts';
import type { ApiDescription, SchemaSource } from '../docker/schema-types.ts';
import { ApiDescriptions } from '../docker/schemas.ts';
import { compareVersions, FIRST_DESCRIBED } from '../docker/versions.ts';
import { BodyChecks } from './compile.ts';
import { DriftChecks } from './drift-checks.ts';
import { ExchangeChecks } from './exchange-checks.ts';
import { Findings } from './findings.ts';
import type { Watch } from './watch.ts';

/** Where an interaction stands. */
export interface Place {
  /** Name of its cassette, for the findings. */
  readonly cassette: string;
  readonly files: BodyFiles;
}

export class Contract {
  readonly #descriptions: ApiDescriptions;
  readonly #schemas: SchemaSource;
  readonly #checks = new Map<ApiVersion, { readonly checks: BodyChecks; readonly drift: DriftChecks }>();
  readonly #watch: Watch | undefined;

  /** @param watch is told of the answers, as they are read */
  constructor(schemas: SchemaSource, watch?: Watch) {
    this.#descriptions = new ApiDescriptions(schemas);
    this.#schemas = schemas;
    this.#watch = watch;
  }

  /** What counts where nobody says which version is spoken. */
  get newest(): ApiVersion {
    return this.#descriptions.versions.newest;
  }

  /** Throws TD_API_VERSION for a version that is not known. */
  description(version: ApiVersion): ApiDescription {
    return this.#descriptions.at(version);
  }

  /** @param version null where nobody says which: the newest counts */
  async check(interaction: Interaction, place: Place, version: ApiVersion | null): Promise<readonly Finding[]> {
    const { request } = interaction;
    const checks = this.exchange(request, { ...place, interaction: interaction.id }, version);
    checks.requestHead(request);
    checks.requestBody(request);
    await checks.answer(interaction);
    return checks.findings;
  }

  /** The checks of one exchange, for who has it piece by piece. What its request line breaks is found at once. */
  exchange(
    { method, target }: Pick<RecordedRequest, 'method' | 'target'>,
    { cassette, interaction, files }: Place & { readonly interaction: number },
    version: ApiVersion | null,
  ): ExchangeChecks {
    const { versions } = this.#descriptions;
    const apiVersion = version ?? this.newest;
    const match = this.#descriptions.findOperation(method, target, apiVersion);
    const operation = match?.operation.id ?? null;
    const derived = compareVersions(apiVersion, FIRST_DESCRIBED) < 0;
    const findings = new Findings({ cassette, interaction, operation, apiVersion, derived });
    const unmatched = () => new ExchangeChecks(null, { apiVersion, files, findings });
    const path = `${method} ${target.split('?')[0]}`;
    if (!versions.has(apiVersion)) {
      const what = `API ${apiVersion} is not known (${versions.nearest(apiVersion)}), so only the shape of errors was checked.`;
      findings.add('version-unknown', '/request/target', what);
      return unmatched();
    }
    if (match === null) {
      // A connection that was no HTTP from its first byte has no request line.
      if (method !== '') findings.add('operation-unknown', '/request/target', `No version of the API knows ${path}.`);
      return unmatched();
    }
    const description = this.#descriptions.at(apiVersion);
    const facts = description.operations[match.operation.id];
    if (facts === undefined) {
      const { since, until } = match.operation;
      const gone = until === null ? 'its imported description lacks it' : `${until} was the last that had it`;
      const when = compareVersions(apiVersion, since) < 0 ? `it came with ${since}` : gone;
      findings.add('operation-version', '/request/target', `API ${apiVersion} does not have ${operation} (${path}); ${when}.`);
      return unmatched();
    }
    const pointer = `/operations/${match.operation.id}`;
    const context = { match, facts, pointer, description, ...this.#checksAt(description), files, findings, watch: this.#watch };
    return new ExchangeChecks(context, { apiVersion, files, findings });
  }

  #checksAt(description: ApiDescription) {
    const made = this.#checks.get(description.version) ?? {
      checks: new BodyChecks(description),
      drift: new DriftChecks(description, this.#schemas.presence),
    };
    this.#checks.set(description.version, made);
    return made;
  }
}
