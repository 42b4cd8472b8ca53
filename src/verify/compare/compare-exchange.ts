/** Holds what an engine answers now against what was recorded. */
import type { Comparison, Difference, Told } from '../types.ts';

/**
 * What differs. Identities are bound as they are met: those of a plain answer before the first `await`, so that a caller
 * who goes on at once has them. Never throws on odd bytes.
 */
export async function compareExchange(recorded: Told, live: Told, _comparison: Comparison): Promise<Difference[]> {
  const [was, is] = [recorded.interaction.outcome, live.interaction.outcome];
  if (!('head' in was) || !('head' in is) || was.head.status === is.head.status) return [];
  return [
    {
      grade: was.head.status < 400 ? 'breaking' : 'changed',
      kind: 'status',
      pointer: '/outcome/head/status',
      recorded: was.head.status,
      live: is.head.status,
      message: `${recorded.interaction.operation ?? recorded.interaction.request.target}: status is ${is.head.status}, it was ${was.head.status}`,
    },
  ];
}
