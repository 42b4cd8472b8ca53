/** The operations of all versions that ship with tapedeck, by id and by request line. */
import { OperationRoutes } from './operation-routes.ts';
import { OPERATIONS } from './operation-table.ts';
import type { Operation, OperationMatch } from './operation-types.ts';

export { OPERATIONS };

const BY_ID: ReadonlyMap<string, Operation> = new Map(OPERATIONS.map((operation) => [operation.id, operation]));
const ROUTES = new OperationRoutes(OPERATIONS);

/** The operation of that id, or undefined. */
export function operationById(id: string): Operation | undefined {
  return BY_ID.get(id);
}

/**
 * What a request line asks for; null where no API version knows the method and path.
 * Whether the version named has the operation is for the caller to judge.
 * @param target as sent: origin form (or absolute form), percent-encoded, with its query
 */
export function findOperation(method: string, target: string): OperationMatch | null {
  return ROUTES.find(method, target);
}
