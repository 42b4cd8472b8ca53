import { expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { writeInteraction } from '../../../src/cassette/format.ts';
import { schemaFits } from '../../../src/cassette/schema-fits.ts';
import { anyInteraction } from '../../support/any-interaction.ts';
import { cassetteSchema } from '../../support/cassette-parser.ts';

const NOWHERE = { resolve: () => undefined, formats: {} };

/** Schemas of all the keywords that are known, and values that have a chance to fit. */
const { schema: anySchema } = fc.letrec<{ schema: object | boolean }>((tie) => {
  const schema = tie('schema');
  const few = fc.array(schema, { minLength: 1, maxLength: 2 });
  const name = fc.constantFrom('a', 'b', 'c');
  const type = fc.constantFrom('null', 'boolean', 'string', 'number', 'integer', 'array', 'object');
  const small = fc.nat({ max: 2 });
  return {
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.boolean(),
      fc.record(
        {
          type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
          enum: fc.uniqueArray(fc.constantFrom('a', 'bb', 1, null, true), { minLength: 1 }),
          minimum: small,
          maximum: small,
          minLength: small,
          maxLength: small,
          minItems: small,
          maxItems: small,
          pattern: fc.constantFrom('^a', 'b$'),
          format: fc.constant('short'),
          required: fc.uniqueArray(name, { maxLength: 2 }),
          properties: fc.dictionary(name, schema, { maxKeys: 2 }),
          additionalProperties: schema,
          items: schema,
          prefixItems: few,
          allOf: few,
          anyOf: few,
          oneOf: few,
          if: schema,
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
          then: schema,
          else: schema,
        },
        { requiredKeys: [] },
      ),
    ),
  };
});
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(null, true, 0, 1, 2, 3.5, -1, '', 'a', 'bb', '\u{1f433}', 'abab'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
  ),
}));

const short = (text: string) => text.length < 3;

it('says of every schema and value what ajv says', () => {
  fc.assert(
    fc.property(anySchema, fc.array(anyValue, { minLength: 5 }), (schema, values) => {
      const ajv = new Ajv2020({ strict: false, formats: { short }, code: { optimize: false } });
      const validate = ajv.compile(schema);
      const fits = schemaFits(schema, { ...NOWHERE, formats: { short } });
      for (const value of values) expect([value, fits(value)]).toEqual([value, validate(value)]);
    }),
    { numRuns: 300 },
  );
});

const interaction = new Ajv2020({ strictTypes: false }).addSchema(cassetteSchema, 'schema').compile({ $ref: 'schema#/$defs/interaction' });
const { $defs } = cassetteSchema as { readonly $defs: Readonly<Record<string, unknown>> };
const fitsInteraction = schemaFits({ $ref: '#/$defs/interaction' }, { ...NOWHERE, resolve: (ref) => $defs[ref.slice('#/$defs/'.length)] });

/** Another value in some place of a document; undefined takes a member away. */
function changed(node: unknown, path: readonly number[], value: unknown): unknown {
  if (typeof node !== 'object' || node === null || path.length === 0) return value ?? null;
  const entries = Object.entries(node);
  const at = (path[0] as number) % Math.max(entries.length, 1);
  const next = entries.flatMap(([name, member], index): [string, unknown][] => {
    if (index !== at) return [[name, member]];
    return value === undefined && path.length === 1 ? [] : [[name, changed(member, path.slice(1), value)]];
  });
  return Array.isArray(node) ? next.map(([, member]) => member) : Object.fromEntries(next);
}

it('says of every file of a cassette, and of every broken one, what ajv says', () => {
  const path = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(anyInteraction, path, fc.oneof(fc.constant(undefined), anyValue), (recorded, way, value) => {
      const file: unknown = JSON.parse(writeInteraction(recorded));
      expect(fitsInteraction(file)).toBe(interaction(file));
      const broken = changed(file, way, value);
      expect([broken, fitsInteraction(broken)]).toEqual([broken, interaction(broken)]);
    }),
  );
});

it('takes nothing for right by a schema that it does not know in full', () => {
  expect(schemaFits({ if: { not: {} }, else: true }, NOWHERE)(1)).toBe(false);
  expect(schemaFits({ format: 'unknown' }, NOWHERE)('a')).toBe(false);
  expect(schemaFits({ $ref: '#/nowhere' }, NOWHERE)('a')).toBe(false);
  expect(schemaFits({ enum: [{}] }, NOWHERE)('a')).toBe(false);
});

it('follows references in circles', () => {
  const tree = { type: 'array', items: { $ref: '#/tree' } };
  const fits = schemaFits(tree, { ...NOWHERE, resolve: () => tree });
  expect([fits([[], [[]]]), fits([[], [[1]]])]).toEqual([true, false]);
});
