import { expect, it } from '@jest/globals';
import type { Finding } from '../../../src/docker/finding.ts';
import { COLOURS } from '../../../src/report/colours.ts';
import { findingsText } from '../../../src/report/findings-text.ts';

function aFinding(parts: Partial<Finding> = {}): Finding {
  return {
    code: 'response-body-type',
    severity: 'error',
    party: 'engine',
    cassette: 'hello',
    interaction: 12,
    operation: 'ContainerList',
    apiVersion: '1.41',
    derived: false,
    pointer: '/outcome/body/data/0/Id',
    schemaPointer: '/definitions/ContainerSummary/properties/Id/type',
    message: 'In the answer [0].Id is a number, not a string.',
    ...parts,
  };
}

it('says where, what, and by which rule, and counts at the end', () => {
  expect(findingsText([aFinding()], { colour: false })).toBe(
    [
      'error   hello 000012 ContainerList  In the answer [0].Id is a number, not a string.',
      '        response-body-type  /outcome/body/data/0/Id  API 1.41',
      '1 error',
      '',
    ].join('\n'),
  );
});

it('puts errors before warnings and notes', () => {
  const findings = (['note', 'warning', 'error', 'note'] as const).map((severity) => aFinding({ severity, code: severity }));
  const lines = findingsText(findings, { colour: false }).split('\n');
  expect(lines.filter((line) => !line.startsWith(' ')).map((line) => line.split(' ')[0])).toEqual(['error', 'warning', 'note', '1', '']);
  expect(lines.at(-2)).toBe('1 error, 1 warning, 2 notes');
});

it('says once what is the same in many interactions and list entries', () => {
  const again = aFinding({ interaction: 13, message: 'In the answer [4].Id is a number, not a string.' });
  const text = findingsText([aFinding(), again, aFinding({ operation: 'ContainerInspect' })], { colour: false });
  expect(text.match(/^error/gm)).toHaveLength(2);
  expect(text).toContain('[0].Id is a number, not a string. (2 times)');
  expect(text).toContain('3 errors\n');
});

it('names an interaction whose operation is not known', () => {
  expect(findingsText([aFinding({ operation: null })], { colour: false })).toContain('hello 000012 unknown  In');
});

it('says so when there is nothing', () => {
  expect(findingsText([], { colour: false })).toBe('no findings\n');
});

it('colours the severity when asked', () => {
  expect(findingsText([aFinding()], { colour: true }).startsWith(COLOURS.red('error  '))).toBe(true);
});
