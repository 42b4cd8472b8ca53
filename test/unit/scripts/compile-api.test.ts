import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

const SCRIPT = fileURLToPath(new URL('../../../scripts/compile-api.mjs', import.meta.url));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'compile-api-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function describe(version: string, { description = 'prose', id = 'Moon', type = 'string' } = {}): void {
  const yaml = `
swagger: "2.0"
produces: [application/json]
consumes: [application/json]
definitions:
  Star:
    description: ${description}
    title: A star
    type: object
    required: [name, Age]
    properties:
      name: { type: ${type}, description: The name, example: Vega }
      description: { type: string, x-nullable: true }
      Age: { $ref: "#/definitions/Age", x-nullable: true }
  Age: { type: integer, format: int64, minimum: 0, x-nullable: false }
paths:
  /stars/{id}:
    get:
      operationId: ${id}
      tags: [sky]
      parameters:
        - { name: id, in: path, type: string, required: true }
        - { name: all, in: query, type: boolean, default: false, description: All }
      responses:
        200: { description: ok, schema: { $ref: "#/definitions/Star" } }
`;
  writeFileSync(join(directory, `v${version}.yaml`), yaml);
}

function compile(): string[] {
  execFileSync(process.execPath, [SCRIPT, directory, directory], { stdio: 'pipe' });
  return ['definitions.json', 'operations.json'].map((name) => readFileSync(join(directory, name), 'utf8'));
}

it('keeps facts and drops prose, also where a property is called description', () => {
  describe('1.25');
  const [definitions = ''] = compile();
  expect(JSON.parse(definitions).definitions).toEqual({
    Age: [{ versions: '1.25-1.25', schema: { type: 'integer', format: 'int64', minimum: 0 } }],
    Star: [
      {
        versions: '1.25-1.25',
        schema: {
          type: 'object',
          required: ['Age', 'name'],
          properties: {
            name: { type: 'string' },
            description: { type: 'string', nullable: true },
            Age: { $ref: '#/definitions/Age', nullable: true },
          },
        },
      },
    ],
  });
});

it('writes once what neighbouring versions say alike, and names an operation as the newest does', () => {
  describe('1.9', { id: 'OldMoon' });
  describe('1.10', { description: 'other prose' });
  describe('1.11', { type: 'integer' });
  const [definitions = '', operations = ''] = compile();
  expect(JSON.parse(definitions).definitions.Star.map((one: { versions: string }) => one.versions)).toEqual(['1.9-1.10', '1.11-1.11']);
  expect(JSON.parse(operations).operations).toEqual({
    Moon: [
      {
        versions: '1.9-1.11',
        method: 'GET',
        path: '/stars/{id}',
        query: { all: { type: 'boolean' } },
        responses: { 200: { schema: { $ref: '#/definitions/Star' } } },
      },
    ],
  });
});

it('gives the same bytes for the same descriptions, and says where they come from', () => {
  describe('1.25');
  const first = compile();
  expect(compile()).toEqual(first);
  expect(JSON.parse(first[0] as string).source).toMatchObject({ project: 'https://github.com/moby/moby', licence: 'Apache-2.0' });
});

it('refuses a directory without descriptions', () => {
  expect(() => compile()).toThrow(expect.objectContaining({ status: 3 }));
});

it('finds the keys of filters in the bullets of their prose', () => {
  const description = [
    'JSON. For example, `{"status": ["paused"]}`. Available filters:',
    '',
    '- `label` (`label=<key>`, or `label!=<key>`) Things with',
    '   a label, or without one (`label!=...`)',
    '- `is-task=`(`true`|`false`)',
    '- `before`=(`<id>` or `<name>`)',
    '- `inuse`',
    '',
    'The `old` filter is deprecated.',
  ].join('\n');
  const parameters = [
    { name: 'filters', in: 'query', type: 'string', description },
    { name: 'other', in: 'query', type: 'string', description },
  ];
  const api = {
    consumes: [],
    produces: [],
    definitions: {},
    paths: { '/x': { get: { operationId: 'X', parameters, responses: { 200: {} } } } },
  };
  writeFileSync(join(directory, 'v1.25.yaml'), JSON.stringify(api));
  const [, operations = ''] = compile();
  expect(JSON.parse(operations).operations.X[0].query).toEqual({
    filters: { type: 'string', filterKeys: ['before', 'inuse', 'is-task', 'label', 'label!'] },
    other: { type: 'string' },
  });
});
