/** `tapedeck run`: record or replay, as VCR's record modes say. */
import { cassettePath, listCassettes } from '../store/cassette-directory.ts';
import { type RecordValues, record } from './record.ts';
import { playNewEpisodes, type ReplayValues, replay } from './replay.ts';
import type { World } from './world.ts';

export type RunValues = Omit<RecordValues, 'append'> &
  Omit<ReplayValues, 'cassette' | 'on-miss' | 'upstream'> & { readonly cassette: string; readonly mode: string };

export async function run(values: RunValues, world: World): Promise<number> {
  const path = cassettePath(values.cassette, world.cwd);
  const isThere = (await listCassettes(path)).includes(path);
  if (values.mode === 'all' || (values.mode !== 'none' && !isThere)) return record({ ...values, append: false }, world);
  const playing: ReplayValues = { ...values, cassette: [values.cassette], 'on-miss': 'error' };
  if (values.mode === 'new-episodes') return playNewEpisodes(path, { ...playing, 'normalise-times': values['normalise-times'] }, world);
  return replay({ ...playing, upstream: undefined }, world);
}
