/**
 * Requests that come and go by chance. The docker CLI up to 20.10.5 passes SIGURG on to the container, by which its own Go
 * runtime interrupts itself (https://github.com/docker/cli/pull/2960): a run of it may send `kill?signal=URG` any number
 * of times. SIGWINCH comes with each new size of the client's terminal. `build/cancel` is what a CLI says of a BuildKit build
 * that has failed already, if it gets there before it ends. Nothing waits for such a request, one more of it is no miss, and
 * one less was not forgotten.
 */
import type { Interaction } from '../cassette/types.ts';
import { findOperation } from '../docker/operations.ts';
import { type QueryMeaning, readQuery } from './query.ts';

const STRAY_SIGNALS: ReadonlySet<string> = new Set(['SIGURG', 'SIGWINCH']);

export function isStray(operation: string | undefined, query: QueryMeaning): boolean {
  return operation === 'BuildCancel' || (operation === 'ContainerKill' && STRAY_SIGNALS.has(query.get('signal') ?? ''));
}

export function isStrayInteraction({ request }: Interaction): boolean {
  const match = findOperation(request.method, request.target);
  return match !== null && isStray(match.operation.id, readQuery(match.query, match.operation.id));
}
