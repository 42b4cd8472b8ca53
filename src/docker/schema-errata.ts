/** Puts a correction of schemas/errata.json where it belongs. */
import type { ApiVersion } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import type { Erratum, OperationFacts, SchemaFacts } from './schema-types.ts';

/** A description that is being put together. Its facts are shared with other versions: they are replaced, never changed. */
export interface Draft {
  readonly definitions: Readonly<Record<string, SchemaFacts>>;
  readonly operations: Readonly<Record<string, OperationFacts>>;
}

/** Gives the description of a version as it was published. */
export type Describe = (version: ApiVersion) => Draft;

type Node = Readonly<Record<string, unknown>>;

/** The description with one place corrected. Throws TD_API_VERSION where the place is not there: then errata.json is wrong. */
export function applyErratum(draft: Draft, erratum: Erratum, at: Describe): Draft {
  const { as } = erratum;
  if (as === undefined) return replaceAt(draft, splitPointer(erratum.place), erratum) as unknown as Draft;
  const source = as.version === undefined ? draft : at(as.version);
  const content = lookUp(source, splitPointer(as.place));
  if (content === undefined) throw misplaced(erratum);
  const definitions = as.version === undefined ? draft.definitions : { ...neededBy(content, source), ...draft.definitions };
  const borrowed: Erratum = { ...erratum, is: content };
  return replaceAt({ ...draft, definitions }, splitPointer(erratum.place), borrowed) as unknown as Draft;
}

/** Whether `applyErratum` would find everything it needs. */
export function canApply(draft: Draft, { place, as, absent, with: members }: Erratum): boolean {
  const path = splitPointer(place);
  const around = lookUp(draft, path.slice(0, -1));
  const there = lookUp(draft, path);
  if (typeof around !== 'object' || around === null || (Array.isArray(around) && there === undefined)) return false;
  if (absent === true && there === undefined) return false;
  if (members !== undefined && (typeof there !== 'object' || there === null)) return false;
  return as === undefined || as.version !== undefined || lookUp(draft, splitPointer(as.place)) !== undefined;
}

/** Whether something stands at the place that a pointer names. */
export function hasPlace(draft: Draft, pointer: string): boolean {
  return lookUp(draft, splitPointer(pointer)) !== undefined;
}

/** Copies what lies on the way and shares the rest. */
function replaceAt(node: unknown, path: readonly string[], erratum: Erratum): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return corrected(node, erratum);
  if (typeof node !== 'object' || node === null) throw misplaced(erratum);
  if (rest.length > 0 && (node as Node)[key] === undefined) throw misplaced(erratum);
  if (rest.length === 0 && erratum.absent) return without(node as Node, key, erratum);
  const value = replaceAt((node as Node)[key], rest, erratum);
  if (Array.isArray(node)) return node.with(Number(key), value);
  return { ...node, [key]: value };
}

function without(node: Node, key: string, erratum: Erratum): Node {
  if (!Object.hasOwn(node, key)) throw misplaced(erratum);
  const { [key]: _, ...rest } = node;
  return rest;
}

function corrected(old: unknown, erratum: Erratum): unknown {
  if (erratum.with === undefined) return erratum.is;
  if (typeof old !== 'object' || old === null) throw misplaced(erratum);
  return { ...old, ...erratum.with };
}

/** All definitions that `content` names, and those that these name. */
function neededBy(content: unknown, source: Draft, found: Record<string, SchemaFacts> = {}): Record<string, SchemaFacts> {
  for (const [, name = ''] of JSON.stringify(content).matchAll(/"#\/definitions\/([^"]+)"/g)) {
    const schema = source.definitions[name];
    if (schema === undefined || found[name] !== undefined) continue;
    found[name] = schema;
    neededBy(schema, source, found);
  }
  return found;
}

function lookUp(root: unknown, path: readonly string[]): unknown {
  let node = root;
  for (const key of path) {
    if (typeof node !== 'object' || node === null) return undefined;
    node = (node as Node)[key];
  }
  return node;
}

function splitPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function misplaced(erratum: Erratum): TapedeckError {
  return new TapedeckError('TD_API_VERSION', `schemas/errata.json: ${erratum.place} is not in every version of ${erratum.versions}`);
}
