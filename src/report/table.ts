/** Columns of text under each other. Cells may hold colour codes: they are measured without them. */
import { stripVTControlCharacters } from 'node:util';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = tableWidths(columns, rows);
  return [columns.map((column) => column.title), ...rows].map((row) => tableRow(columns, widths, row)).join('');
}

/** Width of each column in characters. */
export function tableWidths(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly number[] {
  return columns.map((column, at) => rows.reduce((widest, row) => Math.max(widest, width(row[at] ?? '')), width(column.title)));
}

/** One line with its line end. The last column is not padded. */
export function tableRow(columns: readonly Column[], widths: readonly number[], row: readonly string[]): string {
  const cells = columns.map((column, at) => {
    const cell = row[at] ?? '';
    const gap = ' '.repeat(Math.max(0, (widths[at] ?? 0) - width(cell)));
    return column.align === 'right' ? gap + cell : cell + gap;
  });
  return `${cells.join('  ').trimEnd()}\n`;
}

function width(cell: string): number {
  return [...stripVTControlCharacters(cell)].length;
}
