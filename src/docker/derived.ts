/**
 * The operations of the versions below 1.25, which nobody described in a form that machines read.
 *
 * Their prose names operations, parameters and statuses (schemas/derived.json). What those are is taken from 1.25:
 *
 *   operations   those of the prose, and no other
 *   parameters   those of the prose; as 1.25 types them, else text
 *   statuses     of both: the engines that serve these versions today are newer than the prose
 *   bodies       those of 1.25; a status that only the prose has tells nothing of its body
 */
import type { ApiVersion } from '../cassette/types.ts';
import type { DerivedFile, DerivedOperation, OperationFacts, ParameterFacts, ResponseFacts } from './schema-types.ts';
import { inVersions } from './versions.ts';

/** @param described the operations of 1.25 */
export function deriveOperations(
  version: ApiVersion,
  { operations }: DerivedFile,
  described: Readonly<Record<string, OperationFacts>>,
): Record<string, OperationFacts> {
  const derived: Record<string, OperationFacts> = {};
  for (const [id, entries] of Object.entries(operations)) {
    const prose = entries.find((one) => inVersions(one.versions, version));
    if (prose !== undefined) derived[id] = deriveOperation(prose, described[id]);
  }
  return derived;
}

function deriveOperation(prose: DerivedOperation, described: OperationFacts | undefined): OperationFacts {
  const { query, header, responses, ...rest } = described ?? { method: prose.method, path: prose.path, responses: {} };
  return {
    ...rest,
    ...(prose.query && { query: deriveParameters(prose.query, query ?? {}) }),
    ...(prose.header && { header: deriveParameters(prose.header, header ?? {}) }),
    responses: deriveResponses(prose.statuses, responses),
  };
}

/** Names as 1.25 writes them where they differ in case alone: header names do. */
function deriveParameters(names: readonly string[], described: Readonly<Record<string, ParameterFacts>>): Record<string, ParameterFacts> {
  const known = new Map(Object.keys(described).map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    names.map((name) => {
      const spelled = name in described ? name : (known.get(name.toLowerCase()) ?? name);
      return [spelled, described[spelled] ?? { type: 'string' }];
    }),
  );
}

function deriveResponses(statuses: readonly string[], described: Readonly<Record<string, ResponseFacts>>): Record<string, ResponseFacts> {
  const all = [...new Set([...statuses, ...Object.keys(described)])].sort();
  return Object.fromEntries(all.map((status) => [status, described[status] ?? {}]));
}
