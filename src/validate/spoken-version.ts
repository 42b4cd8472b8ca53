/**
 * Which version of the API an interaction speaks.
 *
 * The version in the path decides. Without one an engine speaks its newest, which it tells in the header `Api-Version`
 * of nearly every answer, the first `/_ping` above all.
 */
import type { ApiVersion, Interaction, RawHeaders } from '../cassette/types.ts';

const VERSION = /^\d+\.\d+$/;
const VERSION_PREFIX = /^\/+v(\d+\.\d+)(?=\/)/;

/** Follows a conversation from request to request. */
export class SpokenVersion {
  #engine: ApiVersion | null;

  /** @param engine what the engine speaks, where that is known before */
  constructor(engine: ApiVersion | null) {
    this.#engine = engine;
  }

  /** Takes the headers of an answer. */
  hear(headers: RawHeaders): void {
    const told = headers.find(([name]) => name.toLowerCase() === 'api-version')?.[1];
    if (told !== undefined && VERSION.test(told)) this.#engine = told as ApiVersion;
  }

  /** The version that a request for this target speaks; null where nobody says. */
  of(target: string): ApiVersion | null {
    return (VERSION_PREFIX.exec(target)?.[1] as ApiVersion | undefined) ?? this.#engine;
  }

  /** Of an interaction that is over, whose own answer counts too. */
  ofInteraction({ request, outcome }: Pick<Interaction, 'request' | 'outcome'>): ApiVersion | null {
    if ('head' in outcome) this.hear(outcome.head.headers);
    return this.of(request.target);
  }
}
