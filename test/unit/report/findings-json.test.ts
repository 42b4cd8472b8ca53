import { expect, it } from '@jest/globals';
import type { Finding } from '../../../src/docker/finding.ts';
import { findingsJson } from '../../../src/report/findings-json.ts';

const finding: Finding = {
  code: 'query-unknown',
  severity: 'warning',
  party: 'client',
  cassette: 'hello',
  interaction: 0,
  operation: 'ContainerList',
  apiVersion: '1.41',
  derived: false,
  pointer: '/request/target',
  schemaPointer: '',
  message: 'x.',
};

it('gives findings as they are, with their number by severity', () => {
  const text = findingsJson([finding, { ...finding, severity: 'error' }]);
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual({
    findings: [finding, { ...finding, severity: 'error' }],
    summary: { errors: 1, warnings: 1, notes: 0 },
  });
});

it('is a document when there is nothing', () => {
  expect(JSON.parse(findingsJson([]))).toEqual({ findings: [], summary: { errors: 0, warnings: 0, notes: 0 } });
});
