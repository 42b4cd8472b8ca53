/**
 * What a client reads in a hijacked stream before a miss breaks it off. It has had its 101, so no status can tell it any
 * more; but what stands on stderr, people see.
 */
import { writeFrame } from '../cassette/frames.ts';
import type { Interaction } from '../cassette/types.ts';

/** @param terminal whether it runs on one; undefined: nobody knows */
export function lastWords({ outcome }: Interaction, terminal: boolean | undefined, message: string): Buffer {
  const framed = 'chunks' in outcome && outcome.chunks.some((chunk) => 'channel' in chunk && chunk.from === 'engine');
  if (framed || terminal === false) return writeFrame('stderr', Buffer.from(`${message}\n`));
  // A terminal in raw mode goes down a line and not back to its left end.
  return Buffer.from(`\n${message}\n`.replaceAll('\n', '\r\n'));
}
