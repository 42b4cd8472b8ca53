/** `--operation ContainerCreate`: what is meant. */
import { OPERATIONS, operationById } from '../docker/operations.ts';
import { TapedeckError } from '../errors.ts';

/** For interactions and findings alike. */
export type OperationFilter = (one: { readonly operation: string | null }) => boolean;

/**
 * @param others ids of operations that only imported descriptions have
 * @throws TD_USAGE for a name that no operation has, with those that look like it
 */
export function operationFilter(names: readonly string[] | undefined, others: () => readonly string[] = () => []): OperationFilter {
  if (names === undefined || names.length === 0) return () => true;
  const wanted = new Set(names.map((name) => operationName(name, others)));
  return ({ operation }) => operation !== null && wanted.has(operation);
}

function operationName(name: string, others: () => readonly string[]): string {
  const lower = name.toLowerCase();
  const known = operationById(name) ?? OPERATIONS.find((operation) => operation.id.toLowerCase() === lower);
  if (known !== undefined) return known.id;
  const imported = others().find((id) => id.toLowerCase() === lower);
  if (imported !== undefined) return imported;
  const alike = OPERATIONS.filter((operation) => operation.id.toLowerCase().includes(lower)).map((operation) => operation.id);
  throw new TapedeckError('TD_USAGE', `--operation ${name}: there is no such operation`, {
    hint:
      alike.length > 0
        ? `Perhaps ${alike.slice(0, 8).join(', ')}.`
        : 'For example ContainerCreate, ImageBuild, SystemInfo: "tapedeck show CASSETTE" prints them.',
  });
}
