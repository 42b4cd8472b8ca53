import { expect, it } from '@jest/globals';
import type { Definitions, SchemaFacts } from '../../../src/docker/schema-types.ts';
import { driftOf } from '../../../src/validate/drift.ts';
import type { Expected } from '../../../src/validate/presence.ts';
import { Shapes } from '../../../src/validate/shape.ts';

const definitions: Definitions = {
  Container: {
    type: 'object',
    properties: {
      Id: { type: 'string' },
      Image: { type: 'string' },
      Pid: { type: 'integer' },
      Ports: { type: 'object', additionalProperties: { type: 'array', items: { $ref: '#/definitions/Port' } } },
      Parent: { $ref: '#/definitions/Container' },
      Labels: { type: 'object', additionalProperties: { type: 'string' } },
    },
  },
  Port: { type: 'object', properties: { Ip: { type: 'string' } } },
};
const container: SchemaFacts = { $ref: '#/definitions/Container' };

function drift(body: unknown, schema = container, expected: Expected | null = null) {
  return driftOf(body, new Shapes(definitions).of(schema), expected);
}

/** What is always there: some fields, and what is always there below others. */
function always(fields: readonly string[], below: Partial<Expected> = {}): Expected {
  return { fields, neverNull: [], properties: new Map(), items: null, rest: null, ...below };
}

const whole = { Id: '', Image: '', Pid: 0, Ports: {}, Parent: null, Labels: {} };

it('tells a property that is not declared from one that was renamed', () => {
  expect(drift({ ...whole, Moon: 'x' })).toEqual([{ kind: 'unknown', pointer: '/Moon' }]);
  const { Image, ...rest } = whole;
  expect(drift({ ...rest, Imago: Image })).toEqual([{ kind: 'renamed', pointer: '/Imago', missing: ['Image'] }]);
});

it('names what is missing by how similar it is, and only what could hold the value', () => {
  const { Image, Id, Pid, ...rest } = whole;
  expect(drift({ ...rest, imageID: 'x' })).toEqual([{ kind: 'renamed', pointer: '/imageID', missing: ['Image', 'Id'] }]);
  expect(drift({ ...rest, ID: 1 })).toEqual([{ kind: 'renamed', pointer: '/ID', missing: ['Pid'] }]);
  expect(drift({ ...rest, ID: null })).toEqual([{ kind: 'renamed', pointer: '/ID', missing: ['Id', 'Pid', 'Image'] }]);
});

it('looks into lists, maps and schemas that hold themselves', () => {
  const body = [{ ...whole, Parent: { ...whole, Ports: { '80/tcp': [{ Ip: '', Moon: 1 }] } } }];
  expect(drift(body, { type: 'array', items: container })).toEqual([{ kind: 'unknown', pointer: '/0/Parent/Ports/80~1tcp/0/Moon' }]);
});

it('finds nothing undeclared in maps, in objects of which nothing is said, and in what is no object', () => {
  expect(drift({ ...whole, Labels: { any: 'x' } })).toEqual([]);
  expect(drift({ any: { thing: 1 } }, { type: 'object' })).toEqual([]);
  expect(drift('text')).toEqual([]);
  expect(drift({ ...whole, Ports: 'text', Parent: 7 })).toEqual([]);
});

it('says once an object what always comes and is missing; null is there', () => {
  const { Id, Image, ...rest } = whole;
  const expected = always(['Id', 'Image', 'Parent']);
  expect(drift(rest, container, expected)).toEqual([{ kind: 'absent', pointer: '', missing: ['Id', 'Image'] }]);
  expect(drift(whole, container, expected)).toEqual([]);
});

it('finds null where a list, map or object always comes', () => {
  const expected = always([], { neverNull: ['Ports', 'Labels'] });
  expect(drift({ ...whole, Ports: null }, container, expected)).toEqual([{ kind: 'null', pointer: '/Ports' }]);
  expect(drift({}, container, expected)).toEqual([]);
});

it('expects something only of objects that are there', () => {
  const port = always(['Ip']);
  const ports = always([], { rest: always([], { items: port }) });
  const expected = always([], { properties: new Map([['Ports', ports]]) });
  expect(drift({ ...whole, Ports: null }, container, expected)).toEqual([]);
  expect(drift({ ...whole, Ports: { a: [{}], b: null } }, container, expected)).toEqual([
    { kind: 'absent', pointer: '/Ports/a/0', missing: ['Ip'] },
  ]);
});

it('does not take the names of Object.prototype for declared', () => {
  expect(drift({ ...whole, constructor: 1 })).toEqual([{ kind: 'unknown', pointer: '/constructor' }]);
});
