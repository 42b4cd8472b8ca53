/** Exchanges in which no answer came, or not all of it. */
import type { Interaction } from '../../cassette/types.ts';
import type { Difference } from '../types.ts';

/** What the engine did wrong; null where it did nothing of the kind, or did the same in the recording. */
export function failureOf(recorded: Interaction, live: Interaction): string | null {
  const [was, is] = [recorded.outcome, live.outcome];
  if (is.kind === 'failed') return was.kind === 'failed' || is.reason === 'client-left' ? null : is.detail;
  if (is.end !== 'engine-died') return null;
  return 'end' in was && was.end === 'engine-died' ? null : 'the engine broke off in the middle of its answer';
}

/** @param detail ends a sentence that begins with the operation */
export function failedDifference({ operation, request }: Interaction, detail: string): Difference {
  return {
    grade: 'breaking',
    kind: 'failed',
    pointer: '/outcome',
    recorded: null,
    live: null,
    message: `${operation ?? `${request.method} ${request.target}`}: ${detail}`,
  };
}
