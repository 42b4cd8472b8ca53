/** The matrix of the HTML report: a row an operation, a column an engine, and in each cell what was found, by sign and by number. */
import type { CheckedEngine, DriftGrade } from '../docker/drift.ts';
import { DRIFT_GRADES } from '../docker/drift.ts';
import { worstGrade } from './drift-groups.ts';
import { backId, cellId } from './drift-html-details.ts';
import type { MatrixCell, MatrixRow } from './drift-matrix.ts';
import { html, type Markup, NO_MARKUP } from './html.ts';
import { count } from './quantities.ts';

/** Told apart without colours, and without letters of any language. */
export const GRADE_SIGNS: Readonly<Record<DriftGrade | 'same', string>> = { breaking: '✕', changed: '≠', added: '+', same: '=' };

export function matrixTable(rows: readonly MatrixRow[], engines: readonly CheckedEngine[]): Markup {
  const heads = engines.map(
    ({ engine, info }) => html`<th scope="col" title="${engine}">${info === null ? engine : `${info.name} ${info.version}`}</th>`,
  );
  const body = rows.map(
    ({ operation, cells }, row) =>
      html`<tr data-operation="${operation}"><th scope="row">${operation}</th>${cells.map((cell, column) => tableCell(operation, cell, engines[column] as CheckedEngine, cellId(row, column)))}</tr>
`,
  );
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Operation</th>${heads}</tr></thead>
<tbody>
${body}</tbody>
</table></div>
<p class="legend dim">${GRADE_SIGNS.breaking} breaking: what the recorded client got is no longer there · ${GRADE_SIGNS.changed} changed: it gets something else in its place · ${GRADE_SIGNS.added} added: it gets more · ${GRADE_SIGNS.same} checked, no drift · ✓ accepted · – not checked</p>`;
}

function tableCell(operation: string, cell: MatrixCell, { engine, info }: CheckedEngine, id: string): Markup {
  const { drift, accepted, unchecked, checked } = cell;
  const worst = worstGrade(drift);
  const said = [
    ...DRIFT_GRADES.map((grade) => [grade, drift.filter((one) => one.grade === grade).length] as const)
      .filter(([, number]) => number > 0)
      .map(([grade, number]) => `${number} ${grade}`),
    ...(drift.length + accepted.length === 0 && checked > 0 ? ['no drift'] : []),
    ...(accepted.length > 0 ? [`${accepted.length} accepted`] : []),
    ...(unchecked.length > 0 ? [`${unchecked.length} not checked`] : []),
    ...(checked > 0 ? [`${count(checked, 'interaction')} checked`] : []),
  ].join(', ');
  const badges = DRIFT_GRADES.map((grade) => badge(grade, drift.filter((one) => one.grade === grade).length));
  const state = worst ?? (checked > 0 ? 'same' : 'none');
  const same =
    worst === undefined && accepted.length === 0 && checked > 0
      ? html`<span class="badge same">${GRADE_SIGNS.same} ${checked}</span>`
      : NO_MARKUP;
  const gap = unchecked.length > 0 ? html`<span class="badge gap">– ${unchecked.length}</span>` : NO_MARKUP;
  const known = accepted.length > 0 ? html`<span class="badge gap">✓ ${accepted.length}</span>` : NO_MARKUP;
  const inside = html`${badges}${same}${known}${gap}`;
  // Only what has something to tell is a link.
  const told = drift.length + accepted.length + unchecked.length > 0;
  const label = `${operation} at ${info === null ? engine : `${info.name} ${info.version}`}: ${said === '' ? 'not in these cassettes' : said}`;
  const content = told
    ? html`<a id="${backId(id)}" href="#${id}" aria-label="${label}" title="${said}">${inside}</a>`
    : html`<span title="${said}">${inside}</span>`;
  return html`<td data-state="${state}">${content}</td>`;
}

function badge(grade: DriftGrade, number: number): Markup {
  return number === 0 ? NO_MARKUP : html`<span class="badge ${grade}" data-grade="${grade}">${GRADE_SIGNS[grade]} ${number}</span>`;
}
