/**
 * Presence facts: what real engines always send at a place of an answer (schemas/presence.json, learned by
 * learn-presence.ts). The file has them for ranges of versions; a walk wants those of one version, as a tree beside the body.
 *
 *   "/[]/Ports/[]"   the objects in the list Ports of each element of the body
 *   "/Networks/{}"   the values of the map Networks
 */
import type { ApiVersion } from '../cassette/types.ts';
import type { PresenceFile } from '../docker/schema-types.ts';
import { inVersions } from '../docker/versions.ts';
import type { Shape } from './shape.ts';

/** What is always there in an object, and in what stands below it. */
export interface Expected {
  readonly fields: readonly string[];
  /** What is never null where it is there. */
  readonly neverNull: readonly string[];
  readonly properties: ReadonlyMap<string, Expected>;
  /** Of the elements, where the value is a list. */
  readonly items: Expected | null;
  /** Of the values, where it is a map. */
  readonly rest: Expected | null;
}

/** How a place is written in the file, and taken apart again. */
export const ITEMS = '[]';
export const VALUES = '{}';

interface Growing {
  fields: readonly string[];
  neverNull: readonly string[];
  readonly properties: Map<string, Growing>;
  items: Growing | null;
  rest: Growing | null;
}

/** What one version always sends in answer to an operation; null where nothing is known. */
export function expectedAt(
  file: PresenceFile | undefined,
  {
    version,
    operation,
    status,
    shape,
  }: { readonly version: ApiVersion; readonly operation: string; readonly status: string; readonly shape: Shape },
): Expected | null {
  const places = file?.operations[operation]?.[status];
  if (places === undefined) return null;
  const root = grow();
  for (const [place, facts] of Object.entries(places)) {
    const path = place.split('/').slice(1);
    const declared = shapeAt(shape, path);
    if (declared === null) continue;
    const valid = facts.filter((one) => inVersions(one.versions, version));
    // Corrections may take a property out of a description after the facts were learned.
    const stillDeclared = (names: readonly string[]) => names.filter((name) => declared.names.has(name));
    const node = nodeAt(root, path);
    node.fields = stillDeclared(valid.flatMap((one) => one.always ?? []));
    node.neverNull = stillDeclared(valid.flatMap((one) => one.neverNull ?? []));
  }
  return root;
}

/** What is declared at a place; null where the description does not lead there. */
export function shapeAt(shape: Shape, path: readonly string[]): Shape | null {
  let at: Shape | null | undefined = shape;
  for (const step of path) at = step === ITEMS ? at?.items : step === VALUES ? at?.rest : at?.property(step);
  return at ?? null;
}

function nodeAt(root: Growing, path: readonly string[]): Growing {
  let node = root;
  for (const step of path) node = below(node, step);
  return node;
}

function below(node: Growing, step: string): Growing {
  if (step === ITEMS) {
    node.items ??= grow();
    return node.items;
  }
  if (step === VALUES) {
    node.rest ??= grow();
    return node.rest;
  }
  const made = node.properties.get(step) ?? grow();
  node.properties.set(step, made);
  return made;
}

function grow(): Growing {
  return { fields: [], neverNull: [], properties: new Map(), items: null, rest: null };
}
