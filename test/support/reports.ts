/** Reports of findings without a cassette: `reportOf(new FindingsJson(), [[aFinding()], []])`. */
import fc from 'fast-check';
import type { Finding } from '../../src/docker/finding.ts';
import { FINDING_CODES } from '../../src/docker/finding-codes.ts';
import type { Appendix, FindingsReport } from '../../src/report/findings-report.ts';
import { anInteraction } from './interactions.ts';

export function aFinding(parts: Partial<Finding> = {}): Finding {
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

/** What a report says of one cassette; its interactions have these findings, and their numbers from 12 on. Every pointer leads to line 7. */
export function reportOf(
  report: FindingsReport,
  interactions: readonly (readonly Finding[])[],
  appendices: readonly Appendix[] = [],
): string {
  const start = report.cassette({ name: 'hello', path: 'cassettes/hello' });
  const pieces = interactions.map((findings, index) =>
    report.interaction({
      interaction: anInteraction({ id: index + 12, operation: findings[0]?.operation ?? 'ContainerList' }),
      apiVersion: findings[0]?.apiVersion ?? '1.41',
      findings,
      file: `cassettes/hello/${String(index + 12).padStart(6, '0')}-ContainerList.json`,
      locate: (pointers) => pointers.map(() => ({ line: 7, column: 3 })),
    }),
  );
  return [start, ...pieces, report.end(appendices)].join('');
}

const hostile = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom(...'\0\u001b\n\r\t<>&"\'%:,]\u2028\ufffe', '\ud800'),
  ),
});

const anyFinding: fc.Arbitrary<Finding> = fc
  .record({
    code: fc.constantFrom(...(Object.keys(FINDING_CODES) as (keyof typeof FINDING_CODES)[])),
    party: fc.constantFrom('client' as const, 'engine' as const),
    cassette: hostile,
    interaction: fc.nat(),
    operation: fc.option(fc.constantFrom('ContainerList', 'SystemInfo')),
    apiVersion: fc.constantFrom('1.20' as const, '1.41' as const),
    pointer: hostile.map((text) => `/${text}`),
    schemaPointer: hostile.map((text) => `/${text}`),
    message: hostile.map((text) => `${text}.`),
  })
  .map((parts) => ({ ...parts, severity: FINDING_CODES[parts.code].severity, derived: parts.apiVersion === '1.20' }));

/** Findings of some interactions, as no check would make them: hostile text everywhere. */
export const someFindings: fc.Arbitrary<Finding[][]> = fc.array(fc.array(anyFinding, { maxLength: 4 }), { maxLength: 4 });
