import { expect, it } from '@jest/globals';
import type { Definitions, SchemaFacts } from '../../../src/docker/schema-types.ts';
import { undeclaredProperties } from '../../../src/validate/undeclared.ts';

const definitions: Definitions = {
  Port: { type: 'object', properties: { Ip: { type: 'string' } } },
  Ports: { type: 'object', additionalProperties: { type: 'array', items: { $ref: '#/definitions/Port' } } },
};
const schema: SchemaFacts = {
  allOf: [
    {
      type: 'object',
      properties: { Ports: { $ref: '#/definitions/Ports' }, Labels: { type: 'object', additionalProperties: { type: 'string' } } },
    },
    { type: 'object', properties: { Data: { type: 'object' } } },
  ],
};

it('looks through references, lists, maps and what is put together', () => {
  const body = { Ports: { '80/tcp': [{ Ip: '', Moon: 1 }] }, Labels: { any: 'x' }, Data: { any: 1 }, Star: 2 };
  expect(undeclaredProperties(body, schema, definitions)).toEqual(['/Ports/80~1tcp/0/Moon', '/Star']);
});

it('reads names in any case, and over what is zero', () => {
  expect(undeclaredProperties({ ports: {}, Star: 0, Moon: null, Sun: {}, Sky: '' }, schema, definitions)).toEqual([]);
});

it('does not take the names of Object.prototype for declared', () => {
  expect(undeclaredProperties({ constructor: 1 }, schema, definitions)).toEqual(['/constructor']);
});
