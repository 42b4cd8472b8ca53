import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { html, trustedHtml } from '../../../src/report/html.ts';
import { hostile } from '../../support/drift.ts';
import { htmlElements } from '../../support/html.ts';

it('escapes what it is given, and takes markup as it is', () => {
  expect(html`<p title="${'"<&\''}">${html`<b>${1}</b>`}${'<b>'}</p>`.text).toBe('<p title="&quot;&lt;&amp;&#39;"><b>1</b>&lt;b&gt;</p>');
  expect(html`<ul>${['a', 'b'].map((item) => html`<li>${item}</li>`)}</ul>`.text).toBe('<ul><li>a</li><li>b</li></ul>');
  expect(html`<style>${trustedHtml('a > b {}')}</style>`.text).toBe('<style>a > b {}</style>');
});

it('shows control characters and halves of characters instead of writing them', () => {
  expect(html`${'\u001b[2J\u202e\ud800'}`.text).toBe('\\x1b[2J\\u202e\ufffd');
});

it('lets nothing break out of text or attributes', () => {
  fc.assert(
    fc.property(hostile, hostile, (title, text) => {
      const [p, ...others] = htmlElements(`<!DOCTYPE html>\n${html`<p title="${title}">${text}</p>`.text}`);
      expect([p?.name, Object.keys(p?.attributes ?? {}), others]).toEqual(['p', ['title'], []]);
    }),
  );
});
