/**
 * The last words to a client that left in the recording. A client whose reader has gone (`docker attach web | head -3`) learns of
 * it when it prints the next line, and leaves. Said all at once, the lines may all be printed before the reader goes; nothing more
 * would come, and CLI 28.5, which takes no Ctrl-C there, would wait for ever. So the last line stays behind those before it.
 */
import type { Interaction } from '../cassette/types.ts';
import { streamEvents } from '../cassette/wire-stream.ts';

/** Milliseconds in which a reader that has enough is surely gone; the recorded pause counts between the two. */
const PAUSE = { least: 20, most: 250 };

/** The sequence number of what the engine said last on a stream that its client left; null where it said no more than that. */
export function partingSeq(interaction: Interaction): number | null {
  const { outcome } = interaction;
  if (!('chunks' in outcome) || outcome.end !== 'client-left') return null;
  let [pieces, last] = [0, 0];
  for (const event of streamEvents(interaction)) {
    if (event.kind !== 'piece' || event.from !== 'engine') continue;
    pieces += 1;
    last = event.seq;
  }
  return pieces > 1 ? last : null;
}

/** @param recorded milliseconds between the last words and those before, in the recording */
export function partingPause(recorded: number): number {
  return Math.min(PAUSE.most, Math.max(PAUSE.least, recorded));
}
