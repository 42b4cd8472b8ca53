/**
 * Requests that come and go by chance. The docker CLI up to 20.10.5 passes SIGURG on to the container, by which its own Go
 * runtime interrupts itself (https://github.com/docker/cli/pull/2960): a run of it may send `kill?signal=URG` any number
 * of times. Nothing waits for such a request, one more of it is no miss, and one less was not forgotten.
 */
import type { Interaction } from '../cassette/types.ts';
import { findOperation } from '../docker/operations.ts';
import { type QueryMeaning, readQuery } from '../meaning/query.ts';

export function isStray(operation: string | undefined, query: QueryMeaning): boolean {
  return operation === 'ContainerKill' && query.get('signal') === 'SIGURG';
}

export function isStrayInteraction({ request }: Interaction): boolean {
  const match = findOperation(request.method, request.target);
  return match !== null && isStray(match.operation.id, readQuery(match.query, match.operation.id));
}
