/** Joins the store, which keeps files, and the builder, which knows what an interaction is. */
import { InteractionBuilder } from '../record/build.ts';
import type { NewAssembler, OpenedCassette } from '../store/cassette-directory.ts';
import { openCassette as open } from '../store/cassette-directory.ts';

export const assemble: NewAssembler = (next, sink) => new InteractionBuilder(next, sink);

/** Opens a cassette; one that a killed recorder left is finished first. */
export function openCassette(path: string): Promise<OpenedCassette> {
  return open(path, { assemble });
}
