/** The known API versions in a table. */
import type { KnownVersion } from '../docker/versions.ts';
import type { Colours } from './colours.ts';
import { table } from './table.ts';

export interface VersionLine extends KnownVersion {
  /** How many operations it has. */
  readonly operations: number;
}

export function apiListText(lines: readonly VersionLine[], colours: Colours): string {
  const rows = lines.map(({ api, docker, derived, imported, operations }) => [
    colours.bold(api),
    docker ?? colours.dim('not known'),
    String(operations),
    derived ? colours.yellow('derived') : imported ? colours.green('imported') : '',
  ]);
  return table([{ title: 'API' }, { title: 'DOCKER' }, { title: 'OPERATIONS', align: 'right' }, { title: '' }], rows);
}
