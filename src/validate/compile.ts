/**
 * ajv for the schemas of the Engine API: the only place with its options.
 *
 * The descriptions are loose (`type` lists, properties without `type`), so ajv's strict mode is off. All errors are asked
 * for: a report that stops at the first helps nobody who upgrades an engine. It is loaded, and a schema compiled for some
 * 5 to 20 ms, when the first body comes that does not fit (schema-fits.ts).
 */
import { createRequire } from 'node:module';
import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { Json } from '../cassette/json.ts';
import { type Formats, schemaFits } from '../cassette/schema-fits.ts';
import type { ApiDescription, Direction, SchemaFacts } from '../docker/schema-types.ts';
import { type Document, INT64_END, UINT64_END, writtenNumber } from './checkable-json.ts';
import { bodySchema, definitionSchema, definitionsSchema } from './json-schema.ts';

const require = createRequire(import.meta.url);

/** One place where a body does not fit. */
export interface BodyProblem {
  readonly kind: 'type' | 'enum' | 'missing' | 'value';
  /** JSON pointer into the body. */
  readonly pointer: string;
  /** JSON pointer into the description. */
  readonly schemaPointer: string;
  /** What is wrong, to be read after the name of the place: `is a string, not an integer`. */
  readonly message: string;
  /** How many more there are that break the same rule; they are not listed. */
  readonly more?: number;
}

export type BodyCheck = (document: Document) => readonly BodyProblem[];

/** Places that are listed for each rule that is broken: the ten-thousandth element of a list tells nothing new. */
const LISTED = 20;

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
    const schema = bodySchema(facts, pointer, this.#origin(direction));
    const fits = schemaFits(schema, { resolve: (ref) => this.#definition(ref, direction), formats: FORMATS });
    let validate: ValidateFunction | undefined;
    const check: BodyCheck = ({ plain, written }) => {
      if (fits(plain)) return [];
      validate ??= this.#engine(direction).compile(schema);
      return validate(plain) ? [] : problems(validate, written);
    };
    this.#checks.set(pointer, check);
    return check;
  }

  #origin(direction: Direction) {
    return { definitions: this.#description.definitions[direction], direction };
  }

  /** What `response#/definitions/Mount` refers to. */
  #definition(ref: string, direction: Direction): unknown {
    return definitionSchema(ref.slice(ref.lastIndexOf('/') + 1), this.#origin(direction));
  }

  #engine(direction: Direction): Ajv2020 {
    const made = this.#ajv.get(direction);
    if (made !== undefined) return made;
    const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
    const ajv = new Ajv2020({ strict: false, allErrors: true, allowUnionTypes: true, verbose: true, validateSchema: false });
    for (const [name, test] of Object.entries(FORMATS)) ajv.addFormat(name, test);
    ajv.addSchema(definitionsSchema(this.#origin(direction)));
    this.#ajv.set(direction, ajv);
    return ajv;
  }
}

type Test = (text: string) => boolean;

/** Go writes a zero time or address as "". */
export const FORMATS: Formats = {
  'engine-time': (text) => text === '' || standard('date-time')(text),
  'engine-address': (text) => text === '' || standard('ipv4')(text) || standard('ipv6')(text),
};

const standards = new Map<string, Test>();

/** The test of ajv-formats, without ajv. */
function standard(name: 'date-time' | 'ipv4' | 'ipv6'): Test {
  const test = standards.get(name) ?? loadStandard(name);
  standards.set(name, test);
  return test;
}

function loadStandard(name: 'date-time' | 'ipv4' | 'ipv6'): Test {
  const { fullFormats } = require('ajv-formats/dist/formats.js') as typeof import('ajv-formats/dist/formats.js');
  const format = fullFormats[name];
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === 'function') return format as Test;
  return (format as { validate: Test }).validate;
}

function problems(validate: ValidateFunction, written: Json | null): BodyProblem[] {
  const found = new Map<string, BodyProblem>();
  const rules = new Map<string, { listed: number; last: string; more: number }>();
  for (const error of validate.errors ?? []) {
    // `if` only says that its branch failed, which that branch has said better.
    if (error.keyword === 'if') continue;
    const name = ruleOf(error);
    const rule = rules.get(name) ?? { listed: 0, last: '', more: 0 };
    rules.set(name, rule);
    if (rule.listed === LISTED) {
      rule.more++;
      continue;
    }
    const problem = toProblem(error, written);
    const key = `${problem.pointer} ${problem.message}`;
    // A definition reached on two ways (allOf) reports twice.
    if (found.has(key)) continue;
    found.set(key, problem);
    rule.listed++;
    rule.last = key;
  }
  // ajv's list may be long; it would live until the next body.
  validate.errors = null;
  for (const { last, more } of rules.values()) if (more > 0) found.set(last, { ...(found.get(last) as BodyProblem), more });
  return [...found.values()];
}

/** ajv's own schemaPath starts anew in each definition; the place in `$comment` does not. */
function ruleOf({ parentSchema, keyword }: ErrorObject): string {
  return `${parentSchema?.$comment}/${keyword}`;
}

function toProblem(error: ErrorObject, written: Json | null): BodyProblem {
  const place = { pointer: error.instancePath, schemaPointer: ruleOf(error) };
  const value = typeof error.data === 'number' ? (writtenNumber(written, error.instancePath) ?? quote(error.data)) : quote(error.data);
  switch (error.keyword) {
    case 'type': {
      const expected = expectedTypes(error.schema);
      // Beside "an integer", "a number" would tell nothing.
      const what = typeof error.data === 'number' && expected.includes('integer') ? shortened(value) : typeName(error.data);
      return { ...place, kind: 'type', message: `is ${what}, not ${expected}` };
    }
    case 'enum': {
      const allowed = [...new Set((error.schema as unknown[]).filter((one) => one !== null).map(quote))];
      return { ...place, kind: 'enum', message: `is ${shortened(value)}, not one of ${allowed.join(', ')}` };
    }
    case 'required':
      return { ...place, kind: 'missing', message: `lacks ${quote(error.params.missingProperty)}` };
    case 'format':
      return { ...place, kind: 'value', message: `is ${value}, which is no ${FORMAT_NAMES[error.schema as string] ?? 'valid value'}` };
    case 'pattern':
      return { ...place, kind: 'value', message: `is ${value}, which does not match ${error.schema as string}` };
    case 'minimum':
    case 'maximum':
      return { ...place, kind: 'value', message: `is ${shortened(value)}, which ${limitMessage(error)}` };
    default:
      return { ...place, kind: 'value', message: `is ${shortened(value)}, which ${error.message ?? `breaks ${error.keyword}`}` };
  }
}

function limitMessage({ schema, message = '' }: ErrorObject): string {
  if (Math.abs(schema as number) === INT64_END) return 'is no integer of 64 bits';
  return schema === UINT64_END ? 'is no unsigned integer of 64 bits' : message;
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
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return shortened(typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)));
}

function shortened(text: string): string {
  return text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text;
}
