import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FindingsSarif } from '../../../src/report/findings-sarif.ts';
import { anInteraction } from '../../support/interactions.ts';
import { aFinding, reportOf, someFindings } from '../../support/reports.ts';
import { fitsSarif } from '../../support/sarif.ts';

const sarifOf = (interactions: Parameters<typeof reportOf>[1]) =>
  JSON.parse(reportOf(new FindingsSarif({ version: '0.1.0' }), interactions));

it('is a SARIF log with a result for each finding and a rule for each code, whatever the findings hold', () => {
  fc.assert(
    fc.property(someFindings, (interactions) => {
      const log = sarifOf(interactions);
      expect([fitsSarif(log), fitsSarif.errors]).toEqual([true, null]);
      const [{ results, tool }] = log.runs;
      expect(results).toHaveLength(interactions.flat().length);
      for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    }),
  );
});

it('leads to the file and line, and keeps all that the finding says', () => {
  const finding = aFinding();
  const { code, severity, message, ...properties } = finding;
  expect(sarifOf([[finding]]).runs[0].results[0]).toMatchObject({
    ruleId: code,
    level: severity,
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'cassettes/hello/000012-ContainerList.json' },
          region: { startLine: 7, startColumn: 3 },
        },
      },
    ],
    properties,
  });
});

it('explains the rules in the words of docs/errors.md', () => {
  const warning = aFinding({ code: 'query-unknown', severity: 'warning', party: 'client' });
  expect(sarifOf([[warning]]).runs[0].tool.driver.rules).toEqual([
    {
      id: 'query-unknown',
      name: 'QueryUnknown',
      shortDescription: { text: 'The query has a parameter that the operation does not know.' },
      help: {
        text: 'The query has a parameter that the operation does not know. Look for a typo; engines ignore it.',
        markdown: 'The query has a parameter that the operation does not know. Look for a typo; engines ignore it.',
      },
      defaultConfiguration: { level: 'warning' },
      properties: { tags: ['docker-engine-api', 'client'] },
    },
  ]);
});

it('gives fingerprints that tell findings apart and do not change with the values', () => {
  const prints = (messages: string[]): string[] =>
    sarifOf([messages.map((message) => aFinding({ message }))]).runs[0].results.map(
      (result: { partialFingerprints: Record<string, string> }) => result.partialFingerprints['tapedeckFinding/v1'],
    );
  const [first, second] = prints(['Id is 7.', 'Id is 7.']);
  expect(first).not.toBe(second);
  expect(prints(['Id is 8.'])).toEqual([first]);
});

it('writes paths as URIs, and stands at the cassette where an interaction has no file yet', () => {
  const uriOf = (path: string, file: string | null): string => {
    const report = new FindingsSarif({ version: '0.1.0' });
    report.cassette({ name: 'x', path });
    const locate = () => [null];
    const results = report.interaction({ interaction: anInteraction(), apiVersion: '1.41', findings: [aFinding()], file, locate });
    return JSON.parse(results + report.end()).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri;
  };
  expect(uriOf('cassettes/a b', 'cassettes/a b/ü%.json')).toBe('cassettes/a%20b/%C3%BC%25.json');
  expect(uriOf('/tmp/x', '/tmp/x/1.json')).toBe('file:///tmp/x/1.json');
  expect(uriOf('C:/x', 'C:/x/1.json')).toBe('file:///C:/x/1.json');
  expect(uriOf('cassettes/x', null)).toBe('cassettes/x/cassette.json');
});
