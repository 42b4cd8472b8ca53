/**
 * Drift as one HTML file, to be attached to a change request: a matrix of operations and engines, and below it what was found
 * of each, recorded and live side by side. It loads nothing, and its own policy lets it run nothing but its own script; without
 * that it can still be read, only not filtered.
 */
import { createHash } from 'node:crypto';
import type { CheckedEngine, DriftReport } from '../docker/drift.ts';
import { idleAcceptanceText } from './accept-drift.ts';
import { cellDetails, cellId } from './drift-html-details.ts';
import { GRADE_SIGNS, matrixTable } from './drift-html-matrix.ts';
import { DRIFT_SCRIPT } from './drift-html-script.ts';
import { DRIFT_STYLE } from './drift-html-style.ts';
import { driftMatrix } from './drift-matrix.ts';
import { comparedNothing, type DriftSummary, driftScope, driftSummary } from './drift-summary.ts';
import { html, type Markup, NO_MARKUP, trustedHtml } from './html.ts';
import { count } from './quantities.ts';

export interface DriftHtmlOptions {
  /** Version of tapedeck. */
  readonly version: string;
  /** `2026-11-26 12:00 UTC` */
  readonly writtenAt: string;
}

export function driftHtml(report: DriftReport, { version, writtenAt }: DriftHtmlOptions): string {
  const summary = driftSummary(report);
  const rows = driftMatrix(report);
  const title = `${report.command === 'diff' ? 'Comparison' : 'Upgrade check'}: ${verdict(report, summary)}`;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trustedHtml(DRIFT_STYLE)}</style>
</head>
<body>
<header>
<p class="kicker">tapedeck ${report.command}</p>
<h1 class="${verdictClass(report, summary)}">${verdict(report, summary)}</h1>
<p class="lead">${driftScope(report)}</p>
${tiles(summary)}
${alerts(report)}
<ul class="engines">${report.engines.map((engine) => engineCard(engine, report))}</ul>
</header>
<main>
<section id="matrix" aria-labelledby="matrix-title">
<h2 id="matrix-title">Operations</h2>
${controls(summary)}
${matrixTable(rows, report.engines)}
</section>
<div id="details">
${rows.flatMap((row, at) => row.cells.map((cell, column) => cellDetails(row.operation, cell, report.engines[column] as CheckedEngine, cellId(at, column))))}
</div>
${notes(report)}
</main>
<footer>Written ${writtenAt} by tapedeck ${version}.</footer>
<script>${trustedHtml(DRIFT_SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

/** Only what stands in this file, and of scripts and styles only ours: what an engine answered can never become either. */
function policy(): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; style-src ${hash(DRIFT_STYLE)}; script-src ${hash(DRIFT_SCRIPT)}; img-src data:; base-uri 'none'; form-action 'none'`;
}

function verdict(report: DriftReport, { breaking, changed, added, unfinished }: DriftSummary): string {
  if (breaking > 0) return `${breaking} breaking`;
  if (unfinished + report.missing.length > 0) return 'Unfinished';
  if (comparedNothing(report)) return 'Nothing was compared';
  if (changed + added > 0) return 'Nothing breaks';
  return 'No drift';
}

function verdictClass(report: DriftReport, { breaking, changed, added, unfinished }: DriftSummary): string {
  if (breaking + unfinished + report.missing.length > 0) return 'breaking';
  return changed + added > 0 || comparedNothing(report) ? '' : 'same';
}

function tiles({ breaking, changed, added, accepted, refused, skipped }: DriftSummary): Markup {
  const grades = (
    [
      ['breaking', breaking],
      ['changed', changed],
      ['added', added],
    ] as const
  ).map(([grade, number]) => html`<li class="tile ${number > 0 ? grade : 'none'}"><b>${GRADE_SIGNS[grade]} ${number}</b> ${grade}</li>`);
  const rest = (
    [
      ['accepted', accepted],
      ['refused', refused],
      ['skipped', skipped],
    ] as const
  ).flatMap(([name, number]) => (number === 0 ? [] : [html`<li class="tile"><b>${number}</b> ${name}</li>`]));
  return html`<ul class="tiles">${grades}${rest}</ul>`;
}

/** What would make the numbers above it misleading, first. */
function alerts({ cassettes, engines, missing }: DriftReport): Markup {
  const titles = new Map(engines.map((engine) => [engine.engine, shortTitle(engine)]));
  const unfinished = cassettes
    .filter(({ state }) => state !== 'whole')
    .map(({ engine, cassette, state, checked, interactions, detail }) => {
      const how = state === 'not-run' ? 'was not run' : `broke off, ${checked} of ${count(interactions, 'interaction')} checked`;
      return html`<li><b>${cassette}</b> at ${titles.get(engine) ?? engine} ${how}${detail === null ? '.' : `: ${detail}`}</li>`;
    });
  const all = [...missing.map((what) => html`<li><b>${what}</b> is not in this report.</li>`), ...unfinished];
  return all.length === 0 ? NO_MARKUP : html`<ul class="alert" role="alert">${all}</ul>`;
}

function engineCard({ engine, info, lacks, left }: CheckedEngine, { cassettes, command }: DriftReport): Markup {
  const here = cassettes.filter((one) => one.engine === engine);
  const title = info === null ? (command === 'diff' ? engine : 'unknown engine') : `${info.name} ${info.version}`;
  const minimum = info?.minApiVersion ? ` (from ${info.minApiVersion})` : '';
  const facts = info === null ? NO_MARKUP : html`<p class="dim">API ${info.apiVersion}${minimum} · ${info.os}/${info.arch}</p>`;
  const told = [
    ...lacks.map((what) => html`<li>lacks <b>${what}</b></li>`),
    ...left.map((what) => html`<li>left behind: <b>${what}</b></li>`),
  ];
  return html`<li><h2>${title}</h2><p class="mono">${engine}</p>${facts}<p class="dim">${count(here.length, 'cassette')}</p>${told.length === 0 ? NO_MARKUP : html`<ul class="told">${told}</ul>`}</li>`;
}

/** Shown by the script, which makes them work. */
function controls(summary: DriftSummary): Markup {
  const grades = (['breaking', 'changed', 'added'] as const).map(
    (grade) =>
      html`<label><input type="checkbox" data-grade="${grade}" checked> ${GRADE_SIGNS[grade]} ${grade} (${summary[grade]})</label>`,
  );
  return html`<form id="filters" hidden aria-label="Filters">
<fieldset><legend>Show</legend>${grades}<label><input type="checkbox" data-grade="same" checked> ${GRADE_SIGNS.same} no drift</label></fieldset>
<label class="search">Operation <input type="search" id="search" placeholder="Container…" autocomplete="off" spellcheck="false"></label>
<output id="shown" aria-live="polite"></output>
</form>`;
}

function notes({ notes: told, idleAcceptances }: DriftReport): Markup {
  const all = [...told, ...idleAcceptances.map(idleAcceptanceText)];
  return all.length === 0
    ? NO_MARKUP
    : html`<section id="notes" aria-labelledby="notes-title"><h2 id="notes-title">Notes</h2><ul>${all.map((text) => html`<li>${text}</li>`)}</ul></section>`;
}

/** `Docker 28.5.2`, or the URL. */
function shortTitle({ engine, info }: CheckedEngine): string {
  return info === null ? engine : `${info.name} ${info.version}`;
}
