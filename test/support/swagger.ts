/** Published facts turned back into a Swagger 2.0 document, as a description to import. */
import type { ApiVersion } from '../../src/cassette/types.ts';
import type { OperationFacts, ParameterFacts, SchemaFacts } from '../../src/docker/schema-types.ts';
import { ApiDescriptions } from '../../src/docker/schemas.ts';
import { loadSchemas } from '../../src/store/schemas.ts';

type Fields = Record<string, unknown>;

export interface SwaggerParts {
  readonly swagger: string;
  basePath: string;
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  readonly paths: Record<string, Record<string, Fields>>;
  readonly definitions: Record<string, unknown>;
}

/** The whole description of a version that ships, under the name of another. */
export function aDescription(basePath: `/v${ApiVersion}`, from: ApiVersion = '1.55'): SwaggerParts {
  const { operations = {}, definitions = {} } = new ApiDescriptions(loadSchemas()).published(from) ?? {};
  const paths: SwaggerParts['paths'] = {};
  for (const [operationId, facts] of Object.entries(operations)) {
    paths[facts.path] = { ...paths[facts.path], [facts.method.toLowerCase()]: { operationId, ...operation(facts) } };
  }
  const types = ['application/json'];
  return { swagger: '2.0', basePath, consumes: types, produces: types, definitions: withNullable(definitions) as Fields, paths };
}

/** As text, one value a line. */
export const asYaml = (description: SwaggerParts): string => JSON.stringify(description, null, 1);

function operation({ path, consumes, produces, query = {}, header = {}, body, responses }: OperationFacts): Fields {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', type: 'string', required: true }));
  return {
    ...(consumes && { consumes }),
    ...(produces && { produces }),
    parameters: [
      ...inPath,
      ...Object.entries(query).map(([name, one]) => parameter(name, 'query', one)),
      ...Object.entries(header).map(([name, one]) => parameter(name, 'header', one)),
      ...(body === undefined ? [] : [{ name: 'body', in: 'body', ...(withNullable(body) as Fields) }]),
    ],
    responses: withNullable(responses),
  };
}

function parameter(name: string, place: string, { filterKeys = [], ...facts }: ParameterFacts): Fields {
  const bullets = filterKeys.filter((key) => !key.endsWith('!')).map((key) => `- \`${key}\``);
  const negated = filterKeys.filter((key) => key.endsWith('!')).map((key) => `  or \`${key}=x\``);
  return { name, in: place, ...(withNullable(facts) as Fields), description: [...bullets, ...negated].join('\n') };
}

/** Ours is called `nullable`, theirs `x-nullable`; a property may be called so too. */
function withNullable(value: unknown, inProperties = false): unknown {
  if (Array.isArray(value)) return value.map((one) => withNullable(one));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as SchemaFacts).map(([key, one]) => [
    key === 'nullable' && one === true && !inProperties ? 'x-nullable' : key,
    withNullable(one, key === 'properties' && !inProperties),
  ]);
  return Object.fromEntries(entries);
}
