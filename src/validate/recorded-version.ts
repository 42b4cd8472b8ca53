/**
 * Which version of the API an interaction speaks.
 *
 * The version in the path decides. Without one an engine speaks its newest, which it tells in the header `Api-Version`
 * of nearly every answer, the first `/_ping` above all.
 */
import type { ApiVersion, Cassette, Interaction } from '../cassette/types.ts';

const VERSION = /^\d+\.\d+$/;
const VERSION_PREFIX = /^\/+v(\d+\.\d+)(?=\/)/;

/** Follows a cassette from interaction to interaction. */
export class RecordedVersion {
  #engine: ApiVersion | null;

  constructor({ info }: Pick<Cassette, 'info'>) {
    this.#engine = info.engine?.apiVersion ?? info.apiVersion;
  }

  /** null where nobody says. */
  of({ request, outcome }: Interaction): ApiVersion | null {
    const told = 'head' in outcome ? outcome.head.headers.find(([name]) => name.toLowerCase() === 'api-version')?.[1] : undefined;
    if (told !== undefined && VERSION.test(told)) this.#engine = told as ApiVersion;
    return (VERSION_PREFIX.exec(request.target)?.[1] as ApiVersion | undefined) ?? this.#engine;
  }
}
