import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parseJson, writeJson } from '../../../src/cassette/json.ts';
import { DRIFT_KINDS } from '../../../src/docker/drift.ts';
import { driftJson } from '../../../src/report/drift-json.ts';
import { aDrift, aDriftReport, anyDriftReport } from '../../support/drift.ts';

const schemaOf = (name: string) => JSON.parse(readFileSync(new URL(`../../../schemas/${name}`, import.meta.url), 'utf8'));
const schema = schemaOf('drift-v1.json');
const fits = new Ajv2020({ strictTypes: false }).compile(schema);

it('gives drift as it is, a line each and its members in one order, and sums it up', () => {
  const { message, ...rest } = aDrift();
  const text = driftJson(aDriftReport({ drift: [{ message, ...rest }, aDrift({ grade: 'added', kind: 'new' })] }));
  expect(text.match(/^\{"grade":"\w+","cassette":"hello","interaction":4,"operation":/gm)).toHaveLength(2);
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toMatchObject({
    drift: [aDrift(), aDrift({ grade: 'added', kind: 'new' })],
    summary: { breaking: 1, changed: 0, added: 1, engines: 1, cassettes: 1, interactions: 14, checked: 14 },
  });
});

it('fits schemas/drift-v1.json and loses nothing, whatever the report holds', () => {
  fc.assert(
    fc.property(anyDriftReport, (report) => {
      const read: unknown = JSON.parse(driftJson(report));
      expect([fits(read), fits.errors]).toEqual([true, null]);
      // As JSON has it: no -0, no property that a prototype swallows.
      expect(read).toMatchObject(JSON.parse(JSON.stringify(report)) as object);
    }),
  );
});

it('keeps numbers as they were written', () => {
  const recorded = parseJson('[9223372036854775807, 1.0]');
  const text = driftJson(aDriftReport({ drift: [aDrift({ recorded })] }));
  expect(text).toContain(`"recorded":${writeJson(recorded, 'js')}`);
});

it('has a schema that refuses what is no such report, and knows all kinds', () => {
  const report = JSON.parse(driftJson(aDriftReport()));
  const { message: _, ...incomplete } = aDrift();
  for (const drift of [[incomplete], [{ ...aDrift(), grade: 'fatal' }], [{ ...aDrift(), colour: 'red' }]]) {
    expect(fits({ ...report, drift })).toBe(false);
  }
  const kinds = Object.keys(DRIFT_KINDS);
  expect(schema.$defs.kind.enum).toEqual(kinds);
  expect(schemaOf('accepted-drift-v1.json').$defs.acceptance.properties.kind.enum).toEqual(kinds);
});
