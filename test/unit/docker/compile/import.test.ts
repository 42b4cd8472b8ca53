import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { importDescription, type Reference } from '../../../../src/docker/compile/import.ts';
import { ApiDescriptions } from '../../../../src/docker/schemas.ts';
import { TapedeckError } from '../../../../src/errors.ts';
import { loadSchemas } from '../../../../src/store/schemas.ts';
import { aDescription, asYaml } from '../../../support/swagger.ts';

const shipped = new ApiDescriptions(loadSchemas());
const reference = (): Reference => ({ version: '1.55', operations: shipped.published('1.55')?.operations ?? {} });
const read = (text: string) => importDescription(text, { file: 'x.yaml', reference: null });
const whole = asYaml(aDescription('/v1.56'));

function refusal(text: string, before: typeof reference | null = null): string {
  try {
    importDescription(text, { file: 'x.yaml', reference: before });
  } catch (error) {
    if (error instanceof TapedeckError && error.code === 'TD_API_DESCRIPTION') return error.message;
    throw error;
  }
  return 'imported';
}

it.each(['1.25', '1.41', '1.55'] as const)('reads out of a description of %s what the schemas say of it', (version) => {
  const { operations, definitions } = read(asYaml(aDescription(`/v${version}`, version)));
  expect({ operations, definitions }).toEqual(shipped.published(version));
});

it.each([
  ['services:\n  web: {}\n', 'x.yaml, line 1: this is not an API description: swagger is missing, it has services'],
  ['info: {}\nopenapi: 3.0.1\n', "x.yaml, line 2: this is OpenAPI 3.0.1; Docker's descriptions are Swagger 2.0"],
  ['apiVersion: v1\n---\nkind: Pod\n', 'x.yaml, line 3: not YAML: a second document begins here'],
  ['swagger: "2.0"\nbasePath: /v2\npaths: {}\n', 'x.yaml, line 2: basePath is "/v2", not "/v1.NN": this is not the Engine API of Docker'],
  ['- a\n', 'x.yaml, line 1: this is a list, not an API description'],
  ['', 'x.yaml, line 1: this is empty, not an API description'],
  ['a: 1\nb: "never\nends', 'x.yaml, line 3: not YAML: unexpected end of the stream within a double quoted scalar'],
])('refuses %j and names the line', (text, message) => {
  expect(refusal(text)).toBe(message);
});

const SMALL = `swagger: "2.0"
basePath: /v1.56
definitions:
  Star: {type: object}
paths:
  /stars/{id}:
    get:
      operationId: Moon
      parameters:
        - {name: id, in: path, type: string}
      responses:
        200:
          description: fine
          schema: {$ref: "#/definitions/Star"}
`;

it.each([
  ['#/definitions/Star', '#/definitions/Sun', 'line 14: it refers to the definition Sun, which is not there'],
  ['type: object', 'type: objekt', 'line 4: type is "objekt", not one of string, number, integer, boolean, array, object'],
  ['type: object', 'allOf: 7', 'line 4: allOf is the number 7, not a list'],
  ['type: object', 'pattern: "("', 'line 4: pattern is "(", not a regular expression'],
  ['operationId: Moon', 'tags: [x]', 'line 7: GET /stars/{id} has no operationId'],
  ['get:', 'fetch:', 'line 7: fetch is not a method of the Engine API'],
  ['name: id, in: path', 'name: me, in: path', 'line 7: GET /stars/{id} does not say what {id} is'],
  ['in: path, type: string', 'in: path', 'line 10: the parameter id has no type'],
  ['200:', 'fine:', 'line 12: fine is not a status'],
  ['/v1.56', '/v1.24', 'line 2: basePath is /v1.24: descriptions begin with 1.25, before it there was prose only'],
  ['definitions:\n  Star: {type: object}\n', '', 'line 12: definitions is missing, and there the file ends (and 1 more such place)'],
])('refuses %j in the place of %j', (was, is, message) => {
  expect(refusal(SMALL)).toBe('imported');
  expect(refusal(SMALL.replace(was, is))).toBe(`x.yaml, ${message}`);
});

it('is not led into endless work by aliases', () => {
  const text = 'swagger: "2.0"\nbasePath: /v1.56\npaths: {}\ndefinitions:\n  A: &a\n    properties: {x: *a}\n';
  expect(refusal(text)).toMatch(/^x\.yaml, line \d+: this is nested too deeply/);
  const doubling = Array.from({ length: 40 }, (_, i) => `  D${i + 1}: &d${i + 1} {allOf: [*d${i}, *d${i}]}\n`).join('');
  expect(refusal(text.replace(/ {2}A[\s\S]*/, `  D0: &d0 {type: string}\n${doubling}`))).toMatch(
    /^x\.yaml, line \d+: this is larger than any API/,
  );
});

it('takes a whole description, and refuses it wherever it is cut', () => {
  expect(refusal(whole, reference)).toBe('imported');
  const lines = whole.split('\n');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: lines.length - 3 }), (count) => {
      expect(refusal(lines.slice(0, count).join('\n'), reference)).toMatch(/^x\.yaml, line \d+: /);
    }),
    { numRuns: 10 },
  );
});

it('notices a cut between two operations, which nothing in the file shows', () => {
  const description = aDescription('/v1.56');
  delete description.paths['/session'];
  expect(refusal(asYaml(description), reference)).toMatch(/: the file ends without POST \/session, which API 1\.55 has$/);
  expect(refusal(asYaml(description))).toBe('imported');
});

it('notices a cut within the last operation', () => {
  const description = aDescription('/v1.56');
  const { '/session': session, ...others } = description.paths;
  const cut = { ...description, paths: { ...others, '/session': { post: { ...session?.post, responses: { 101: {} } } } } };
  expect(refusal(asYaml(cut), reference)).toMatch(/: the file ends in POST \/session, without the answer 400 that API 1\.55 has$/);
});

it('gives an operation that was renamed, or only has another name for its parameter, the id that recordings have', () => {
  const description = aDescription('/v1.56');
  const get = { ...description.paths['/containers/json']?.get, operationId: 'ListContainers' };
  description.paths['/containers/json'] = { get };
  expect(read(asYaml(description)).operations.ContainerList?.path).toBe('/containers/json');
});
