import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DriftReport } from '../../../src/docker/drift.ts';
import type { DriftPlaces } from '../../../src/report/drift-places.ts';
import { driftSarif } from '../../../src/report/drift-sarif.ts';
import { aDrift, aDriftReport, anyDriftReport, ENGINE } from '../../support/drift.ts';
import { fitsSarif } from '../../support/sarif.ts';

const NOWHERE: DriftPlaces = { file: () => null, place: () => null };
const sarifOf = (report: Partial<DriftReport>, places = NOWHERE) =>
  JSON.parse(driftSarif(aDriftReport(report), { version: '0.1.0', places }));

it('is a SARIF log with a result for each drift and a rule for each kind, whatever the report holds', () => {
  const places: DriftPlaces = { file: (path) => `${path}/1.json`, place: () => ({ line: 1, column: 1 }) };
  fc.assert(
    fc.property(anyDriftReport, fc.constantFrom(NOWHERE, places), (report, where) => {
      const log = sarifOf(report, where);
      expect([fitsSarif(log), fitsSarif.errors]).toEqual([true, null]);
      const [{ results, tool }] = log.runs;
      expect(results).toHaveLength(report.drift.length);
      for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    }),
  );
});

it('leads to the line of the recording, with all that the drift says', () => {
  const file = 'cassettes/hello/000004-ContainerInspect.json';
  const places: DriftPlaces = {
    file: (path, interaction) => (path === 'cassettes/hello' && interaction === 4 ? file : null),
    place: (one, pointer) => (one === file && pointer === aDrift().pointer ? { line: 31, column: 9 } : null),
  };
  const { message, kind: _, ...properties } = aDrift();
  expect(sarifOf({ drift: [aDrift()] }, places).runs[0]).toMatchObject({
    results: [
      {
        ruleId: 'drift-gone',
        level: 'error',
        message: { text: `${message} (Docker 28.5.2 at ${ENGINE}, since API 1.42)` },
        locations: [{ physicalLocation: { artifactLocation: { uri: file }, region: { startLine: 31, startColumn: 9 } } }],
        properties,
      },
    ],
    tool: { driver: { rules: [{ id: 'drift-gone', name: 'DriftGone' }] } },
  });
});

it('has levels by grade, and stands at the cassette where a drift is of no interaction or its file is not there', () => {
  const drift = [aDrift({ grade: 'changed', interaction: null }), aDrift({ grade: 'added' })];
  const { results } = sarifOf({ drift }).runs[0];
  expect(results.map((result: { level: string }) => result.level)).toEqual(['warning', 'note']);
  for (const { locations } of results) {
    expect(locations[0].physicalLocation).toEqual({ artifactLocation: { uri: 'cassettes/hello/cassette.json' } });
  }
});

it('gives fingerprints that values do not change', () => {
  const prints = (recorded: string): string[] =>
    sarifOf({ drift: [aDrift({ recorded, message: `It was ${recorded}.` })] }).runs[0].results.map(
      (result: { partialFingerprints: Record<string, string> }) => result.partialFingerprints['tapedeckDrift/v1'],
    );
  expect(prints('a')).toEqual(prints('b'));
});
