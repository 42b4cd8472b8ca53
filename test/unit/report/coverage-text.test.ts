import { expect, it } from '@jest/globals';
import type { ApiCoverage } from '../../../src/docker/coverage.ts';
import { NO_COLOURS } from '../../../src/report/colours.ts';
import { coverageText } from '../../../src/report/coverage-text.ts';

const nothing = { declared: 0, seen: 0 };

const coverage: ApiCoverage = {
  apiVersion: '1.41',
  derived: false,
  operations: { declared: 3, seen: 2 },
  statuses: { declared: 7, seen: 2 },
  fields: { declared: 44, seen: 31 },
  byOperation: [
    {
      operation: 'ContainerList',
      method: 'GET',
      path: '/containers/json',
      answers: 12,
      statuses: [
        { status: 200, documented: true, answers: 11 },
        { status: 400, documented: true, answers: 0 },
        { status: 409, documented: false, answers: 1 },
        { status: 500, documented: true, answers: 0 },
      ],
      fields: { declared: 44, seen: 31 },
      fieldsNotSeen: ['[].Labels'],
    },
    {
      operation: 'SystemPingHead',
      method: 'HEAD',
      path: '/_ping',
      answers: 1,
      statuses: [{ status: 200, documented: true, answers: 1 }],
      fields: nothing,
      fieldsNotSeen: [],
    },
    { operation: 'TaskList', method: 'GET', path: '/tasks', answers: 0, statuses: [], fields: nothing, fieldsNotSeen: [] },
  ],
};

it('gives the sums, a row for each operation that was asked, and the names of the others', () => {
  expect(coverageText([coverage], NO_COLOURS)).toBe(`Coverage of API 1.41
  operations  2 of 3
  statuses    2 of 7
  fields      31 of 44

operation       answers  statuses   not seen  fields
ContainerList        12  200, 409?  400, 500  31 of 44
SystemPingHead        1  200

Never asked:
  TaskList
`);
});

it('says which versions are derived, and leaves out the list where all was asked', () => {
  const old: ApiCoverage = { ...coverage, apiVersion: '1.24', derived: true, byOperation: coverage.byOperation.slice(0, 2) };
  const text = coverageText([old, coverage], NO_COLOURS);
  expect(text.split('\n').filter((line) => /^(?:Coverage|Never)/.test(line))).toEqual([
    'Coverage of API 1.24, derived',
    'Coverage of API 1.41',
    'Never asked:',
  ]);
  expect(text).not.toMatch(/\n\n\n| \n/);
});

it('cuts a long list of names into lines', () => {
  const names = Array.from({ length: 40 }, (_, i) => `Operation${i}`);
  const byOperation = names.map((operation) => ({ ...(coverage.byOperation[2] as (typeof coverage.byOperation)[number]), operation }));
  const text = coverageText([{ ...coverage, byOperation }], NO_COLOURS);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(text.split('Never asked:')[1]?.match(/\w+/g)).toEqual(names);
});
