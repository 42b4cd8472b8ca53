import { expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { FindingsSarif } from '../../../src/report/findings-sarif.ts';
import { anInteraction } from '../../support/interactions.ts';
import { aFinding, reportOf, someFindings } from '../../support/reports.ts';

const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 }, markdown: { type: 'string' } } };
const level = { enum: ['none', 'note', 'warning', 'error'] };

/** What SARIF 2.1.0 asks of the parts that we write. */
const fits = new Ajv2020({ strictRequired: false }).compile({
  type: 'object',
  required: ['version', 'runs'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['tool', 'results'],
        additionalProperties: false,
        properties: {
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          properties: { type: 'object' },
          tool: {
            type: 'object',
            required: ['driver'],
            additionalProperties: false,
            properties: {
              driver: {
                type: 'object',
                required: ['name'],
                additionalProperties: false,
                properties: {
                  name: { type: 'string' },
                  semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      required: ['id'],
                      additionalProperties: false,
                      properties: {
                        id: { type: 'string' },
                        name: { type: 'string', pattern: '^[A-Za-z]+$' },
                        shortDescription: text,
                        help: text,
                        defaultConfiguration: { type: 'object', properties: { level } },
                        properties: { type: 'object', properties: { tags: { type: 'array', items: { type: 'string' } } } },
                      },
                    },
                  },
                },
              },
            },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['message', 'ruleId', 'ruleIndex', 'locations'],
              additionalProperties: false,
              properties: {
                ruleId: { type: 'string' },
                ruleIndex: { type: 'integer', minimum: 0 },
                level,
                message: text,
                properties: { type: 'object' },
                partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
                locations: {
                  type: 'array',
                  minItems: 1,
                  items: {
                    type: 'object',
                    additionalProperties: false,
                    properties: {
                      physicalLocation: {
                        type: 'object',
                        required: ['artifactLocation'],
                        additionalProperties: false,
                        properties: {
                          artifactLocation: {
                            type: 'object',
                            additionalProperties: false,
                            // A URI reference: nothing that would need to be escaped.
                            properties: { uri: { type: 'string', pattern: "^[A-Za-z0-9\\-._~:/?#@!$&'()*+,;=%]+$" } },
                          },
                          region: {
                            type: 'object',
                            required: ['startLine'],
                            additionalProperties: false,
                            properties: { startLine: { type: 'integer', minimum: 1 }, startColumn: { type: 'integer', minimum: 1 } },
                          },
                        },
                      },
                      logicalLocations: {
                        type: 'array',
                        items: {
                          type: 'object',
                          additionalProperties: false,
                          properties: { fullyQualifiedName: { type: 'string' }, kind: { type: 'string' } },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
});

const sarifOf = (interactions: Parameters<typeof reportOf>[1]) =>
  JSON.parse(reportOf(new FindingsSarif({ version: '0.1.0' }), interactions));

it('is a SARIF log with a result for each finding and a rule for each code, whatever the findings hold', () => {
  fc.assert(
    fc.property(someFindings, (interactions) => {
      const log = sarifOf(interactions);
      expect([fits(log), fits.errors]).toEqual([true, null]);
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
