/** The HTML report of drift in a browser: its script, its policy, its keys. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DriftReport } from '../../src/docker/drift.ts';
import { driftHtml } from '../../src/report/drift-html.ts';
import { Browser, CHROMIUM } from '../support/browser.ts';
import { aCheckedCassette, aCheckedEngine, aDrift, aDriftReport, anUnchecked } from '../support/drift.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const OTHER = 'tcp://127.0.0.1:2375';
const operations = { ContainerInspect: 2, ContainerList: 12, ImageList: 1, SystemInfo: 1 };
const REPORT = aDriftReport({
  engines: [aCheckedEngine(), aCheckedEngine({ engine: OTHER })],
  cassettes: [aCheckedCassette({ operations }), aCheckedCassette({ engine: OTHER, operations })],
  drift: [
    aDrift(),
    aDrift({ grade: 'added', kind: 'new', recorded: null, live: 7, message: 'Size is new.' }),
    aDrift({ engine: OTHER, operation: 'ImageList', grade: 'changed', message: 'VirtualSize is gone.' }),
    aDrift({ engine: OTHER, grade: 'changed' }),
  ],
  unchecked: [anUnchecked()],
});

const ROWS = `[...document.querySelectorAll('tbody tr')].filter((row) => row.checkVisibility()).map((row) => row.innerText.replaceAll(/\\s+/g, ' ').trim())`;
const CARDS = `[...document.querySelectorAll('.drift')].filter((card) => card.checkVisibility()).length`;
const PLENTY = 60_000;

if (CHROMIUM === undefined) noBrowser();
else describe('the HTML report in a browser', () => inBrowser(CHROMIUM as string));

function noBrowser(): void {
  if (process.env.TAPEDECK_NO_SKIP !== '1') {
    it.skip('is tried where Chromium is installed', () => {});
    return;
  }
  it('is tried where Chromium is installed', () => {
    throw new Error('not run: there is no Chromium, and TAPEDECK_NO_SKIP=1 allows no skip (apt-get install chromium)');
  });
}

function inBrowser(chromium: string): void {
  const directory = temporaryDirectory();
  let browser: Browser;
  beforeAll(async () => {
    browser = await Browser.start(chromium);
  }, PLENTY);
  afterAll(() => browser.close(), PLENTY);

  const open = (report: DriftReport) => {
    const file = join(directory(), 'drift.html');
    writeFileSync(file, driftHtml(report, { version: '0.1.0', writtenAt: '2026-11-26 12:00 UTC' }));
    return browser.open(file);
  };
  const tick = (grade: string) => browser.look(`document.querySelector('#filters [data-grade=${grade}]').click()`);

  it(
    'loads itself and nothing else, and nothing that engines said is run',
    async () => {
      const evil = `</script><script>window.pwned = 1</script><img src=x onerror="window.pwned = 2"><a href="javascript:window.pwned = 3">`;
      const message = `It says ${evil}`;
      const { requests, complaints } = await open(
        aDriftReport({ drift: [aDrift({ message, operation: evil, pointer: `/${evil}`, recorded: evil, cassette: evil })], notes: [evil] }),
      );
      expect(requests.filter((url) => url !== 'data:,')).toEqual([expect.stringMatching(/^file:.*drift\.html$/)]);
      expect(complaints).toEqual([]);
      expect(await browser.look('[window.pwned, document.scripts.length, document.images.length]')).toEqual([null, 1, 0]);
      expect(await browser.look('document.querySelector(".drift h4").innerText')).toContain(message);
    },
    PLENTY,
  );

  it(
    'shows by grade and by name of operation',
    async () => {
      await open(REPORT);
      const all = [
        'ContainerDelete – 1',
        'ContainerInspect ✕ 1 + 1 ≠ 1',
        'ContainerList = 12 = 12',
        'ImageList = 1 ≠ 1',
        'SystemInfo = 1 = 1',
      ];
      expect([await browser.look(ROWS), await browser.look(CARDS)]).toEqual([all, 4]);
      await tick('same');
      expect(await browser.look(ROWS)).toEqual([all[1], all[3]]);
      await tick('changed');
      expect([await browser.look(ROWS), await browser.look(CARDS)]).toEqual([['ContainerInspect ✕ 1 + 1'], 2]);
      await tick('breaking');
      expect(await browser.look('document.querySelector("#in-cell-1-0").parentElement.dataset.state')).toBe('added');
      for (const grade of ['same', 'changed', 'breaking']) await tick(grade);
      await browser.look(`search.value = ' list'; search.dispatchEvent(new Event('input', { bubbles: true }))`);
      expect([await browser.look(ROWS), await browser.look(CARDS)]).toEqual([[all[2], all[3]], 1]);
      expect(await browser.look('shown.value')).toBe('2 of 5 operations shown');
    },
    PLENTY,
  );

  it(
    'is read with the keys: arrows move over cells, Enter leads to what was found',
    async () => {
      await open(REPORT);
      const here = 'document.activeElement.id';
      await browser.look(`document.querySelector('#in-cell-0-0').focus()`);
      await browser.press('ArrowDown');
      expect(await browser.look(here)).toBe('in-cell-1-0');
      await browser.press('ArrowRight');
      expect(await browser.look(here)).toBe('in-cell-1-1');
      // ContainerList has nothing to tell, and is passed over.
      await browser.press('ArrowDown');
      expect(await browser.look(here)).toBe('in-cell-3-1');
      await browser.press('Enter');
      expect(await browser.look('location.hash')).toBe('#cell-3-1');
      expect(await browser.look('document.querySelector(":target").innerText')).toContain('VirtualSize is gone.');
    },
    PLENTY,
  );

  it(
    'can be read without its script',
    async () => {
      await browser.send('Emulation.setScriptExecutionDisabled', { value: true });
      await open(REPORT);
      await browser.send('Emulation.setScriptExecutionDisabled', { value: false });
      expect(await browser.look('filters.checkVisibility()')).toBe(false);
      expect(await browser.look(CARDS)).toBe(4);
    },
    PLENTY,
  );
}
