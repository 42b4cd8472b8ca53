import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DriftGrade, DriftReport } from '../../../src/docker/drift.ts';
import { DRIFT_GRADES } from '../../../src/docker/drift.ts';
import { driftJunit } from '../../../src/report/drift-junit.ts';
import { aCheckedCassette, aCheckedEngine, aDrift, aDriftReport, anUnchecked, anyDriftReport, ENGINE } from '../../support/drift.ts';
import { elementsOf } from '../../support/xml.ts';

const junitOf = (parts: Partial<DriftReport>, failOn: DriftGrade = 'breaking'): string => driftJunit(aDriftReport(parts), { failOn });

it('has a suite for each engine and a test for each operation of a cassette; what counts fails it, the rest is its output', () => {
  const text = junitOf({
    drift: [
      aDrift(),
      aDrift({ operation: 'ContainerList', grade: 'added', kind: 'new', recorded: null, live: 7, since: null, message: 'Size is new.' }),
    ],
    unchecked: [anUnchecked(), anUnchecked({ operation: 'ContainerList', verdict: 'skipped', reason: 'no secret' })],
  });
  expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="tapedeck verify">
  <testsuite name="Docker 28.5.2 at ${ENGINE}" tests="3" failures="1" errors="0" skipped="1" time="0.412">
    <testcase name="ContainerDelete" classname="hello" file="cassettes/hello/cassette.json">
      <skipped message="refused: web was not made by this run"/>
      <system-out>refused 000007: web was not made by this run</system-out>
    </testcase>
    <testcase name="ContainerInspect" classname="hello" file="cassettes/hello/cassette.json">
      <failure message="HostConfig.KernelMemory is gone." type="breaking">breaking 000004 /outcome/body/data/HostConfig/KernelMemory: HostConfig.KernelMemory is gone. (512 → nothing, since 1.42)</failure>
    </testcase>
    <testcase name="ContainerList" classname="hello" file="cassettes/hello/cassette.json">
      <system-out>added 000004 /outcome/body/data/HostConfig/KernelMemory: Size is new. (nothing → 7)
skipped 000007: no secret</system-out>
    </testcase>
  </testsuite>
</testsuites>
`);
});

it('fails tests by the grade asked for, and none for what is accepted', () => {
  const failures = (failOn: DriftGrade, parts: Partial<DriftReport>) =>
    elementsOf(junitOf(parts, failOn)).filter(({ name }) => name === 'failure').length;
  const drift = [aDrift({ grade: 'changed' })];
  expect([failures('breaking', { drift }), failures('changed', { drift })]).toEqual([0, 1]);
  expect(failures('added', { accepted: [{ drift: aDrift(), reason: 'known', expires: '2027-01-31' }] })).toBe(0);
});

it('has an error for a session that was not asked to its end, and says what the engine lacks', () => {
  const text = junitOf({
    engines: [aCheckedEngine({ lacks: ['image busybox:test'] })],
    cassettes: [aCheckedCassette({ state: 'broken-off', checked: 3, detail: 'the engine died', operations: {} })],
  });
  expect(elementsOf(text)).toContainEqual({
    name: 'error',
    attributes: { message: 'broken off after 3 of 14: the engine died', type: 'broken-off' },
  });
  expect(text).toContain('<system-out>lacks image busybox:test</system-out>');
});

it('is well-formed and counts its tests right, whatever the report holds', () => {
  fc.assert(
    fc.property(anyDriftReport, fc.constantFrom(...DRIFT_GRADES), (report, failOn) => {
      const elements = elementsOf(driftJunit(report, { failOn }));
      const count = (wanted: string): number => elements.filter(({ name }) => name === wanted).length;
      const sum = (attribute: string): number =>
        elements.filter(({ name }) => name === 'testsuite').reduce((total, { attributes }) => total + Number(attributes[attribute]), 0);
      expect([sum('tests'), sum('failures'), sum('errors'), sum('skipped')]).toEqual(
        ['testcase', 'failure', 'error', 'skipped'].map(count),
      );
    }),
  );
});

it('has an error for each part that is missing', () => {
  const xml = driftJunit(aDriftReport({ missing: ['part 2 of 3 at unix:///x', 'part 1 of 2 at unix:///y'] }), { failOn: 'breaking' });
  expect(xml).toContain('<testsuite name="the merge" tests="2" failures="0" errors="2" skipped="0" time="0.000">');
  expect(xml).toContain('<error message="missing: part 2 of 3 at unix:///x" type="missing"/>');
});
