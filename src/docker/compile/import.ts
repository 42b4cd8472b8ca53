/**
 * A user's own API description: text in, facts out, or an error that names the line. What cannot be told from the file
 * alone (it ends between two operations, say) is told from the version before it.
 */
import type { ApiVersion } from '../../cassette/types.ts';
import { TapedeckError } from '../../errors.ts';
import { operationKey } from '../operation-key.ts';
import { OPERATIONS } from '../operation-table.ts';
import type { ImportedApi, OperationFacts, SchemaFacts } from '../schema-types.ts';
import { compareVersions, FIRST_DESCRIBED } from '../versions.ts';
import { checkSwagger, foreign, type SwaggerProblem, versionOf } from './check-swagger.ts';
import { compileDescription } from './compile.ts';
import type { SwaggerDocument } from './swagger.ts';
import { parseYaml, type YamlDocument, YamlError } from './yaml.ts';

/** The newest version that is not newer than the imported one, as it was published. */
export interface Reference {
  readonly version: ApiVersion;
  readonly operations: Readonly<Record<string, OperationFacts>>;
}

export interface ImportOptions {
  /** For messages. */
  readonly file: string;
  /** Gives what to compare a version with; null: nothing. Without it a file may lack anything that nothing refers to. */
  readonly reference: ((version: ApiVersion) => Reference | null) | null;
}

/** Throws TD_API_DESCRIPTION. */
export function importDescription(text: string, { file, reference }: ImportOptions): ImportedApi {
  const yaml = parse(text, file);
  const refuse = (problems: readonly SwaggerProblem[]) => {
    if (problems.length > 0) throw refusal(problems, yaml, file);
  };
  const other = foreign(yaml.value);
  if (other !== null) {
    throw new TapedeckError('TD_API_DESCRIPTION', `${file}, line ${yaml.lineOf(other.path)}: ${other.message}`, { hint: HINT });
  }
  refuse(checkSwagger(yaml.value as Readonly<Record<string, unknown>>));
  const document = yaml.value as SwaggerDocument;
  const version = versionOf(document) as ApiVersion;
  if (compareVersions(version, FIRST_DESCRIBED) < 0) {
    const message = `basePath is ${document.basePath}: descriptions begin with ${FIRST_DESCRIBED}, before it there was prose only`;
    refuse([{ path: ['basePath'], message }]);
  }
  const compiled = compileDescription(document);
  const before = reference?.(version) ?? null;
  if (before !== null) {
    const missing = whatIsMissing(
      before,
      compiled.operations.map((one) => one.facts),
    );
    if (missing !== null) {
      throw new TapedeckError('TD_API_DESCRIPTION', `${file}, line ${yaml.lastLine}: the file ends ${missing}`, {
        hint: 'Is it complete? If so, and the API has dropped this, import it with --allow-missing.',
      });
    }
  }
  const operations: Record<string, OperationFacts> = {};
  for (const { id, facts } of compiled.operations) {
    // An operation that was renamed, or had no description before, keeps the id under which recordings know it.
    const own = IDS.get(operationKey(facts)) ?? id;
    if (operations[own] !== undefined)
      refuse([{ path: ['paths', facts.path, facts.method.toLowerCase()], message: `the operationId ${own} stands twice` }]);
    operations[own] = facts;
  }
  const definitions: Readonly<Record<string, SchemaFacts>> = compiled.definitions;
  return { format: 1, version, mediaTypes: compiled.mediaTypes, definitions, operations };
}

const IDS: ReadonlyMap<string, string> = new Map(OPERATIONS.map((operation) => [operationKey(operation), operation.id]));

function parse(text: string, file: string): YamlDocument {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const where = error.line === null ? file : `${file}, line ${error.line}`;
    throw new TapedeckError('TD_API_DESCRIPTION', `${where}: not YAML: ${error.message}`, { hint: HINT, cause: error });
  }
}

const HINT = 'Give a complete v1.NN.yaml of api/docs of https://github.com/moby/moby.';

/** What comes first in the file is most likely the cause of the rest; that a whole part is missing explains most. */
function refusal(problems: readonly SwaggerProblem[], yaml: YamlDocument, file: string): TapedeckError {
  const placed = problems.map(({ path, message }) => ({
    message,
    line: path.length === 0 && message.endsWith('missing') ? yaml.lastLine : yaml.lineOf(path),
    part: path.length === 0,
  }));
  const [first, ...more] = placed.sort((a, b) => Number(b.part) - Number(a.part) || a.line - b.line);
  const others = more.length === 0 ? '' : ` (and ${more.length} more such ${more.length === 1 ? 'place' : 'places'})`;
  const cut = first?.part === true && first.message.endsWith('missing') ? ', and there the file ends' : '';
  return new TapedeckError('TD_API_DESCRIPTION', `${file}, line ${first?.line}: ${first?.message}${cut}${others}`, {
    hint: `The file ends at line ${yaml.lastLine}. ${HINT}`,
  });
}

/** Signs that the file was cut off where nothing refers to what is gone. */
function whatIsMissing(before: Reference, operations: readonly OperationFacts[]): string | null {
  const here = new Set(operations.map(operationKey));
  const gone = Object.values(before.operations).filter((one) => !here.has(operationKey(one)));
  const [first, ...more] = gone;
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    return `without ${first.method} ${first.path}${others}, which API ${before.version} has`;
  }
  const last = operations.at(-1);
  const was = last && Object.values(before.operations).find((one) => operationKey(one) === operationKey(last));
  if (last === undefined || was === undefined) return null;
  const now = new Set(partsOf(last));
  const lost = partsOf(was).find((part) => !now.has(part));
  return lost === undefined ? null : `in ${last.method} ${last.path}, without ${lost} that API ${before.version} has`;
}

function partsOf({ responses, query = {}, header = {}, body }: OperationFacts): string[] {
  return [
    ...Object.entries(responses).flatMap(([status, { schema }]) => [
      `the answer ${status}`,
      ...(schema === undefined ? [] : [`the schema of the answer ${status}`]),
    ]),
    ...Object.keys({ ...query, ...header }).map((name) => `the parameter ${name}`),
    ...(body === undefined ? [] : ['the body']),
  ];
}
