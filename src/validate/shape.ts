/**
 * A schema as a walk over a body needs it: which properties an object declares, and what stands below each.
 *
 * Schemas refer to each other, in circles too (a plugin's settings, a spec in a spec), so what stands below is put
 * together when a walk first comes there, and kept.
 */
import type { Definitions, SchemaFacts } from '../docker/schema-types.ts';
import { resolveSchema } from '../docker/schemas.ts';

/** What a schema (or several that hold at once, `allOf`) declares of one value. */
export class Shape {
  readonly #parts: readonly SchemaFacts[];
  readonly #shapes: Shapes;
  readonly #properties = new Map<string, Shape>();
  #items: Shape | null | undefined;
  #rest: Shape | null | undefined;
  /** Declared properties, in the order of the description. */
  readonly names: ReadonlySet<string>;
  /** True where any property may come: a map, or an object of which nothing is said. */
  readonly isOpen: boolean;
  /** True where there is nothing to look at below the value. */
  readonly isLeaf: boolean;
  /** Types that the value may have: `string`, `array`; empty where any will do. */
  readonly types: ReadonlySet<string>;

  constructor(parts: readonly SchemaFacts[], shapes: Shapes) {
    this.#parts = parts;
    this.#shapes = shapes;
    this.names = new Set(parts.flatMap((part) => Object.keys(part.properties ?? {})));
    this.isOpen = this.names.size === 0 || parts.some((part) => part.additionalProperties !== undefined);
    this.isLeaf = this.names.size === 0 && parts.every((part) => part.items === undefined && typeof part.additionalProperties !== 'object');
    this.types = new Set(parts.flatMap((part) => part.type ?? (part.properties === undefined ? [] : 'object')));
  }

  /** What is declared of a property; undefined where nothing is. */
  property(name: string): Shape | undefined {
    const known = this.#properties.get(name);
    if (known !== undefined || !this.names.has(name)) return known;
    const declared = this.#parts.flatMap(({ properties }) =>
      properties !== undefined && Object.hasOwn(properties, name) ? (properties[name] as SchemaFacts) : [],
    );
    const made = this.#shapes.of(...declared);
    this.#properties.set(name, made);
    return made;
  }

  /** Elements of a list; null where nothing is said of them. */
  get items(): Shape | null {
    if (this.#items === undefined) this.#items = this.#shapes.ofAny(this.#parts.flatMap((part) => part.items ?? []));
    return this.#items;
  }

  /** Values of a map; null where nothing is said of them. */
  get rest(): Shape | null {
    if (this.#rest === undefined) {
      const values = this.#parts.flatMap(({ additionalProperties: rest }) => (typeof rest === 'object' ? rest : []));
      this.#rest = this.#shapes.ofAny(values);
    }
    return this.#rest;
  }
}

/** Shapes of the schemas of one version and direction. */
export class Shapes {
  readonly #definitions: Definitions;
  readonly #made = new Map<SchemaFacts, Shape>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** The shape of a value that all of these schemas hold for. */
  of(...schemas: readonly SchemaFacts[]): Shape {
    const [first] = schemas;
    // What two schemas declare together is rare, and kept by the shape that asked.
    if (schemas.length !== 1 || first === undefined) return this.#make(schemas);
    const target = resolveSchema(first, this.#definitions);
    const known = this.#made.get(target) ?? this.#make([target]);
    this.#made.set(target, known);
    return known;
  }

  ofAny(schemas: readonly SchemaFacts[]): Shape | null {
    return schemas.length === 0 ? null : this.of(...schemas);
  }

  #make(schemas: readonly SchemaFacts[]): Shape {
    return new Shape(
      schemas.flatMap((one) => flatten(one, this.#definitions)),
      this,
    );
  }
}

/** A schema with what it refers to and is made of, side by side. */
function flatten(facts: SchemaFacts, definitions: Definitions): SchemaFacts[] {
  const target = resolveSchema(facts, definitions);
  return [target, ...(target.allOf ?? []).flatMap((part) => flatten(part, definitions))];
}
