import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { FindingsJson } from '../../../src/report/findings-json.ts';
import { aFinding, reportOf, someFindings } from '../../support/reports.ts';

const schema: object = JSON.parse(readFileSync(new URL('../../../schemas/findings-v1.json', import.meta.url), 'utf8'));
const fits = new Ajv2020({ strictTypes: false }).compile(schema);

it('gives findings as they are, a line each, and sums them up', () => {
  const found = [aFinding(), aFinding({ code: 'query-unknown', severity: 'warning', party: 'client' })];
  const text = reportOf(new FindingsJson(), [found, [], [aFinding({ apiVersion: '1.20', derived: true })]]);
  expect(text.match(/^\{"code"/gm)).toHaveLength(3);
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual({
    findings: [...found, aFinding({ apiVersion: '1.20', derived: true })],
    summary: {
      errors: 2,
      warnings: 1,
      notes: 0,
      cassettes: 1,
      interactions: 3,
      apiVersions: { '1.20': 1, '1.41': 2 },
      codes: { 'query-unknown': 1, 'response-body-type': 2 },
    },
  });
});

it('is a document when there is nothing', () => {
  expect(JSON.parse(new FindingsJson().end())).toEqual({
    findings: [],
    summary: { errors: 0, warnings: 0, notes: 0, cassettes: 0, interactions: 0, apiVersions: {}, codes: {} },
  });
});

it('has members for what is said beside the findings', () => {
  const text = reportOf(new FindingsJson(), [[]], [{ name: 'coverage', json: { operations: [] }, text: () => '' }]);
  expect(JSON.parse(text)).toMatchObject({ coverage: { operations: [] } });
  expect(fits(JSON.parse(text))).toBe(true);
});

it('fits schemas/findings-v1.json, whatever the findings hold', () => {
  fc.assert(
    fc.property(someFindings, (interactions) => {
      const report: unknown = JSON.parse(reportOf(new FindingsJson(), interactions));
      expect([fits(report), fits.errors]).toEqual([true, null]);
      expect(report).toMatchObject({ findings: interactions.flat() });
    }),
  );
});

it('has a schema that refuses what is no such report', () => {
  const { message: _, ...incomplete } = aFinding();
  for (const findings of [[incomplete], [aFinding({ severity: 'fatal' as 'error' })], [{ ...aFinding(), colour: 'red' }]]) {
    expect(fits({ ...JSON.parse(new FindingsJson().end()), findings })).toBe(false);
  }
});
