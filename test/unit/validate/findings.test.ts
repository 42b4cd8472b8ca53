import { expect, it } from '@jest/globals';
import { Findings } from '../../../src/validate/findings.ts';

it('gives a finding the severity of its code and the party whose fault it is', () => {
  const findings = new Findings({ cassette: 'hello', interaction: 3, operation: 'SystemInfo', apiVersion: '1.41', derived: false });
  findings.add('query-unknown', '/request/target', 'a.');
  findings.add('stream-torn', '/outcome/chunks/0/body', 'b.', '/operations/x');
  expect(findings.list.map((one) => [one.code, one.severity, one.party, one.schemaPointer])).toEqual([
    ['query-unknown', 'warning', 'client', ''],
    ['stream-torn', 'error', 'engine', '/operations/x'],
  ]);
});
