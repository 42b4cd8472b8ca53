/** Misses as an error: in a test suite they must fail a test, even where the client under test swallowed its 501. */
import { TapedeckError } from '../errors.ts';
import type { Miss } from '../replay/miss.ts';
import type { Played, Summary } from '../replay/tally.ts';

/** As many interactions that nobody asked for are named. */
const NAMED = 20;

/**
 * Null where the session went as it was recorded.
 * @param refused what the player was not even asked, each with its reason
 */
export function missesError({ misses, unused }: Summary, requireAll: boolean, refused: readonly string[] = []): TapedeckError | null {
  const left = requireAll ? unused : [];
  if (misses.length === 0 && left.length === 0 && refused.length === 0) return null;
  const parts = [...misses.map(({ message }: Miss) => message), ...refused, ...(left.length === 0 ? [] : [neverAsked(left)])];
  const message = parts.join('\n');
  // A refusal says itself what to do, and recording again would not help.
  if (misses.length === 0 && left.length === 0) return new TapedeckError('TD_MISSES', message);
  return new TapedeckError('TD_MISSES', message, {
    hint: misses.some(({ kind }) => kind === 'cassette')
      ? 'Mend the cassette, or record it again.'
      : 'If the new requests are meant, record again: set TAPEDECK_MODE=all for one run.',
  });
}

function neverAsked(unused: readonly Played[]): string {
  const named = unused
    .slice(0, NAMED)
    .map(({ cassette, interaction: { id, request } }) => `  ${cassette} ${id} ${request.method} ${request.target}`);
  if (unused.length > NAMED) named.push(`  and ${unused.length - NAMED} more`);
  return ['tapedeck: never asked for', ...named].join('\n');
}
