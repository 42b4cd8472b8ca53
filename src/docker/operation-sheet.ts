/** All that is known of one operation at one version, gathered from where it stands. */
import type { ApiVersion } from '../cassette/types.ts';
import { operationById } from './operations.ts';
import type { Definitions, Erratum, OperationFacts } from './schema-types.ts';
import type { ApiDescriptions } from './schemas.ts';

export interface OperationSheet {
  readonly id: string;
  readonly api: ApiVersion;
  /** The version is one of those that are put together from prose and the description of 1.25. */
  readonly derived: boolean;
  /** First version that has it; `1.18` says that it is older than all we know. */
  readonly since: ApiVersion;
  /** Last version that has it; null while it lives. */
  readonly until: ApiVersion | null;
  readonly facts: OperationFacts;
  /** What body and answers refer to, directly or not. */
  readonly definitions: { readonly request: Definitions; readonly response: Definitions };
  /** Corrections to the operation and to those definitions. */
  readonly errata: readonly Erratum[];
}

/** @returns null where the version does not have the operation */
export function operationSheet(id: string, version: ApiVersion, descriptions: ApiDescriptions): OperationSheet | null {
  const description = descriptions.at(version);
  const facts = description.operations[id];
  if (facts === undefined) return null;
  const definitions = {
    request: referredTo(facts.body, description.definitions.request),
    response: referredTo(facts.responses, description.definitions.response),
  };
  const known = operationById(id);
  return {
    id,
    api: version,
    derived: description.derived,
    since: known?.since ?? firstWith(id, descriptions) ?? version,
    until: known?.until ?? null,
    facts,
    definitions,
    errata: errataOf(id, definitions, descriptions.errataAt(version)),
  };
}

function firstWith(id: string, descriptions: ApiDescriptions): ApiVersion | undefined {
  return descriptions.versions.list.find(({ api, imported }) => imported && descriptions.published(api)?.operations[id] !== undefined)?.api;
}

function referredTo(content: unknown, definitions: Definitions, found: Record<string, Definitions[string]> = {}): Definitions {
  for (const [, name = ''] of JSON.stringify(content ?? null).matchAll(/"#\/definitions\/([^"]+)"/g)) {
    const schema = definitions[name];
    if (schema === undefined || found[name] !== undefined) continue;
    found[name] = schema;
    referredTo(schema, definitions, found);
  }
  return found;
}

function errataOf(id: string, { request, response }: OperationSheet['definitions'], errata: readonly Erratum[]): Erratum[] {
  return errata.filter(({ place }) => {
    const [, kind, name = ''] = place.split('/');
    return kind === 'operations' ? name === id : request[name] !== undefined || response[name] !== undefined;
  });
}
