/**
 * Whether a value fits a JSON Schema (draft 2020-12): yes or no, and at once.
 *
 * ajv says what is wrong and where, but to load it and to compile a schema takes longer than to check a small cassette,
 * and nearly everything fits. So this is asked first, and ajv when the answer is no. It knows the keywords that our
 * schemas use; a schema with another one fits nothing here, which leaves the word to ajv.
 */
import { ByName } from './by-name.ts';

/** Formats by name; a format that is not there is one more keyword that is not known. */
export type Formats = Readonly<Record<string, (text: string) => boolean>>;

export interface SchemaSpace {
  /** What a `$ref` leads to; undefined where it leads nowhere. */
  readonly resolve: (ref: string) => unknown;
  readonly formats: Formats;
}

export type Fits = (value: unknown) => boolean;

/** What a schema refers to is put together when a value first comes to it. */
export function schemaFits(schema: unknown, space: SchemaSpace): Fits {
  const compiler = new Compiler(space);
  let fits: Fits | undefined;
  let isKnown = true;
  return (value) => {
    if (!isKnown) return false;
    try {
      fits ??= compiler.fits(schema);
      return fits(value);
    } catch (error) {
      if (error !== UNKNOWN) throw error;
      isKnown = false;
      return false;
    }
  };
}

/** Thrown up to schemaFits: half of a schema must not decide, least of all below an `if`. */
const UNKNOWN = new Error('a keyword that is not known here');

type Schema = Readonly<Record<string, unknown>>;

/** What says yes to every string. Most values are strings of which a schema asks no more: they need not be asked about. */
const ANY_STRING = new WeakSet<Fits>();

function anyString(fits: Fits): Fits {
  ANY_STRING.add(fits);
  return fits;
}

/** Say nothing about a value. */
const SILENT = new Set(['$schema', '$id', '$comment', '$defs', 'definitions', 'title', 'description', 'default', 'examples']);

class Compiler {
  readonly #space: SchemaSpace;
  readonly #refs = new Map<string, Fits>();

  constructor(space: SchemaSpace) {
    this.#space = space;
  }

  fits(schema: unknown): Fits {
    if (schema === true) return ANYTHING;
    if (schema === false) return () => false;
    return this.#make(schema as Schema);
  }

  #make(schema: Schema): Fits {
    if (typeof schema !== 'object' || schema === null) throw UNKNOWN;
    for (const keyword in schema) if (!SILENT.has(keyword) && !KEYWORDS.has(keyword)) throw UNKNOWN;
    const rules = [
      typeRule(schema),
      enumRule(schema),
      this.#referenceRule(schema),
      this.#objectRule(schema),
      this.#arrayRule(schema),
      this.#stringRule(schema),
      numberRule(schema),
      ...this.#combinations(schema),
    ].filter((rule) => rule !== null);
    const fits = allOf(rules);
    return rules.every((rule) => ANY_STRING.has(rule)) ? anyString(fits) : fits;
  }

  #referenceRule({ $ref }: Schema): Fits | null {
    if ($ref === undefined) return null;
    const ref = $ref as string;
    const known = this.#refs.get(ref);
    if (known !== undefined) return known;
    let made: Fits | undefined;
    const fits: Fits = (value) => {
      made ??= this.#target(ref);
      return made(value);
    };
    this.#refs.set(ref, fits);
    return fits;
  }

  #target(ref: string): Fits {
    const target = this.#space.resolve(ref);
    if (target === undefined) throw UNKNOWN;
    return this.fits(target);
  }

  #objectRule({ properties = {}, required = [], additionalProperties }: Schema): Fits | null {
    const declared = new ByName(Object.entries(properties as Schema).map(([name, one]) => [name, partOf(this.fits(one))]));
    const names = required as readonly string[];
    const rest = additionalProperties === undefined ? null : partOf(this.fits(additionalProperties));
    if (declared.size === 0 && names.length === 0 && rest === null) return null;
    return anyString((value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
      const object = value as Schema;
      for (let i = 0; i < names.length; i++) if (object[names[i] as string] === undefined) return false;
      if (declared.size === 0 && rest === null) return true;
      let nth = 0;
      for (const name in object) {
        const part = declared.get(name, nth++) ?? rest;
        if (part === null) continue;
        const one = object[name];
        if (!(typeof one === 'string' && part.anyString) && !part.fits(one)) return false;
      }
      return true;
    });
  }

  #arrayRule({ items, prefixItems = [], minItems = 0, maxItems = Number.POSITIVE_INFINITY }: Schema): Fits | null {
    const first = (prefixItems as readonly unknown[]).map((one) => this.fits(one));
    const rest = items === undefined ? null : this.fits(items);
    const [least, most] = [minItems as number, maxItems as number];
    if (first.length === 0 && rest === null && least === 0 && most === Number.POSITIVE_INFINITY) return null;
    return anyString((value) => {
      if (!Array.isArray(value)) return true;
      if (value.length < least || value.length > most) return false;
      for (let i = 0; i < value.length; i++) {
        const fits = first[i] ?? rest;
        if (fits !== null && !fits(value[i])) return false;
      }
      return true;
    });
  }

  #stringRule({ pattern, format, minLength, maxLength }: Schema): Fits | null {
    if (pattern === undefined && format === undefined && minLength === undefined && maxLength === undefined) return null;
    const matches = pattern === undefined ? null : new RegExp(pattern as string, 'u');
    const test = format === undefined ? null : this.#space.formats[format as string];
    if (test === undefined) throw UNKNOWN;
    const least = (minLength as number | undefined) ?? 0;
    const most = (maxLength as number | undefined) ?? Number.POSITIVE_INFINITY;
    return (value) => {
      if (typeof value !== 'string') return true;
      if (matches?.test(value) === false || test?.(value) === false) return false;
      // Of code points there are at most as many as units, and at least half.
      if (value.length <= most && value.length >= 2 * least) return true;
      const length = [...value].length;
      return length >= least && length <= most;
    };
  }

  #combinations(schema: Schema): Fits[] {
    const list = (keyword: 'allOf' | 'anyOf' | 'oneOf') => ((schema[keyword] as readonly unknown[]) ?? []).map((one) => this.fits(one));
    const [all, any, one] = [list('allOf'), list('anyOf'), list('oneOf')];
    const rules = [...all];
    if (any.length > 0) rules.push((value) => any.some((fits) => fits(value)));
    if (one.length > 0) rules.push((value) => one.filter((fits) => fits(value)).length === 1);
    if (schema.if === undefined) return rules;
    if (isNullSchema(schema.if) && schema.then === undefined) {
      const unmet = this.fits(schema.else ?? true);
      const nullOr: Fits = (value) => value === null || unmet(value);
      return [...rules, ANY_STRING.has(unmet) ? anyString(nullOr) : nullOr];
    }
    const condition = this.fits(schema.if);
    const branches = { met: this.fits(schema.then ?? true), unmet: this.fits(schema.else ?? true) };
    return [...rules, (value) => (condition(value) ? branches.met : branches.unmet)(value)];
  }
}

const ANYTHING = anyString(() => true);

/** What a property must fit. */
interface Part {
  readonly fits: Fits;
  readonly anyString: boolean;
}

function partOf(fits: Fits): Part {
  return { fits, anyString: ANY_STRING.has(fits) };
}

function allOf(rules: readonly Fits[]): Fits {
  const [first, second, third] = rules;
  if (first === undefined) return ANYTHING;
  if (second === undefined) return first;
  if (third === undefined) return (value) => first(value) && second(value);
  return (value) => {
    for (let i = 0; i < rules.length; i++) if (!(rules[i] as Fits)(value)) return false;
    return true;
  };
}

const KEYWORDS = new Set([
  ...['type', 'enum', 'const', '$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'then', 'else'],
  ...['properties', 'required', 'additionalProperties', 'items', 'prefixItems', 'minItems', 'maxItems'],
  ...['pattern', 'format', 'minLength', 'maxLength', 'minimum', 'maximum'],
]);

/** As `if`: the usual way to say that null may stand in place of something. */
function isNullSchema(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && (schema as Schema).type === 'null' && Object.keys(schema).length === 1;
}

const TYPES: Readonly<Record<string, Fits>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  string: anyString((value) => typeof value === 'string'),
  number: (value) => Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

function typeRule({ type }: Schema): Fits | null {
  if (type === undefined) return null;
  const [first, second, ...others] = ((Array.isArray(type) ? type : [type]) as readonly string[]).map((name) => TYPES[name]);
  if (first === undefined) throw UNKNOWN;
  if (second === undefined) return first;
  const fits: Fits =
    others.length === 0
      ? (value) => first(value) || second(value)
      : (value) => first(value) || second(value) || others.some((other) => other?.(value) === true);
  return Array.isArray(type) && type.includes('string') ? anyString(fits) : fits;
}

function enumRule(schema: Schema): Fits | null {
  const { enum: values = [schema.const] } = schema;
  if (schema.enum === undefined && schema.const === undefined) return null;
  if (schema.enum !== undefined && schema.const !== undefined) throw UNKNOWN;
  const allowed = new Set(values as readonly unknown[]);
  // Objects are equal by what they hold: that is more than is needed here.
  for (const one of allowed) if (typeof one === 'object' && one !== null) throw UNKNOWN;
  return (value) => allowed.has(value);
}

function numberRule({ minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }: Schema): Fits | null {
  const [least, most] = [minimum as number, maximum as number];
  if (least === Number.NEGATIVE_INFINITY && most === Number.POSITIVE_INFINITY) return null;
  return anyString((value) => typeof value !== 'number' || (value >= least && value <= most));
}
