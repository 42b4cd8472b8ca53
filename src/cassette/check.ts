/**
 * ajv (JSON Schema, draft 2020-12) behind one door: values go in, problems that people understand come out.
 *
 * Compiling costs some 10 ms a schema, so nothing is compiled before the first value is checked.
 */
import { Ajv2020, type ErrorObject, type Options } from 'ajv/dist/2020.js';

/** One place where a value does not fit its schema. */
export interface SchemaProblem {
  /** JSON pointer into the value; '' is the value itself. */
  readonly pointer: string;
  /** JSON pointer into the schema. */
  readonly schemaPointer: string;
  readonly keyword: string;
  /** What ajv knows beside, by keyword: `{missingProperty}`, `{allowedValues}`, `{type}`, … */
  readonly params: Readonly<Record<string, unknown>>;
  /** `must be integer`, `has an unknown property "colour"`. */
  readonly message: string;
}

/** Says what is wrong with a value; [] where it fits. Without `all` it stops at the first problem. */
export type SchemaCheck = (value: unknown) => readonly SchemaProblem[];

export interface CheckOptions {
  /** Check against `#/$defs/<definition>` instead of the schema's root. */
  readonly definition?: string;
  /** Find every problem, not only the first. */
  readonly all?: boolean;
  /** For schemas of others: formats, keywords and strictness as ajv has them. */
  readonly ajv?: Options;
}

/** What our schema is called while one of its definitions is compiled. */
const ROOT = 'schema';
/**
 * The schemas are part of the package and tested there: checking them against the meta-schema, and polishing code that
 * runs for some milliseconds, would cost a command more than all of its checks.
 */
const QUICK: Options = { validateSchema: false, code: { optimize: false } };

/** A check for a schema, which is compiled when the first value comes. Throws then what ajv throws on a bad schema. */
export function compileSchema(schema: object, options: CheckOptions = {}): SchemaCheck {
  let validate: ((value: unknown) => readonly ErrorObject[]) | undefined;
  return (value) => {
    validate ??= compile(schema, options);
    return validate(value).map(problemOf);
  };
}

function compile(schema: object, options: CheckOptions): (value: unknown) => readonly ErrorObject[] {
  const ajv = new Ajv2020({ ...QUICK, allErrors: options.all ?? false, strictTypes: false, strictTuples: false, ...options.ajv });
  const root = options.definition === undefined ? schema : { $ref: `${ROOT}#/$defs/${options.definition}` };
  if (options.definition !== undefined) ajv.addSchema(schema, ROOT);
  const validate = ajv.compile(root);
  // `if` only repeats what its branch has already said better.
  return (value) => (validate(value) ? [] : (validate.errors ?? []).filter((error) => error.keyword !== 'if'));
}

function problemOf(error: ErrorObject): SchemaProblem {
  return {
    pointer: error.instancePath,
    schemaPointer: error.schemaPath.slice(error.schemaPath.indexOf('#') + 1),
    keyword: error.keyword,
    params: error.params as Record<string, unknown>,
    message: messageOf(error),
  };
}

function messageOf(error: ErrorObject): string {
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `has an unknown property ${JSON.stringify(params.additionalProperty ?? params.unevaluatedProperty)}`;
    case 'required':
      return `lacks the property ${JSON.stringify(params.missingProperty)}`;
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).map((allowed) => JSON.stringify(allowed)).join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(params.allowedValue)}`;
    default:
      return error.message ?? `breaks the rule ${error.keyword}`;
  }
}
