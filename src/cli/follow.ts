/**
 * `tapedeck show CASSETTE --follow`: a session while it is being recorded. Rows come in the order in which exchanges
 * end, because only then is all known that stands in them.
 *
 * The recorder is not asked: whatever it wrote is on disk before clients get it, so looking at the journal now and
 * then is enough, and costs the recorder nothing. It is read anew only when it has grown.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CassetteInfo, Interaction } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import type { Colours } from '../report/colours.ts';
import { infoText, SessionTable } from '../report/session-text.ts';
import type { OpenedCassette } from '../store/cassette-directory.ts';
import { cassettePath } from '../store/cassette-directory.ts';
import { realDisk } from '../store/disk.ts';
import { JOURNAL_DIRECTORY } from '../store/journal-layout.ts';
import { lockHolder } from '../store/lock.ts';
import { processTable } from '../store/process-table.ts';
import { besidePath } from '../store/workspace.ts';
import { openCassette } from './cassettes.ts';
import { EXIT } from './exit-codes.ts';
import type { ResultOptions } from './result.ts';
import { resultColours } from './result.ts';
import { untilStopped } from './signals.ts';
import type { World } from './world.ts';

/** Milliseconds between two looks. */
const INTERVAL = 200;

export interface FollowValues extends ResultOptions {
  readonly cassette: string;
}

export async function followCassette(values: FollowValues, wanted: (interaction: Interaction) => boolean, world: World): Promise<number> {
  const path = cassettePath(values.cassette, world.cwd);
  const colours = resultColours(values, world);
  const shown = new Set<number>();
  let table: SessionTable | null = null;
  let state = '';
  let stopped = false;
  const stop = untilStopped().then(() => {
    stopped = true;
  });
  while (!stopped) {
    const now = stateOf(path);
    const ended = now.recording === null;
    if (now.state !== state) {
      state = now.state;
      const cassette = await open(now.recording ?? path, path);
      if (table === null) {
        table = new SessionTable([], colours);
        world.stdout(title(cassette.info, ended, colours) + table.title());
      }
      const rows = cassette.interactions.filter((interaction) => !shown.has(interaction.id) && (ended || !inFlight(interaction)));
      rows.sort((a, b) => a.order.end - b.order.end);
      for (const row of rows) {
        shown.add(row.id);
        if (wanted(row)) world.stdout(table.row(row));
      }
    }
    if (ended) break;
    await Promise.race([new Promise((resolve) => setTimeout(resolve, INTERVAL)), stop]);
  }
  return EXIT.fine;
}

/** While it is recorded, what the store says of a recording that was broken off is not the news. */
function title(info: CassetteInfo, ended: boolean, colours: Colours): string {
  return `${infoText(ended ? info : { ...info, complete: true, warnings: [] }, null, colours)}${ended ? '' : 'being recorded\n'}\n`;
}

interface State {
  /** Where a recorder writes just now; null where none does. */
  readonly recording: string | null;
  /** Changes whenever there is something new to read. */
  readonly state: string;
}

function stateOf(path: string): State {
  for (const directory of [besidePath(path), path]) {
    const journal = join(directory, JOURNAL_DIRECTORY);
    if (lockHolder(realDisk, journal, processTable(process.platform)) !== null)
      return { recording: directory, state: `${directory} ${filesOf(journal)}` };
  }
  return { recording: null, state: 'ended' };
}

function filesOf(journal: string): string {
  try {
    return readdirSync(journal, { withFileTypes: true })
      .map(({ name }) => `${name}:${statSync(join(journal, name), { throwIfNoEntry: false })?.size}`)
      .join(' ');
  } catch {
    // It ended just now.
    return '';
  }
}

/** A recorder that ends while we read moves its directory away: then the cassette has its own name. */
async function open(directory: string, path: string): Promise<OpenedCassette> {
  try {
    return await openCassette(directory);
  } catch (error) {
    if (directory === path || !(error instanceof TapedeckError) || error.code !== 'TD_CASSETTE_MISSING') throw error;
    return openCassette(path);
  }
}

function inFlight({ request, outcome }: Interaction): boolean {
  return request.end === 'cut-off' || (outcome.kind === 'failed' ? outcome.reason === 'cut-off' : outcome.end === 'cut-off');
}
