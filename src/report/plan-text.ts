/**
 * What an upgrade check would do, for people: of each cassette what it needs and makes, and its requests, one a line.
 *
 *   shop at unix:///run/docker.sock: 12 of 14 requests would be sent, 2 refused
 *     needs    image busybox:test, network shop (lacking)
 *     makes    container shop-db-1, container shop-web-1
 *
 *     ID  VERDICT  REQUEST                             RECORDED  WHY
 *      0  send     HEAD /_ping                              200
 *      1  refused  DELETE /v1.51/containers/web             204  container web is not this run's
 */
import type { Clearance, Need, PlannedSession, PlanStep, PlanVerdict } from '../docker/session-plan.ts';
import type { Colours } from './colours.ts';
import { count } from './quantities.ts';
import { type Column, tableRow, tableWidths } from './table.ts';
import { shorten, visibleLine } from './visible.ts';

const COLUMNS: readonly Column[] = [
  { title: 'ID', align: 'right' },
  { title: 'VERDICT' },
  { title: 'REQUEST' },
  { title: 'RECORDED', align: 'right' },
  { title: 'WHY' },
];
const LONGEST_REQUEST = 72;
const LONGEST_REASON = 200;
/** Things of a sort that are named; the others are only counted. */
const NAMED = 12;
const INDENT = '  ';

export function planText(sessions: readonly PlannedSession[], colours: Colours): string {
  const parts = sessions.map((session) => sessionText(session, colours));
  const script = sessions.find(({ setup }) => setup !== null)?.setup ?? null;
  const notRun =
    script === null
      ? ''
      : `The setup ${visibleLine(script)} was not run: what is lacking may come from it, and what it makes may be used and changed.\n`;
  return `${parts.join('\n')}\nThis was a dry run: the engine was asked what it has, and nothing else.\n${notRun}`;
}

function sessionText(session: PlannedSession, colours: Colours): string {
  const { plan, engine, cassette, refused } = session;
  const title = `${colours.bold(visibleLine(cassette))} at ${visibleLine(engine)}`;
  if (refused !== null) return `${title}: ${colours.red('nothing would be sent')}\n${INDENT}${visibleLine(refused)}\n`;
  const rows = plan.steps.map((step) => cells(step, colours));
  const widths = tableWidths(COLUMNS, rows);
  const titles = COLUMNS.map((column) => column.title);
  return [
    `${title}: ${summary(session, colours)}\n`,
    things('needs', needTexts(plan.needs, session.lacks, colours), colours),
    things('makes', clearanceTexts(plan.makes, session, 'in use', colours), colours),
    things('absent', clearanceTexts(plan.absent, session, 'there', colours), colours),
    plan.steps.length === 0 ? '' : `\n${INDENT}${colours.dim(tableRow(COLUMNS, widths, titles))}`,
    ...rows.map((row) => INDENT + tableRow(COLUMNS, widths, row)),
  ].join('');
}

function summary({ plan, lacks, setup }: PlannedSession, colours: Colours): string {
  const of = (verdict: PlanVerdict) => plan.steps.filter((step) => step.verdict === verdict).length;
  const [sent, refused, skipped] = [of('send'), of('refused'), of('skipped')];
  const isOpen = lacks.length > 0 && setup !== null;
  if (lacks.length > 0 && !isOpen) return colours.red(`nothing would be sent, since the engine lacks ${visibleLine(lacks.join(', '))}`);
  return [
    `${sent} of ${count(plan.steps.length, 'request')} would be sent`,
    ...(refused === 0 ? [] : [colours.red(`${refused} refused`)]),
    ...(skipped === 0 ? [] : [colours.yellow(`${skipped} skipped`)]),
    ...(isOpen ? [colours.yellow(`if the setup brings ${visibleLine(lacks.join(', '))}`)] : []),
  ].join(', ');
}

function things(title: string, texts: readonly string[], colours: Colours): string {
  if (texts.length === 0) return '';
  const more = texts.length > NAMED ? `, and ${texts.length - NAMED} more` : '';
  return `${INDENT}${colours.dim(title.padEnd(8))}${texts.slice(0, NAMED).join(', ')}${more}\n`;
}

/** What is lacking first: it is what is to be done. Repositories of one registry are one. */
function needTexts(needs: readonly Need[], lacks: readonly string[], colours: Colours): string[] {
  const labels = [...new Set(needs.map(({ label }) => label))];
  const isLacking = (label: string) => lacks.includes(label);
  return [
    ...labels.filter(isLacking).map((label) => colours.red(`${visibleLine(label)} (lacking)`)),
    ...labels.filter((label) => !isLacking(label)).map(visibleLine),
  ];
}

function clearanceTexts(list: readonly Clearance[], { present }: PlannedSession, word: string, colours: Colours): string[] {
  const isThere = ({ kind, name }: Clearance) => present.some((thing) => thing.kind === kind && thing.name === name);
  return list.map((thing) => {
    const text = visibleLine(`${thing.kind} ${thing.name}`);
    return isThere(thing) ? colours.yellow(`${text} (${word})`) : text;
  });
}

function cells({ interaction, verdict, reason }: PlanStep, colours: Colours): string[] {
  const { id, request, outcome } = interaction;
  const target = request.target.replaceAll(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1');
  return [
    String(id),
    PAINT[verdict](colours)(verdict),
    shorten(visibleLine(`${request.method} ${target}`), LONGEST_REQUEST),
    'head' in outcome ? String(outcome.head.status) : '–',
    shorten(visibleLine(reason ?? ''), LONGEST_REASON),
  ];
}

const PAINT: Readonly<Record<PlanVerdict, (colours: Colours) => (text: string) => string>> = {
  send: (colours) => colours.green,
  refused: (colours) => colours.red,
  skipped: (colours) => colours.yellow,
};
