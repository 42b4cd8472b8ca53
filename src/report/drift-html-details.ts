/** What the HTML report says of one operation at one engine. */
import type { Json } from '../cassette/json.ts';
import type { CheckedEngine, Drift, Unchecked } from '../docker/drift.ts';
import { type DriftGroup, groupDrift, messageBelow } from './drift-groups.ts';
import type { MatrixCell } from './drift-matrix.ts';
import { html, type Markup, NO_MARKUP } from './html.ts';
import { prettyJson } from './pretty-json.ts';
import { count } from './quantities.ts';
import { isThere } from './value-text.ts';
import { shorten } from './visible.ts';

/** Characters of a value; the report of many drifts must stay a file that a browser opens at once. */
const LONGEST_VALUE = 2000;
/** Places that are named at once, and in all. */
const PLACES = 5;
const MOST_PLACES = 200;

/** The anchor of what is told of a cell. */
export const cellId = (row: number, column: number): string => `cell-${row}-${column}`;
/** That of the cell itself in the matrix. */
export const backId = (id: string): string => `in-${id}`;

/** Nothing where there is nothing to tell. */
export function cellDetails(operation: string, cell: MatrixCell, { engine, info }: CheckedEngine, id: string): Markup {
  const { drift, accepted, unchecked } = cell;
  if (drift.length + accepted.length + unchecked.length === 0) return NO_MARKUP;
  const reasons = new Map(accepted.map((one) => [one.drift, one]));
  const known = groupDrift(accepted.map((one) => one.drift)).map((group) => {
    const { reason, expires } = reasons.get(group.example) ?? { reason: '', expires: '' };
    return html`<li>${times(group)}${messageBelow(group.example)} <span class="dim">Accepted until ${expires}: ${reason}</span></li>`;
  });
  return html`<section class="cell" id="${id}" tabindex="-1" data-operation="${operation}">
<h3>${operation} <span class="dim">at ${info === null ? engine : `${info.name} ${info.version}`}</span> <a class="up" href="#${backId(id)}">matrix</a></h3>
${groupDrift(drift).map(card)}
${unchecked.length === 0 ? NO_MARKUP : html`<div class="more"><h4>Not checked</h4><ul>${uncheckedItems(unchecked)}</ul></div>`}
${known.length === 0 ? NO_MARKUP : html`<div class="more"><h4>Accepted</h4><ul>${known}</ul></div>`}
</section>
`;
}

function card(group: DriftGroup): Markup {
  const { example, members } = group;
  const { grade, kind, since, recorded, live } = example;
  const facts = [kind, ...(since === null ? [] : [`since API ${since}`])].join(' · ');
  const hasValues = isThere(recorded, kind) || isThere(live, kind);
  return html`<article class="drift ${grade}" data-grade="${grade}" data-times="${members.length}">
<h4><span class="badge ${grade}">${grade}</span> ${times(group)}${messageBelow(example)} <span class="dim">${facts}</span></h4>
${hasValues ? html`<div class="sides">${side('recorded', recorded, kind)}${side('live', live, kind)}</div>` : NO_MARKUP}
${places(members)}
</article>
`;
}

function times({ members }: DriftGroup): Markup {
  return members.length === 1 ? NO_MARKUP : html`<span class="times">${members.length}×</span> `;
}

function side(name: string, value: Json, kind: Drift['kind']): Markup {
  const content = isThere(value, kind)
    ? html`<pre>${shorten(prettyJson(value), LONGEST_VALUE)}</pre>`
    : html`<p class="nothing">nothing</p>`;
  return html`<div><h5>${name}</h5>${content}</div>`;
}

function places(members: readonly Drift[]): Markup {
  const items = members
    .slice(0, MOST_PLACES)
    .map(
      ({ cassette, interaction, pointer }) =>
        html`<li>${cassette}${interaction === null ? '' : ` ${numberText(interaction)}`} <code>${pointer}</code></li>`,
    );
  const first = html`<ul class="places">${items.slice(0, PLACES)}</ul>`;
  if (members.length <= PLACES) return first;
  const cut = members.length > MOST_PLACES ? html`<li>and ${members.length - MOST_PLACES} more</li>` : NO_MARKUP;
  return html`${first}<details><summary>and ${count(members.length - PLACES, 'more place')}</summary><ul class="places">${items.slice(PLACES)}${cut}</ul></details>`;
}

/** The same reason for many interactions is said once. */
function uncheckedItems(unchecked: readonly Unchecked[]): Markup[] {
  const groups = new Map<string, Unchecked[]>();
  for (const one of unchecked) {
    const key = JSON.stringify([one.verdict, one.reason]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((members) => {
    const { verdict, reason } = members[0] as Unchecked;
    const where = members.slice(0, PLACES).map(({ cassette, interaction }) => `${cassette} ${numberText(interaction)}`);
    const more = members.length > PLACES ? ` and ${members.length - PLACES} more` : '';
    return html`<li><b>${verdict}</b>: ${reason} <span class="dim">${where.join(', ')}${more}</span></li>`;
  });
}

const numberText = (interaction: number): string => String(interaction).padStart(6, '0');
