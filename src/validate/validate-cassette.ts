/**
 * A cassette against the Engine API: each interaction against the version it spoke, or all against one.
 *
 * Errors are violations. Warnings are what an engine lets pass (an unknown query parameter). Notes are what the
 * descriptions do not say, and engines do all the same.
 */
import type { ApiVersion, Cassette } from '../cassette/types.ts';
import type { Finding } from '../docker/finding.ts';
import type { SchemaSource } from '../docker/schema-types.ts';
import { Contract } from './contract.ts';
import { SpokenVersion } from './spoken-version.ts';
import type { Watch } from './watch.ts';

export interface ValidateOptions {
  /** The version to hold everything against; `recorded`: the one each interaction spoke. */
  readonly api: 'recorded' | ApiVersion;
  readonly schemas: SchemaSource;
  /** Is told of the answers, as they are read. */
  readonly watch?: Watch | undefined;
}

/** Findings in the order of the interactions. Throws TD_API_VERSION for an `api` that is not known. */
export async function* validateCassette(
  cassette: Cassette,
  { api, schemas, watch }: ValidateOptions,
): AsyncGenerator<Finding, void, undefined> {
  const contract = new Contract(schemas, watch);
  if (api !== 'recorded') contract.description(api);
  const version = new SpokenVersion(cassette.info.engine?.apiVersion ?? cassette.info.apiVersion);
  const place = { cassette: cassette.info.name, files: cassette.files };
  for (const interaction of cassette.interactions) {
    const spoken = version.ofInteraction(interaction);
    yield* await contract.check(interaction, place, api === 'recorded' ? spoken : api);
  }
}
