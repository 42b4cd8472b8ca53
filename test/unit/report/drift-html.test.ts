import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DriftReport } from '../../../src/docker/drift.ts';
import { driftHtml } from '../../../src/report/drift-html.ts';
import { DRIFT_SCRIPT } from '../../../src/report/drift-html-script.ts';
import { DRIFT_STYLE } from '../../../src/report/drift-html-style.ts';
import { aCheckedCassette, aCheckedEngine, aDrift, aDriftReport, anAcceptance, anUnchecked, anyDriftReport } from '../../support/drift.ts';
import { type HtmlElement, htmlElements } from '../../support/html.ts';

const OPTIONS = { version: '0.1.0', writtenAt: '2026-11-26 12:00 UTC' };
const pageOf = (parts: Partial<DriftReport>): HtmlElement[] => htmlElements(driftHtml(aDriftReport(parts), OPTIONS));
const named = (page: readonly HtmlElement[], name: string): HtmlElement[] => page.filter((element) => element.name === name);
const classed = (page: readonly HtmlElement[], name: string): HtmlElement[] =>
  page.filter(({ attributes }) => attributes.class?.split(' ').includes(name));

it('has a cell for each operation and engine, told by sign and number, which leads to what was found', () => {
  const other = 'tcp://127.0.0.1:2375';
  const page = pageOf({
    engines: [aCheckedEngine(), aCheckedEngine({ engine: other, info: null })],
    cassettes: [aCheckedCassette(), aCheckedCassette({ engine: other })],
    drift: [
      aDrift(),
      aDrift({ interaction: 9 }),
      aDrift({ grade: 'added', kind: 'new', recorded: null, live: 7, message: 'Size is new.' }),
    ],
    unchecked: [anUnchecked()],
  });
  const cells = named(page, 'td').map(({ text, attributes }) => [attributes['data-state'], text]);
  expect(named(page, 'th').map(({ text }) => text)).toEqual([
    'Operation',
    'Docker 28.5.2',
    other,
    'ContainerDelete',
    'ContainerInspect',
    'ContainerList',
  ]);
  expect(cells).toEqual([
    ['none', '– 1'],
    ['none', ''],
    ['breaking', '✕ 2+ 1'],
    ['same', '= 2'],
    ['same', '= 12'],
    ['same', '= 12'],
  ]);
  const link = page.find(({ attributes }) => attributes['aria-label']?.startsWith('ContainerInspect at Docker 28.5.2'));
  expect(link?.attributes['aria-label']).toBe('ContainerInspect at Docker 28.5.2: 2 breaking, 1 added, 2 interactions checked');
  const section = page.find(({ attributes }) => `#${attributes.id}` === link?.attributes.href);
  expect(section?.text).toContain('HostConfig.KernelMemory is gone. gone · since API 1.42');
  expect(section?.text).toMatch(/recorded512live\s*nothing/);
  expect(section?.text).toContain('hello 000009 /outcome/body/data/HostConfig/KernelMemory');
});

it('says what it was asked, what the engine lacks, what was accepted, and what else there is to know', () => {
  const page = pageOf({
    engines: [aCheckedEngine({ lacks: ['image busybox:test'], left: ['container web'] })],
    cassettes: [aCheckedCassette({ state: 'broken-off', checked: 3, detail: 'the engine died' })],
    accepted: [{ drift: aDrift(), reason: 'nobody sets it', expires: '2027-01-31' }],
    idleAcceptances: [{ acceptance: anAcceptance(aDrift({ operation: 'SystemInfo' })), expired: false, drifts: 0 }],
    notes: ['It rains.'],
  });
  const body = page.find(({ name }) => name === 'body')?.text ?? '';
  for (const said of [
    'Unfinished',
    '3 of 14 interactions of 1 cassette, asked of Docker 28.5.2',
    'hello at Docker 28.5.2 broke off, 3 of 14 interactions checked: the engine died',
    'lacks image busybox:test',
    'left behind: container web',
    'Accepted until 2027-01-31: nobody sets it',
    'the acceptance of SystemInfo',
    'It rains.',
    'Written 2026-11-26 12:00 UTC by tapedeck 0.1.0.',
  ]) {
    expect(body).toContain(said);
  }
});

it('is good news in one word where nothing differs', () => {
  expect(named(pageOf({}), 'h1').map(({ text, attributes }) => [text, attributes.class])).toEqual([['No drift', 'same']]);
  expect(pageOf({}).find(({ name }) => name === 'title')?.text).toBe('Upgrade check: No drift');
});

it('names some places of what is said often, and has the others at hand', () => {
  const page = pageOf({ drift: Array.from({ length: 300 }, (_, interaction) => aDrift({ interaction })) });
  expect(named(page, 'summary')[0]?.text).toBe('and 295 more places');
  expect(named(page, 'code')).toHaveLength(200);
  expect(classed(page, 'times')[0]?.text).toBe('300×');
});

/** Attributes whose value a browser would load or run. */
const ADDRESSES = ['src', 'href', 'action', 'style', 'srcset', 'data', 'poster', 'formaction', 'background', 'http-equiv'];

it('loads nothing and lets nothing out of its place, whatever the report holds', () => {
  fc.assert(
    fc.property(anyDriftReport, (report) => {
      const page = htmlElements(driftHtml(report, OPTIONS));
      expect(named(page, 'script').map(({ text }) => text)).toEqual([DRIFT_SCRIPT]);
      expect(named(page, 'style').map(({ text }) => text)).toEqual([DRIFT_STYLE]);
      for (const { name, attributes } of page) {
        expect(['iframe', 'img', 'object', 'embed', 'base', 'svg', 'audio', 'video']).not.toContain(name);
        for (const [attribute, value] of Object.entries(attributes)) {
          expect(attribute).not.toMatch(/^on/);
          if (ADDRESSES.includes(attribute)) expect(value).toMatch(/^(#[a-z0-9-]+|data:,|Content-Security-Policy)$/);
        }
      }
      const ids = page.flatMap(({ attributes }) => (attributes.id === undefined ? [] : [attributes.id]));
      expect(new Set(ids).size).toBe(ids.length);
      for (const { attributes } of named(page, 'a')) expect(ids).toContain(attributes.href?.slice(1));
      expect(classed(page, 'drift').reduce((sum, { attributes }) => sum + Number(attributes['data-times']), 0)).toBe(
        report.drift.filter(({ engine }) => report.engines.some((one) => one.engine === engine)).length,
      );
    }),
    // A page is some 30 kB, and each is read letter by letter.
    { numRuns: 40 },
  );
});

it('allows by its own policy the one script and the one style sheet, and nothing else', () => {
  const policy = pageOf({}).find(({ attributes }) => attributes['http-equiv'] !== undefined)?.attributes.content;
  const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
  expect(policy).toBe(
    `default-src 'none'; style-src 'sha256-${hash(DRIFT_STYLE)}'; script-src 'sha256-${hash(DRIFT_SCRIPT)}'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  expect(`${DRIFT_STYLE}${DRIFT_SCRIPT}`).not.toMatch(/https?:|\/\/|@import|url\(|<\/|innerHTML|eval|fetch/);
});

it('stays a file that opens at once: long values are cut', () => {
  const drift = Array.from({ length: 20 }, (_, at) => aDrift({ pointer: `/p${at}x`, recorded: 'x'.repeat(100_000) }));
  expect(driftHtml(aDriftReport({ drift }), OPTIONS).length).toBeLessThan(100_000);
});

it('does not say that there is no drift where nothing was compared, or a part is missing', () => {
  const page = (parts: Partial<DriftReport>) => driftHtml(aDriftReport(parts), { version: '1.0.0', writtenAt: '2026-11-26 12:00 UTC' });
  const none = page({ cassettes: [aCheckedCassette({ checked: 0 })] });
  expect(none).toContain('<h1 class="">Nothing was compared</h1>');
  const some = page({ missing: ['part 2 of 3 at unix:///x'] });
  expect(some).toContain('<h1 class="breaking">Unfinished</h1>');
  expect(some).toContain('<b>part 2 of 3 at unix:///x</b> is not in this report.');
});
