import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { schemaFits } from '../../../src/cassette/schema-fits.ts';
import type { Definitions, SchemaFacts } from '../../../src/docker/schema-types.ts';
import { driftOf } from '../../../src/validate/drift.ts';
import { bodySchema, definitionSchema } from '../../../src/validate/json-schema.ts';
import type { Expected } from '../../../src/validate/presence.ts';
import { quietSchema, resolveQuiet } from '../../../src/validate/quiet-schema.ts';
import { Shapes } from '../../../src/validate/shape.ts';

const definitions: Definitions = {
  Container: {
    type: 'object',
    required: ['Id'],
    properties: {
      Id: { type: 'string' },
      State: { allOf: [{ $ref: '#/definitions/State' }] },
      Ports: { type: 'array', items: { $ref: '#/definitions/Port' } },
      Labels: { type: 'object', additionalProperties: { type: 'string' } },
      Parent: { $ref: '#/definitions/Container' },
    },
  },
  Port: { type: 'object', properties: { Ip: { type: 'string' }, Public: { type: 'integer' } } },
  State: { type: 'string', enum: ['running', 'exited'] },
  Mixed: { allOf: [{ $ref: '#/definitions/Port' }, { type: 'object', properties: { More: { type: 'string' } } }] },
};
const origin = { definitions, direction: 'response' } as const;
const containers: SchemaFacts = { type: 'array', items: { $ref: '#/definitions/Container' } };
const always = (fields: readonly string[], below: Partial<Expected> = {}): Expected => ({
  ...{ fields, neverNull: [], properties: new Map(), items: null, rest: null },
  ...below,
});
/** Lists have State and Ports, and ports always an Ip. */
const expected = always([], {
  items: always(['State', 'Ports'], { neverNull: ['Ports'], properties: new Map([['Ports', always([], { items: always(['Ip']) })]]) }),
});

function quiet(schema: SchemaFacts, known: Expected | null) {
  return schemaFits(quietSchema(schema, known, origin), { resolve: (ref) => resolveQuiet(ref, origin), formats: {} });
}

function hasNothingToSay(body: unknown): boolean {
  const resolve = (ref: string) => definitionSchema(ref.slice(ref.lastIndexOf('/') + 1), origin);
  const fits = schemaFits(bodySchema(containers, '', origin), { resolve, formats: {} })(body);
  return fits && driftOf(body, new Shapes(definitions).of(containers), expected).length === 0;
}

const port = fc.record({ Ip: fc.constant('::'), Public: fc.constantFrom(1, '1'), Pubic: fc.constant(1) }, { requiredKeys: [] });
const { container } = fc.letrec((tie) => ({
  container: fc.record(
    {
      Id: fc.constant('x'),
      State: fc.constantFrom('running', 'lost', null),
      Ports: fc.oneof(fc.constant(null), fc.array(fc.oneof(fc.constant(null), port), { maxLength: 3 })),
      Labels: fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.constantFrom('a', 1), { maxKeys: 2 })),
      Parent: fc.option(tie('container'), { maxDepth: 2 }),
      Moon: fc.constant(1),
    },
    { requiredKeys: [] },
  ),
}));

it('is quiet only about answers of which neither the contract nor drift has anything to say', () => {
  const isQuiet = quiet(containers, expected);
  fc.assert(
    fc.property(fc.array(container, { maxLength: 3 }), (body) => {
      expect(isQuiet(body)).toBe(hasNothingToSay(body));
    }),
    { numRuns: 500 },
  );
});

it('is quiet about a whole answer', () => {
  const whole = [{ Id: 'x', State: 'running', Ports: [{ Ip: '::', Public: 1 }], Labels: { any: 'x' }, Parent: null }];
  expect(quiet(containers, expected)(whole)).toBe(true);
});

it('leaves objects that are put together of several schemas to the others', () => {
  expect(quiet({ $ref: '#/definitions/Mixed' }, null)({ Ip: '::', More: 'x' })).toBe(false);
});
