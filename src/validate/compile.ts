/**
 * ajv for the schemas of the Engine API: the only place with its options.
 *
 * The descriptions are loose (`type` lists, properties without `type`), so ajv's strict mode is off. All errors are asked
 * for: a report that stops at the first helps nobody who upgrades an engine. A schema is compiled when its first body
 * comes, for some 5 to 20 ms, and kept.
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { ApiDescription, Direction, SchemaFacts } from '../docker/schema-types.ts';
import { bodySchema, definitionsSchema } from './json-schema.ts';

/** One place where a body does not fit. */
export interface BodyProblem {
  readonly kind: 'type' | 'enum' | 'missing' | 'value';
  /** JSON pointer into the body. */
  readonly pointer: string;
  /** JSON pointer into the description. */
  readonly schemaPointer: string;
  /** What is wrong, to be read after the name of the place: `is a string, not an integer`. */
  readonly message: string;
}

export type BodyCheck = (value: unknown) => readonly BodyProblem[];

export class BodyChecks {
  readonly #description: ApiDescription;
  readonly #ajv = new Map<Direction, Ajv2020>();
  readonly #checks = new Map<string, BodyCheck>();

  constructor(description: ApiDescription) {
    this.#description = description;
  }

  /** The check for the schema that stands at `pointer` of the description. */
  at(pointer: string, facts: SchemaFacts, direction: Direction): BodyCheck {
    const known = this.#checks.get(pointer);
    if (known !== undefined) return known;
    const validate = this.#engine(direction).compile(bodySchema(facts, pointer, this.#origin(direction)));
    const check: BodyCheck = (value) => (validate(value) ? [] : problems(validate));
    this.#checks.set(pointer, check);
    return check;
  }

  #origin(direction: Direction) {
    return { definitions: this.#description.definitions[direction], direction };
  }

  #engine(direction: Direction): Ajv2020 {
    const made = this.#ajv.get(direction);
    if (made !== undefined) return made;
    const ajv = new Ajv2020({ strict: false, allErrors: true, allowUnionTypes: true, verbose: true, validateSchema: false });
    ajv.addFormat('engine-time', orEmpty(matcher('date-time')));
    ajv.addFormat(
      'engine-address',
      orEmpty((text) => matcher('ipv4')(text) || matcher('ipv6')(text)),
    );
    ajv.addSchema(definitionsSchema(this.#origin(direction)));
    this.#ajv.set(direction, ajv);
    return ajv;
  }
}

type Test = (text: string) => boolean;

function matcher(name: 'date-time' | 'ipv4' | 'ipv6'): Test {
  const format = formats.default.get(name);
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === 'function') return format as Test;
  return (format as { validate: Test }).validate;
}

/** Go writes a zero time or address as "". */
function orEmpty(test: Test): Test {
  return (text) => text === '' || test(text);
}

function problems(validate: ValidateFunction): BodyProblem[] {
  const found = new Map<string, BodyProblem>();
  for (const error of validate.errors ?? []) {
    // `if` only says that its branch failed, which that branch has said better.
    if (error.keyword === 'if') continue;
    const problem = toProblem(error);
    // A definition reached on two ways (allOf) reports twice.
    found.set(`${problem.pointer} ${problem.message}`, problem);
  }
  return [...found.values()];
}

function toProblem(error: ErrorObject): BodyProblem {
  // ajv's own schemaPath starts anew in each definition; the place in `$comment` does not.
  const place = { pointer: error.instancePath, schemaPointer: `${error.parentSchema?.$comment}/${error.keyword}` };
  switch (error.keyword) {
    case 'type':
      return { ...place, kind: 'type', message: `is ${typeName(error.data)}, not ${expectedTypes(error.schema)}` };
    case 'enum':
      return {
        ...place,
        kind: 'enum',
        message: `is ${quote(error.data)}, not one of ${(error.schema as unknown[]).map(quote).join(', ')}`,
      };
    case 'required':
      return { ...place, kind: 'missing', message: `lacks ${quote(error.params.missingProperty)}` };
    case 'format':
      return {
        ...place,
        kind: 'value',
        message: `is ${quote(error.data)}, which is no ${FORMAT_NAMES[error.schema as string] ?? 'valid value'}`,
      };
    case 'pattern':
      return { ...place, kind: 'value', message: `is ${quote(error.data)}, which does not match ${error.schema as string}` };
    default:
      return { ...place, kind: 'value', message: `is ${quote(error.data)}, which ${error.message ?? `breaks ${error.keyword}`}` };
  }
}

const FORMAT_NAMES: Readonly<Record<string, string>> = { 'engine-time': 'RFC 3339 time', 'engine-address': 'IP address' };

function expectedTypes(schema: unknown): string {
  const types = (Array.isArray(schema) ? schema : [schema]) as string[];
  const names = types.map((type) => (type === 'null' ? 'null' : `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`));
  return names.join(' or ');
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const QUOTED_LENGTH = 60;

/** A value as JSON, short enough for a sentence. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text;
}
