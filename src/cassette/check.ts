/**
 * ajv (JSON Schema, draft 2020-12) behind a door: values go in, problems that people understand come out.
 *
 * Loading and compiling cost some 100 ms each time a command starts, so neither happens before the first value comes that
 * does not fit (schema-fits.ts): most commands meet none.
 */
import { createRequire } from 'node:module';
import type { ErrorObject, Options } from 'ajv/dist/2020.js';
import { schemaFits } from './schema-fits.ts';

const require = createRequire(import.meta.url);

/** The first place where a value does not fit its schema. */
export interface SchemaProblem {
  /** JSON pointer into the value; '' is the value itself. */
  readonly pointer: string;
  /** `must be integer`, `has an unknown property "colour"`. */
  readonly message: string;
}

/** Says what is wrong with a value; null where it fits. */
export type SchemaCheck = (value: unknown) => SchemaProblem | null;

/** What the schema is called while one of its definitions is compiled. */
const ROOT = 'schema';

const DEFINITIONS = '#/$defs/';

const OPTIONS: Options = {
  strictTypes: false,
  // The schema is part of the package and tested there: checking it against the meta-schema, and polishing code that
  // runs for some milliseconds, would cost a command more than all of its checks.
  validateSchema: false,
  code: { optimize: false },
};

/** A check against `#/$defs/<definition>` of a schema, compiled when the first value comes that does not fit. Throws then what ajv throws on a bad schema. */
export function compileSchema(schema: object, definition: string): SchemaCheck {
  const definitions = (schema as { readonly $defs?: Readonly<Record<string, unknown>> }).$defs ?? {};
  const fits = schemaFits(
    { $ref: `${DEFINITIONS}${definition}` },
    { resolve: (ref) => definitions[ref.slice(DEFINITIONS.length)], formats: {} },
  );
  let find: ((value: unknown) => ErrorObject | undefined) | undefined;
  return (value) => {
    if (fits(value)) return null;
    find ??= compile(schema, definition);
    const error = find(value);
    return error === undefined ? null : { pointer: error.instancePath, message: messageOf(error) };
  };
}

function compile(schema: object, definition: string): (value: unknown) => ErrorObject | undefined {
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  const ajv = new Ajv2020(OPTIONS);
  ajv.addSchema(schema, ROOT);
  const validate = ajv.compile({ $ref: `${ROOT}#/$defs/${definition}` });
  // The first error is the innermost: that of an `if` only repeats what its branch has already said better.
  return (value) => (validate(value) ? undefined : validate.errors?.[0]);
}

function messageOf(error: ErrorObject): string {
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
      return `has an unknown property ${JSON.stringify(params.additionalProperty)}`;
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
