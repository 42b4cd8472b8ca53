/**
 * A cassette against the Engine API: each interaction against the version it spoke, or all against one.
 *
 * Errors are violations. Warnings are what an engine lets pass (an unknown query parameter). Notes are what the
 * descriptions do not say, and engines do all the same.
 */
import { interactionFileName } from '../cassette/format.ts';
import type { ApiVersion, Cassette, Interaction } from '../cassette/types.ts';
import type { Finding } from '../docker/finding.ts';
import type { SchemaSource } from '../docker/schema-types.ts';
import { TapedeckError } from '../errors.ts';
import { Contract } from './contract.ts';
import { SpokenVersion } from './spoken-version.ts';
import type { Watch } from './watch.ts';

export interface CheckedInteraction {
  readonly interaction: Interaction;
  /** The version it was held against. */
  readonly apiVersion: ApiVersion;
  readonly findings: readonly Finding[];
}

/** Follows one cassette. Hand in all its interactions in their order: a ping tells which version those after it speak. */
export class CassetteCheck {
  readonly #place: { readonly cassette: string; readonly files: Cassette['files'] };
  readonly #version: SpokenVersion;
  readonly #contract: Contract;
  readonly #api: 'recorded' | ApiVersion;

  /**
   * @param contract serves many cassettes
   * @param api the version to hold everything against; `recorded`: the one each interaction spoke. Throws TD_API_VERSION where it is not known.
   */
  constructor({ info, files }: Pick<Cassette, 'info' | 'files'>, contract: Contract, api: 'recorded' | ApiVersion) {
    if (api !== 'recorded') contract.description(api);
    this.#place = { cassette: info.name, files };
    this.#version = new SpokenVersion(info.engine?.apiVersion ?? info.apiVersion);
    this.#contract = contract;
    this.#api = api;
  }

  /** Rejects with TD_CASSETTE_FORMAT where a body of the interaction lies in a file that is missing or short. */
  async check(interaction: Interaction): Promise<CheckedInteraction> {
    const spoken = this.#version.ofInteraction(interaction);
    const apiVersion = this.#api === 'recorded' ? (spoken ?? this.#contract.newest) : this.#api;
    try {
      return { interaction, apiVersion, findings: await this.#contract.check(interaction, this.#place, apiVersion) };
    } catch (error) {
      throw error instanceof TapedeckError ? inInteraction(error, interaction) : error;
    }
  }
}

/** The files of a cassette know their own names only. */
function inInteraction(error: TapedeckError, interaction: Interaction): TapedeckError {
  const options = { cause: error, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  return new TapedeckError(error.code, `${error.message} (a body of ${interactionFileName(interaction)})`, options);
}

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
  const check = new CassetteCheck(cassette, new Contract(schemas, watch), api);
  for (const interaction of cassette.interactions) yield* (await check.check(interaction)).findings;
}
