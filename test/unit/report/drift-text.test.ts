import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DriftReport } from '../../../src/docker/drift.ts';
import { COLOURS, NO_COLOURS } from '../../../src/report/colours.ts';
import { driftText } from '../../../src/report/drift-text.ts';
import {
  aCheckedCassette,
  aCheckedEngine,
  aDrift,
  aDriftReport,
  anAcceptance,
  anUnchecked,
  anyDriftReport,
  ENGINE,
} from '../../support/drift.ts';

const textOf = (parts: Partial<DriftReport>): string => driftText(aDriftReport(parts), NO_COLOURS);

it('says one quiet line where nothing differs', () => {
  expect(textOf({})).toBe(`no drift in 14 interactions of 1 cassette, asked of Docker 28.5.2 at ${ENGINE}\n`);
  expect(textOf({ command: 'diff', engines: [aCheckedEngine({ engine: 'new', info: null })] })).toBe(
    'no drift in 14 interactions of 1 cassette, compared with new\n',
  );
});

it('says that nothing was compared rather than that nothing differs', () => {
  const asked = `asked of Docker 28.5.2 at ${ENGINE}`;
  const none = aCheckedCassette({ checked: 0, operations: {} });
  expect(textOf({ cassettes: [none] })).toBe(`nothing was compared of 14 interactions of 1 cassette, ${asked}\n`);
  expect(textOf({ cassettes: [none], unchecked: [anUnchecked()] })).toContain(
    `nothing was compared of 14 interactions of 1 cassette, ${asked}; 1 refused\n`,
  );
  expect(textOf({ cassettes: [none], drift: [aDrift()] })).toContain('1 breaking in 0 of 14 interactions');
});

it('says which part of a run it is about, and in red what is missing', () => {
  const engines = [aCheckedEngine({ shard: { parts: [2], of: 3 } })];
  expect(textOf({ engines })).toBe(`no drift in 14 interactions of 1 cassette (part 2 of 3), asked of Docker 28.5.2 at ${ENGINE}\n`);
  const missing = [`part 2 of 3 at ${ENGINE}`];
  const report = aDriftReport({ engines: [aCheckedEngine({ shard: { parts: [1, 3], of: 3 } })], missing });
  expect(driftText(report, NO_COLOURS)).toBe(
    `missing\n  part 2 of 3 at ${ENGINE}\n\nno drift in 14 interactions of 1 cassette (parts 1, 3 of 3), asked of Docker 28.5.2 at ${ENGINE}; part 2 of 3 at ${ENGINE} missing\n`,
  );
  expect(driftText(report, COLOURS)).toContain(COLOURS.bold(COLOURS.red(driftText(report, NO_COLOURS).trimEnd().split('\n').at(-1) ?? '')));
});

it('says the same drift of many places once, by engine and operation, the worst first', () => {
  const text = textOf({
    drift: [
      aDrift({ operation: 'ContainerWait', grade: 'added', kind: 'new', recorded: null, live: {}, since: null, message: 'Error is new.' }),
      aDrift(),
      aDrift({ interaction: 9 }),
      aDrift({
        operation: 'ImageList',
        grade: 'changed',
        pointer: '/outcome/body/data/0/VirtualSize',
        message: '[0].VirtualSize is gone.',
      }),
      aDrift({
        operation: 'ImageList',
        grade: 'changed',
        pointer: '/outcome/body/data/1/VirtualSize',
        message: '[1].VirtualSize is gone.',
        recorded: 7,
      }),
    ],
    unchecked: [anUnchecked(), anUnchecked({ interaction: 8 })],
    cassettes: [aCheckedCassette({ checked: 12 })],
  });
  expect(text).toBe(`Docker 28.5.2 at ${ENGINE}, API 1.51

  ContainerInspect
    breaking    2×  HostConfig.KernelMemory is gone.  since 1.42
                    512 → nothing
                    hello 000004 /outcome/body/data/HostConfig/KernelMemory
                    hello 000009 /outcome/body/data/HostConfig/KernelMemory

  ContainerWait
    added       1×  Error is new.
                    nothing → {}
                    hello 000004 /outcome/body/data/HostConfig/KernelMemory

  ImageList
    changed     2×  [0].VirtualSize is gone.  since 1.42
                    512 → nothing, and others
                    hello 000004 /outcome/body/data/0/VirtualSize
                    hello 000004 /outcome/body/data/1/VirtualSize

  not checked
    refused     2×  ContainerDelete: web was not made by this run
                    hello 000007, hello 000008

2 breaking, 2 changed, 1 added in 12 of 14 interactions of 1 cassette, asked of Docker 28.5.2 at ${ENGINE}; 2 refused
`);
});

it('says aloud what the engine lacks, what stayed on it, and which session was not asked to its end', () => {
  const text = textOf({
    engines: [aCheckedEngine({ info: null, lacks: ['image busybox:test'], left: ['container web'] })],
    cassettes: [
      aCheckedCassette({ state: 'not-run', checked: 0, detail: 'the engine has no image busybox:test' }),
      aCheckedCassette({ cassette: 'other', state: 'broken-off', checked: 3, detail: 'the engine died' }),
    ],
  });
  expect(text).toBe(`${ENGINE}
  lacks  image busybox:test
  left behind  container web
  not run  hello: the engine has no image busybox:test
  broken off, 3 of 14 interactions checked  other: the engine died

no drift in 3 of 28 interactions of 2 cassettes, asked of ${ENGINE}; 2 sessions unfinished
`);
});

it('lists what was accepted, with its reason, and what is to be said of the acceptances', () => {
  const text = textOf({
    accepted: [{ drift: aDrift(), reason: 'nobody sets it', expires: '2027-01-31' }],
    idleAcceptances: [{ acceptance: anAcceptance(aDrift({ operation: 'SystemInfo', pointer: '' })), expired: false, drifts: 0 }],
    notes: ['The clocks differ by 3 s.'],
  });
  expect(text).toBe(`accepted
  1× ContainerInspect: HostConfig.KernelMemory is gone. nobody sets it (until 2027-01-31)

notes
  The clocks differ by 3 s.
  the acceptance of SystemInfo matches no drift: take it out, or look for a mistake in it

no drift in 14 interactions of 1 cassette, asked of Docker 28.5.2 at ${ENGINE}; 1 accepted
`);
});

it('says nothing twice: the operation, or values that the message tells', () => {
  const text = textOf({
    drift: [
      aDrift({ message: 'ContainerInspect: HostConfig.KernelMemory is gone, it was 512', recorded: 512 }),
      aDrift({ kind: 'status', message: 'ContainerInspect: the status is 400, it was 500', recorded: 500, live: 400 }),
      aDrift({ kind: 'text', message: 'ContainerInspect: the error is another one', recorded: 'a', live: 'b c' }),
    ],
  });
  expect(text).toContain('breaking    1×  HostConfig.KernelMemory is gone, it was 512  since 1.42\n                    hello');
  expect(text).toContain('breaking    1×  the status is 400, it was 500  since 1.42\n                    hello');
  expect(text).toContain('breaking    1×  the error is another one  since 1.42\n                    "a" → "b c"\n');
});

it('names three places of a breaking drift and counts the others', () => {
  const text = textOf({ drift: Array.from({ length: 40 }, (_, interaction) => aDrift({ interaction })) });
  expect(text).toContain('40×');
  expect(text.match(/hello 0000/g)).toHaveLength(3);
  expect(text).toContain('and 37 more');
});

it('paints by grade, and obeys no escape sequence of an answer', () => {
  const drift = [aDrift({ message: 'It says \u001b[2J.' })];
  expect(driftText(aDriftReport({ drift }), COLOURS)).toContain('\u001b[31mbreaking');
  fc.assert(
    fc.property(anyDriftReport, (report) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(driftText(report, NO_COLOURS)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }),
  );
});
