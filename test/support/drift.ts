/** Drift and reports of it without an engine: `aDriftReport({ drift: [aDrift()] })`. */
import fc from 'fast-check';
import type { Json } from '../../src/cassette/json.ts';
import type {
  Acceptance,
  CheckedCassette,
  CheckedEngine,
  Drift,
  DriftGrade,
  DriftKind,
  DriftReport,
  Unchecked,
} from '../../src/docker/drift.ts';
import { DRIFT_GRADES, DRIFT_KINDS } from '../../src/docker/drift.ts';

export const ENGINE = 'unix:///run/docker.sock';

export function aDrift(parts: Partial<Drift> = {}): Drift {
  return {
    grade: 'breaking',
    kind: 'gone',
    engine: ENGINE,
    cassette: 'hello',
    interaction: 4,
    operation: 'ContainerInspect',
    pointer: '/outcome/body/data/HostConfig/KernelMemory',
    recorded: 512,
    live: null,
    since: '1.42',
    message: 'HostConfig.KernelMemory is gone.',
    ...parts,
  };
}

export function anUnchecked(parts: Partial<Unchecked> = {}): Unchecked {
  return {
    engine: ENGINE,
    cassette: 'hello',
    interaction: 7,
    operation: 'ContainerDelete',
    verdict: 'refused',
    reason: 'web was not made by this run',
    ...parts,
  };
}

export function aCheckedEngine(parts: Partial<CheckedEngine> = {}): CheckedEngine {
  const info = { name: 'Docker', version: '28.5.2', apiVersion: '1.51', minApiVersion: '1.24', os: 'linux', arch: 'amd64' } as const;
  return { engine: ENGINE, info, lacks: [], left: [], shard: null, ...parts };
}

export function aCheckedCassette(parts: Partial<CheckedCassette> = {}): CheckedCassette {
  const cassette = parts.cassette ?? 'hello';
  return {
    engine: ENGINE,
    cassette,
    path: `cassettes/${cassette}`,
    interactions: 14,
    checked: 14,
    state: 'whole',
    detail: null,
    operations: { ContainerInspect: 2, ContainerList: 12 },
    took: 412,
    ...parts,
  };
}

export function aDriftReport(parts: Partial<DriftReport> = {}): DriftReport {
  return {
    command: 'verify',
    engines: [aCheckedEngine()],
    cassettes: [aCheckedCassette()],
    drift: [],
    unchecked: [],
    notes: [],
    missing: [],
    accepted: [],
    idleAcceptances: [],
    ...parts,
  };
}

/** One that accepts exactly this drift, and what is like it in all that it names. */
export function anAcceptance(drift: Drift = aDrift(), parts: Partial<Acceptance> = {}): Acceptance {
  const { operation, pointer } = drift;
  return {
    operation,
    pointer,
    kind: null,
    grade: null,
    engine: null,
    cassette: null,
    reason: 'nobody sets it',
    expires: '2027-01-31',
    ...parts,
  };
}

/** Text that could break a report: markup, controls, halves of characters. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom(...'\0\u001b\n\r\t<>&"\'`%:,]/~*\u2028\ufffe', '\ud800'),
    ),
  }),
  fc.constantFrom(
    '</script><script>alert(1)</script>',
    '</style>',
    '<!--',
    ']]>',
    '"><img src=x onerror=alert(1)>',
    '__proto__',
    'x'.repeat(5000),
  ),
);

const pointers = fc.array(hostile, { maxLength: 3 }).map((parts) => parts.map((part) => `/${part}`).join(''));
const operations = fc.option(fc.oneof(fc.constantFrom('ContainerInspect', 'SystemInfo'), hostile));
const engines = fc.constantFrom(ENGINE, 'tcp://127.0.0.1:2375');
const names = fc.oneof(fc.constantFrom('hello', 'compose'), hostile);
const values = fc.jsonValue() as fc.Arbitrary<Json>;

export const anyDrift: fc.Arbitrary<Drift> = fc.record({
  grade: fc.constantFrom(...DRIFT_GRADES),
  kind: fc.constantFrom(...(Object.keys(DRIFT_KINDS) as DriftKind[])),
  engine: engines,
  cassette: names,
  interaction: fc.option(fc.nat({ max: 20 })),
  operation: operations,
  pointer: pointers,
  recorded: values,
  live: values,
  since: fc.constantFrom(null, '1.42' as const),
  message: hostile.map((text) => `${text}.`),
});

const anyUnchecked: fc.Arbitrary<Unchecked> = fc.record({
  engine: engines,
  cassette: names,
  interaction: fc.nat({ max: 20 }),
  operation: operations,
  verdict: fc.constantFrom('refused' as const, 'skipped' as const),
  reason: hostile,
});

const anyCassette: fc.Arbitrary<CheckedCassette> = fc.record({
  engine: engines,
  cassette: names,
  path: hostile,
  interactions: fc.nat(),
  checked: fc.nat(),
  state: fc.constantFrom('whole' as const, 'broken-off' as const, 'not-run' as const),
  detail: fc.option(hostile),
  operations: fc.dictionary(hostile, fc.nat()),
  took: fc.nat(),
});

const anyEngine = (engine: string): fc.Arbitrary<CheckedEngine> =>
  fc.record({
    engine: fc.constant(engine),
    info: fc.option(hostile.map((version) => ({ ...(aCheckedEngine().info as NonNullable<CheckedEngine['info']>), version }))),
    lacks: fc.array(hostile, { maxLength: 2 }),
    left: fc.array(hostile, { maxLength: 2 }),
    shard: fc.option(
      fc.record({ parts: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), of: fc.integer({ min: 1, max: 5 }) }),
    ),
  });

const anyAcceptance: fc.Arbitrary<Acceptance> = fc.record({
  operation: operations,
  pointer: pointers,
  kind: fc.constantFrom(null, 'gone' as DriftKind),
  grade: fc.constantFrom(null, 'added' as DriftGrade),
  engine: fc.option(hostile),
  cassette: fc.option(hostile),
  reason: hostile,
  expires: fc.constantFrom('2027-01-31', '2025-12-24'),
});

/** As no check would make them: hostile text everywhere. */
export const anyDriftReport: fc.Arbitrary<DriftReport> = fc.record({
  command: fc.constantFrom('verify' as const, 'diff' as const),
  engines: fc.tuple(anyEngine(ENGINE), anyEngine('tcp://127.0.0.1:2375')),
  cassettes: fc.array(anyCassette, { maxLength: 3 }),
  drift: fc.array(anyDrift, { maxLength: 5 }),
  unchecked: fc.array(anyUnchecked, { maxLength: 3 }),
  notes: fc.array(hostile, { maxLength: 2 }),
  missing: fc.array(hostile, { maxLength: 2 }),
  accepted: fc.array(fc.record({ drift: anyDrift, reason: hostile, expires: fc.constant('2027-01-31') }), { maxLength: 2 }),
  idleAcceptances: fc.array(fc.record({ acceptance: anyAcceptance, expired: fc.boolean(), drifts: fc.nat() }), { maxLength: 2 }),
});
