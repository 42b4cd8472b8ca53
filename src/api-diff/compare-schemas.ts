/**
 * Two schemas of one place, as they differ for whoever reads (an answer) or writes (a request) values of them.
 *
 * What cannot be seen on the wire is no change: another name of a definition, a list that may be null (all may, in Go),
 * a description that says more or less of the same value. A property that comes or goes is told once, with all below it.
 */
import type { ChangeKind } from '../docker/api-change.ts';
import type { Definitions, Direction, ParameterFacts, SchemaFacts } from '../docker/schema-types.ts';
import { escapeSegment, type Placed, type SchemaView, viewSchema } from './schema-view.ts';

/** A difference, not yet graded. */
export interface SchemaDifference {
  readonly kind: ChangeKind;
  /** JSON pointer into the value, `*` for every element or key. */
  readonly path: string;
  /** JSON pointer into the description. */
  readonly pointer: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What a schema is read with. */
export interface Sides {
  readonly before: Definitions;
  readonly after: Definitions;
  readonly direction: Direction;
}

export function compareSchemas(before: Placed, after: Placed, sides: Sides): SchemaDifference[] {
  const found: SchemaDifference[] = [];
  compare(before, after, '', sides, new Set(), found);
  return found;
}

/** @param open pairs of places that are being compared: a definition that holds itself ends there */
function compare(a: Placed, b: Placed, path: string, sides: Sides, open: ReadonlySet<string>, found: SchemaDifference[]): void {
  const [before, after] = [viewSchema(a, sides.before), viewSchema(b, sides.after)];
  const pair = `${before.pointer} ${after.pointer}`;
  if (open.has(pair)) return;
  const inside = new Set([...open, pair]);
  const note = (kind: ChangeKind, was: unknown, is: unknown) => found.push({ kind, path, pointer: after.pointer, before: was, after: is });

  // Where one of the two says nothing, nothing is known to have changed.
  if (before.types.length === 0 || after.types.length === 0) return;
  const type = typeChange(before.types, after.types);
  if (type !== null) {
    note(type, oneOrAll(before.types), oneOrAll(after.types));
    return;
  }
  if (sides.direction === 'response' && isScalar(before) && before.nullable !== after.nullable) {
    note(after.nullable ? 'nullable' : 'never-null', before.nullable, after.nullable);
  }
  const [formatBefore, formatAfter] = [visibleFormat(before.format), visibleFormat(after.format)];
  if (formatBefore !== formatAfter && isScalar(before)) note('format-changed', formatBefore, formatAfter);
  compareValues(before, after, note);
  compareProperties(before, after, path, sides, inside, found);
  if (before.each !== undefined && after.each !== undefined) compare(before.each, after.each, `${path}/*`, sides, inside, found);
}

function compareProperties(
  before: SchemaView,
  after: SchemaView,
  path: string,
  sides: Sides,
  open: ReadonlySet<string>,
  found: SchemaDifference[],
): void {
  // A bare object or a map says nothing of the names in it.
  if (before.properties.size === 0 || after.properties.size === 0) return;
  for (const name of new Set([...before.properties.keys(), ...after.properties.keys()])) {
    const [was, is] = [before.properties.get(name), after.properties.get(name)];
    const place = `${path}/${escapeSegment(name)}`;
    if (was === undefined && is !== undefined) {
      const kind = sides.direction === 'request' && after.required.has(name) ? 'added-required' : 'added';
      found.push({ kind, path: place, pointer: is.pointer, before: null, after: outline(is, sides.after) });
    } else if (was !== undefined && is === undefined) {
      found.push({ kind: 'removed', path: place, pointer: was.pointer, before: outline(was, sides.before), after: null });
    } else if (was !== undefined && is !== undefined) {
      if (before.required.has(name) !== after.required.has(name)) {
        const kind = after.required.has(name) ? 'required' : 'optional';
        found.push({ kind, path: place, pointer: is.pointer, before: before.required.has(name), after: after.required.has(name) });
      }
      compare(was, is, place, sides, open, found);
    }
  }
}

function compareValues(before: SchemaView, after: SchemaView, note: (kind: ChangeKind, was: unknown, is: unknown) => unknown): void {
  if (before.values === undefined && after.values === undefined) return;
  const [was, is] = [before.values ?? null, after.values ?? null];
  // A list that comes or goes: any value was, or is now, possible.
  if (was === null || is === null) {
    note(is === null ? 'values-added' : 'values-removed', was, is);
    return;
  }
  // Clients send "" for a choice they leave alone, in every version.
  const news = is.filter((value) => value !== '' && !was.includes(value));
  const gone = was.filter((value) => value !== '' && !is.includes(value));
  if (news.length > 0) note('values-added', was, is);
  if (gone.length > 0) note('values-removed', was, is);
}

function typeChange(before: readonly string[], after: readonly string[]): ChangeKind | null {
  const gone = before.filter((type) => !includesType(after, type));
  const news = after.filter((type) => !includesType(before, type));
  if (gone.length > 0 && news.length > 0) return 'type-changed';
  if (gone.length > 0) return 'type-narrowed';
  return news.length > 0 ? 'type-widened' : null;
}

/** Every integer is a number. */
function includesType(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

/** Formats that show in a value; `int64`, `binary`, `uri`, … do not. `dateTime` is an old spelling. */
function visibleFormat(format: string | undefined): string | null {
  if (format === 'dateTime' || format === 'date-time') return 'date-time';
  return format === 'ip-address' ? 'ip-address' : null;
}

function isScalar({ types }: SchemaView): boolean {
  return !types.includes('object') && !types.includes('array');
}

const oneOrAll = (types: readonly string[]): unknown => (types.length === 1 ? types[0] : types);

/** What a property is, short enough for a report: its type, and what it is a list or map of. */
export function outline(placed: Placed, definitions: Definitions, depth = 0): unknown {
  const view = viewSchema(placed, definitions);
  const type = oneOrAll(view.types) ?? 'anything';
  if (view.each === undefined || depth > 2) return type;
  const of = outline(view.each, definitions, depth + 1);
  return `${String(type === 'object' ? 'map' : type)} of ${String(of)}`;
}

/** The facts of a parameter without its `required`, which is about the parameter itself. */
export function valueFacts({ required: _, ...facts }: ParameterFacts): SchemaFacts {
  return facts;
}
