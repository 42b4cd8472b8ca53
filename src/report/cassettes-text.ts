/** Many cassettes in a table. */
import type { CassetteInfo } from '../cassette/types.ts';
import type { Colours } from './colours.ts';
import { table } from './table.ts';
import { visibleLine } from './visible.ts';

export interface CassetteLine {
  /** As it can be given to other commands. */
  readonly name: string;
  /** Null: it cannot be read. */
  readonly info: CassetteInfo | null;
  readonly interactions: number;
  /** Why it cannot be read, or that it is being recorded; null otherwise. */
  readonly note: string | null;
}

export function cassettesText(lines: readonly CassetteLine[], colours: Colours): string {
  if (lines.length === 0) return '';
  const rows = lines.map(({ name, info, interactions, note }) => [
    colours.bold(visibleLine(name)),
    info === null ? '' : String(interactions),
    info?.apiVersion ?? '',
    info?.engine ? visibleLine(`${info.engine.name} ${info.engine.version}`) : '',
    info === null ? '' : info.recordedAt.slice(0, 16).replace('T', ' '),
    note !== null ? colours.yellow(visibleLine(note)) : info?.complete === false ? colours.red('no') : 'yes',
  ]);
  return table(
    [
      { title: 'CASSETTE' },
      { title: 'INTERACTIONS', align: 'right' },
      { title: 'API' },
      { title: 'ENGINE' },
      { title: 'RECORDED' },
      { title: 'COMPLETE' },
    ],
    rows,
  );
}
