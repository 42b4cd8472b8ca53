/** A cassette as a table, one interaction a line, in the order in which the requests came. */
import type { CassetteInfo, Interaction } from '../cassette/types.ts';
import type { Colours } from './colours.ts';
import { count, formatBytes, formatTime } from './quantities.ts';
import type { SessionRow } from './session.ts';
import { sessionRow } from './session.ts';
import type { Column } from './table.ts';
import { tableRow, tableWidths } from './table.ts';
import { shorten, visibleLine, visibleText } from './visible.ts';

const COLUMNS: readonly Column[] = [
  { title: 'ID', align: 'right' },
  { title: 'TIME', align: 'right' },
  { title: 'CONN', align: 'right' },
  { title: 'OPERATION' },
  { title: 'REQUEST' },
  { title: 'STATUS' },
  { title: 'SENT', align: 'right' },
  { title: 'RECEIVED', align: 'right' },
  { title: 'END' },
];
/** Rows that come later (`--follow`) should fit under the first ones. */
const USUAL_WIDTHS = [3, 8, 4, 18, 72, 6, 7, 8, 8];
const LONGEST_REQUEST = 72;

/**
 * What is known about the recording as a whole.
 * @param interactions how many it has; null while that changes
 */
export function infoText(info: CassetteInfo, interactions: number | null, colours: Colours): string {
  const { engine } = info;
  const lines = [
    `${colours.bold(visibleLine(info.name))}${interactions === null ? '' : `  ${count(interactions, 'interaction')}`}${info.complete ? '' : colours.red('  incomplete')}`,
    `recorded ${info.recordedAt} with ${visibleLine(info.recordedWith)}`,
    engine === null
      ? 'engine unknown'
      : `engine ${visibleLine(`${engine.name} ${engine.version}, ${engine.os}/${engine.arch}`)}, API up to ${engine.apiVersion}`,
    ...(info.apiVersion === null ? [] : [`API ${info.apiVersion} was spoken`]),
    ...(info.redactions.length === 0 ? [] : [`${count(info.redactions.length, 'secret')} replaced by placeholders`]),
    ...info.warnings.map((warning) => colours.yellow(`warning: ${visibleText(warning)}`)),
  ];
  return `${lines.join('\n')}\n`;
}

export class SessionTable {
  readonly #colours: Colours;
  readonly #widths: readonly number[];

  /** @param interactions those that are known now; the columns are made wide enough for them */
  constructor(interactions: readonly Interaction[], colours: Colours) {
    this.#colours = colours;
    const widths = tableWidths(
      COLUMNS,
      interactions.map((interaction) => cells(sessionRow(interaction), colours)),
    );
    this.#widths = interactions.length > 0 ? widths : widths.map((width, at) => Math.max(width, USUAL_WIDTHS[at] ?? 0));
  }

  title(): string {
    return this.#colours.dim(
      tableRow(
        COLUMNS,
        this.#widths,
        COLUMNS.map((column) => column.title),
      ),
    );
  }

  row(interaction: Interaction): string {
    return tableRow(COLUMNS, this.#widths, cells(sessionRow(interaction), this.#colours));
  }
}

export function sessionText(interactions: readonly Interaction[], colours: Colours): string {
  const table = new SessionTable(interactions, colours);
  return table.title() + interactions.map((interaction) => table.row(interaction)).join('');
}

function cells(row: SessionRow, colours: Colours): readonly string[] {
  return [
    String(row.id),
    colours.dim(formatTime(row.started)),
    String(row.connection),
    row.operation === null ? colours.dim('–') : colours.cyan(row.operation),
    requestCell(row),
    statusCell(row.status, colours),
    row.sent === 0 ? '' : formatBytes(row.sent),
    row.received === 0 ? '' : formatBytes(row.received),
    endCell(row, colours),
  ];
}

function requestCell({ method, target }: SessionRow): string {
  // An id is told by its first twelve digits, as everywhere in Docker.
  return shorten(visibleLine(`${method} ${target.replaceAll(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1')}`), LONGEST_REQUEST);
}

function statusCell(status: number | null, colours: Colours): string {
  if (status === null) return colours.red('–');
  const text = String(status);
  return status >= 500
    ? colours.red(text)
    : status >= 400
      ? colours.yellow(text)
      : status === 101
        ? colours.magenta(text)
        : colours.green(text);
}

function endCell({ kind, end, pieces, started, ended }: SessionRow, colours: Colours): string {
  const how = kind === 'failed' ? `failed: ${words(end)}` : words(end);
  const painted = end === 'finished' ? how : end === 'client-left' ? colours.yellow(how) : colours.red(how);
  const stream = kind === 'whole' || kind === 'failed' ? '' : `, ${kind}, ${count(pieces ?? 0, 'piece')}, ${formatTime(ended - started)}`;
  return painted + colours.dim(stream);
}

const words = (end: string): string => end.replaceAll('-', ' ');
