import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FindingsGithub } from '../../../src/report/findings-github.ts';
import { aFinding, reportOf, someFindings } from '../../support/reports.ts';

it('leads to the file and line of the recording', () => {
  expect(reportOf(new FindingsGithub(), [[aFinding()]])).toBe(
    [
      '::error file=cassettes/hello/000012-ContainerList.json,line=7,col=3,title=response-body-type (engine%2C ContainerList%2C API 1.41)::hello 000012 /outcome/body/data/0/Id: In the answer [0].Id is a number, not a string.',
      '1 error in 1 interaction of 1 cassette, checked against API 1.41',
      '',
    ].join('\n'),
  );
});

it('puts errors before warnings and notes, and what is new before what was said, because GitHub shows ten', () => {
  const other = aFinding({ schemaPointer: '/other', message: 'Other.' });
  const note = aFinding({ code: 'response-property-unknown', severity: 'note', message: 'Note.' });
  const warning = aFinding({ code: 'query-unknown', severity: 'warning', message: 'Warning.' });
  const text = reportOf(new FindingsGithub(), [[note, warning, aFinding()], [aFinding({ pointer: '/outcome/body/data/4/Id' })], [other]]);
  expect(text.match(/^::(\w+).*: (?:In|Other|Note|Warning)/gm)?.map((line) => line.replace(/ .* /, ' '))).toEqual([
    '::error In',
    '::error Other',
    '::error In',
    '::warning Warning',
    '::notice Note',
  ]);
});

it('is a line for each finding, whatever it holds', () => {
  fc.assert(
    fc.property(someFindings, (interactions) => {
      const lines = reportOf(new FindingsGithub(), interactions).split(/[\r\n]/);
      expect(lines).toHaveLength(interactions.flat().length + 2);
      for (const line of lines.slice(0, -2)) expect(line).toMatch(/^::(?:error|warning|notice) file=[^:,]+,line=7,col=3,title=[^:,]+::/);
    }),
  );
});

it('escapes what a command would take for its own', () => {
  const text = reportOf(new FindingsGithub(), [[aFinding({ message: '100%\n::error::x' })]]);
  expect(text).toContain(': 100%25%0A::error::x\n');
});
