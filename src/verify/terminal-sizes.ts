/**
 * Requests that set the size of a terminal. Whoever sizes it while its process starts or ends is told so or not, by chance;
 * clients try again, and it does no harm.
 */
import type { RecordedRequest } from '../cassette/types.ts';
import { findOperation } from '../docker/operations.ts';

const SIZES: ReadonlySet<string> = new Set(['ContainerResize', 'ExecResize']);

/** @param id of an operation */
export function isSizeOperation(id: string): boolean {
  return SIZES.has(id);
}

export function setsSize({ method, target }: RecordedRequest): boolean {
  return isSizeOperation(findOperation(method, target)?.operation.id ?? '');
}
