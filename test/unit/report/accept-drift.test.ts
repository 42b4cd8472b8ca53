import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Acceptance, Drift } from '../../../src/docker/drift.ts';
import { acceptDrift, idleAcceptanceText } from '../../../src/report/accept-drift.ts';
import { aDrift, aDriftReport, anAcceptance, anyDrift } from '../../support/drift.ts';

const TODAY = '2026-11-26';
const accept = (drift: readonly Drift[], acceptances: readonly Acceptance[]) => acceptDrift(aDriftReport({ drift }), acceptances, TODAY);
const accepts = (drift: Drift, parts: Partial<Acceptance>): boolean =>
  accept([drift], [anAcceptance(aDrift(), parts)]).accepted.length === 1;

it('takes out what an entry names, and keeps it with its reason', () => {
  const other = aDrift({ operation: 'SystemInfo' });
  expect(accept([aDrift(), other], [anAcceptance()])).toMatchObject({
    drift: [other],
    accepted: [{ drift: aDrift(), reason: 'nobody sets it', expires: '2027-01-31' }],
    idleAcceptances: [],
  });
});

it('accepts any drift of which an entry was made', () => {
  fc.assert(
    fc.property(anyDrift, (drift) => {
      const { kind, grade, engine, cassette } = drift;
      const exact = anAcceptance(drift, { kind, grade, engine, cassette });
      for (const acceptance of [exact, anAcceptance(drift)]) {
        const report = accept([drift], [acceptance]);
        expect([report.drift, report.accepted.length, report.idleAcceptances]).toEqual([[], 1, []]);
      }
    }),
  );
});

it('loses and makes up no drift', () => {
  fc.assert(
    fc.property(fc.array(anyDrift), fc.array(anyDrift), (drift, known) => {
      const report = accept(
        drift,
        known.map((one) => anAcceptance(one)),
      );
      const all = [...report.drift, ...report.accepted.map((one) => one.drift)];
      expect(new Set(all)).toEqual(new Set(drift));
      expect(all).toHaveLength(drift.length);
    }),
  );
});

it('takes * for one part of a pointer, and for any operation', () => {
  const inList = aDrift({ operation: 'ImageList', pointer: '/outcome/body/data/3/VirtualSize' });
  expect(accepts(inList, { operation: '*', pointer: '/outcome/body/data/*/VirtualSize' })).toBe(true);
  expect(accepts(inList, { operation: 'ImageList', pointer: '/outcome/*/VirtualSize' })).toBe(false);
  expect(accepts(inList, { operation: 'ImageList', pointer: '/outcome/body/data/*' })).toBe(false);
  expect(accepts(aDrift({ operation: null }), { operation: null })).toBe(true);
  expect(accepts(aDrift(), { operation: null })).toBe(false);
});

it.each<[boolean, Partial<Acceptance>]>([
  [true, { engine: '28' }],
  [true, { engine: '28.5.2' }],
  [true, { engine: 'unix://' }],
  [false, { engine: '2' }],
  [false, { engine: '28.50' }],
  [false, { engine: 'tcp://' }],
  [true, { kind: 'gone' }],
  [false, { kind: 'new' }],
  [false, { grade: 'added' }],
  [false, { cassette: 'other' }],
])('says %s to a drift at Docker 28.5.2 for an entry that asks for %p', (expected, parts) => {
  expect(accepts(aDrift(), parts)).toBe(expected);
});

it('accepts to the end of the last day, and says afterwards what would have been accepted', () => {
  expect(accepts(aDrift(), { expires: TODAY })).toBe(true);
  const report = accept([aDrift(), aDrift({ interaction: 9 })], [anAcceptance(aDrift(), { expires: '2026-11-25' })]);
  expect(report.drift).toHaveLength(2);
  expect(report.idleAcceptances.map(idleAcceptanceText)).toEqual([
    'the acceptance of ContainerInspect /outcome/body/data/HostConfig/KernelMemory ran out on 2026-11-25 and would match 2 drifts: look again, and renew it or take it out',
  ]);
});

it('says which entries match nothing; one behind another that matches the same is none of them', () => {
  const nothing = anAcceptance(aDrift({ operation: 'SystemInfo' }));
  const late = anAcceptance(aDrift({ operation: null, pointer: '' }), { expires: '2026-01-01' });
  const report = accept([aDrift()], [anAcceptance(), anAcceptance(), nothing, late]);
  expect(report.idleAcceptances.map(idleAcceptanceText)).toEqual([
    'the acceptance of SystemInfo /outcome/body/data/HostConfig/KernelMemory matches no drift: take it out, or look for a mistake in it',
    'the acceptance of no operation ran out on 2026-01-01 and matches no drift: take it out',
  ]);
});
