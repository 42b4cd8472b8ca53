/**
 * Looks at a parsed YAML document before it is compiled: is it the Swagger 2.0 of an Engine API, and all there? A file
 * that was cut off is often good YAML up to the cut, so what is referred to must be there too.
 */
import type { ApiVersion } from '../../cassette/types.ts';
import { type KeyRule, SCHEMA_KEYS } from './schema-keys.ts';

/** What is wrong, and where. */
export interface SwaggerProblem {
  readonly path: readonly string[];
  /** To be read after the name of the file and the line. */
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;

const METHODS = new Set(['get', 'head', 'post', 'put', 'delete']);
const PLACES = new Set(['path', 'query', 'header', 'body', 'formData']);
/** Far above every published description (30,000). Aliases of YAML can make a small text endless. */
const MOST_PLACES = 500_000;
const DEEPEST = 100;

/** The version that `basePath` names; null where it names none. */
export function versionOf(document: unknown): ApiVersion | null {
  const basePath = isFields(document) ? document.basePath : undefined;
  return (typeof basePath === 'string' ? (/^\/v(1\.\d{1,3})$/.exec(basePath)?.[1] as ApiVersion | undefined) : undefined) ?? null;
}

/** Whether it is an Engine API description at all; null where it is. */
export function foreign(document: unknown): SwaggerProblem | null {
  const no = (message: string, ...path: string[]): SwaggerProblem => ({ path, message });
  if (!isFields(document)) return no(`this is ${kindOf(document)}, not an API description`);
  if (document.openapi !== undefined)
    return no(`this is OpenAPI ${String(document.openapi)}; Docker's descriptions are Swagger 2.0`, 'openapi');
  if (document.swagger === undefined) {
    const keys = Object.keys(document).slice(0, 4).join(', ');
    return no(`this is not an API description: swagger is missing, it has ${keys || 'nothing'}`);
  }
  if (document.swagger !== '2.0') return no(`swagger is ${JSON.stringify(document.swagger)}, not "2.0"`, 'swagger');
  // Where the file ends so early, it is cut off; the missing parts are told below.
  if (document.basePath === undefined && document.paths === undefined) return null;
  if (versionOf(document) !== null) return null;
  const says = document.basePath === undefined ? 'missing' : JSON.stringify(document.basePath);
  return no(`basePath is ${says}, not "/v1.NN": this is not the Engine API of Docker`, 'basePath');
}

/** Everything that keeps it from being compiled. */
export function checkSwagger(document: Fields): SwaggerProblem[] {
  return new SwaggerCheck(document).problems;
}

class SwaggerCheck {
  readonly problems: SwaggerProblem[] = [];
  readonly #definitions: ReadonlySet<string>;
  #places = 0;

  constructor(document: Fields) {
    this.#definitions = new Set(isFields(document.definitions) ? Object.keys(document.definitions) : []);
    for (const part of ['consumes', 'produces']) if (document[part] !== undefined) this.#texts(document[part], [part]);
    for (const part of ['basePath', 'definitions', 'paths']) if (document[part] === undefined) this.#add([], `${part} is missing`);
    if (document.definitions !== undefined) this.#each(document.definitions, ['definitions'], (one, path) => this.#schema(one, path));
    if (document.paths !== undefined) this.#each(document.paths, ['paths'], (one, path) => this.#methods(one, path));
  }

  #methods(methods: unknown, path: readonly string[]): void {
    if (!path.at(-1)?.startsWith('/')) {
      this.#add(path, `${path.at(-1)} is not a path`);
      return;
    }
    this.#each(methods, path, (operation, at) => {
      const method = at.at(-1) ?? '';
      if (METHODS.has(method)) this.#operation(operation, at);
      else this.#add(at, `${method} is not a method of the Engine API`);
    });
  }

  #operation(operation: unknown, path: readonly string[]): void {
    const name = `${path.at(-1)?.toUpperCase()} ${path.at(-2)}`;
    if (!isFields(operation)) {
      this.#add(path, `${name} is ${kindOf(operation)}`);
      return;
    }
    const { operationId, responses, parameters, consumes, produces } = operation;
    if (typeof operationId !== 'string' || operationId === '') this.#add(path, `${name} has no operationId`);
    for (const [key, types] of Object.entries({ consumes, produces })) if (types !== undefined) this.#texts(types, [...path, key]);
    if (parameters !== undefined) this.#list(parameters, [...path, 'parameters'], (one, at) => this.#parameter(one, at));
    const declared = new Set(
      Array.isArray(parameters) ? parameters.map((one) => (isFields(one) && one.in === 'path' ? one.name : null)) : [],
    );
    for (const [, parameter] of path.at(-2)?.matchAll(/\{(\w+)\}/g) ?? []) {
      if (!declared.has(parameter)) this.#add(path, `${name} does not say what {${parameter}} is`);
    }
    if (responses === undefined) {
      this.#add(path, `${name} has no responses`);
      return;
    }
    const statuses = this.#each(responses, [...path, 'responses'], (one, at) => this.#response(one, at));
    if (statuses === 0) this.#add([...path, 'responses'], `${name} has no responses`);
  }

  #parameter(parameter: unknown, path: readonly string[]): void {
    if (!isFields(parameter)) {
      this.#add(path, `a parameter is ${kindOf(parameter)}`);
      return;
    }
    const { name, in: place, schema } = parameter;
    if (typeof name !== 'string') {
      this.#add(path, 'a parameter has no name');
      return;
    }
    if (typeof place !== 'string' || !PLACES.has(place)) {
      this.#add(path, `the parameter ${name} does not say where it stands (in)`);
      return;
    }
    if (place === 'body') this.#schema(schema, schema === undefined ? path : [...path, 'schema']);
    else if (parameter.type === undefined) this.#add(path, `the parameter ${name} has no type`);
    else this.#schema(parameter, path);
  }

  #response(response: unknown, path: readonly string[]): void {
    const status = path.at(-1) ?? '';
    if (!/^[1-5]\d\d$/.test(status)) this.#add(path, `${status} is not a status`);
    if (!isFields(response)) {
      this.#add(path, `the answer ${status} is ${kindOf(response)}`);
      return;
    }
    if (response.schema !== undefined) this.#schema(response.schema, [...path, 'schema']);
    if (response.headers !== undefined) this.#each(response.headers, [...path, 'headers'], (one, at) => this.#schema(one, at));
  }

  #schema(schema: unknown, path: readonly string[]): void {
    if (!isFields(schema)) {
      this.#add(path, `a schema is ${kindOf(schema)}`);
      return;
    }
    this.#places += 1;
    if (path.length > DEEPEST) {
      this.#add(path, 'this is nested too deeply');
      return;
    }
    if (this.#places > MOST_PLACES) return;
    if (this.#places === MOST_PLACES) {
      this.#add(path, 'this is larger than any API description');
      return;
    }
    for (const [key, rule] of Object.entries(SCHEMA_KEYS)) {
      const value = schema[key];
      if (value !== undefined) this.#key(value, rule, [...path, key]);
    }
  }

  #key(value: unknown, rule: KeyRule, path: readonly string[]): void {
    if (typeof rule === 'function') {
      const wanted = rule(value);
      if (wanted !== null) this.#add(path, `${path.at(-1)} is ${shown(value)}, not ${wanted}`);
    } else if (rule === 'reference') this.#reference(value, path);
    else if (rule === 'schema') this.#schema(value, path);
    else if (rule === 'schemas') this.#list(value, path, (one, at) => this.#schema(one, at));
    else if (rule === 'schema or boolean') typeof value === 'boolean' || this.#schema(value, path);
    else this.#each(value, path, (one, at) => this.#schema(one, at));
  }

  #reference(value: unknown, path: readonly string[]): void {
    const name = typeof value === 'string' ? /^#\/definitions\/([^/]+)$/.exec(value)?.[1] : undefined;
    if (name === undefined) this.#add(path, `$ref is ${shown(value)}, not "#/definitions/NAME"`);
    else if (!this.#definitions.has(name)) this.#add(path, `it refers to the definition ${name}, which is not there`);
  }

  #texts(value: unknown, path: readonly string[]): void {
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
      this.#add(path, `${path.at(-1)} is not a list of media types`);
  }

  /** @returns how many there are */
  #each(value: unknown, path: readonly string[], check: (one: unknown, path: readonly string[]) => void): number {
    if (!isFields(value)) {
      this.#add(path, `${path.at(-1)} is ${kindOf(value)}`);
      return -1;
    }
    for (const [key, one] of Object.entries(value)) check(one, [...path, key]);
    return Object.keys(value).length;
  }

  #list(value: unknown, path: readonly string[], check: (one: unknown, path: readonly string[]) => void): void {
    if (!Array.isArray(value)) this.#add(path, `${path.at(-1)} is ${kindOf(value)}, not a list`);
    else for (const [at, one] of value.entries()) check(one, [...path, String(at)]);
  }

  #add(path: readonly string[], message: string): void {
    this.problems.push({ path, message });
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${shown(value)}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
