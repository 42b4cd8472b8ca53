/** Goes down a schema beside a document. Null: nothing is known from here on. */
import type { Definitions, SchemaFacts } from '../../docker/schema-types.ts';
import { resolveSchema } from '../../docker/schemas.ts';

export class SchemaNode {
  readonly #facts: SchemaFacts;
  readonly #definitions: Definitions;

  constructor(facts: SchemaFacts, definitions: Definitions) {
    this.#facts = resolveSchema(facts, definitions);
    this.#definitions = definitions;
  }

  /** Of a member that is declared by name. */
  member(name: string): SchemaNode | null {
    const own = this.#facts.properties;
    if (own !== undefined && Object.hasOwn(own, name)) return new SchemaNode(own[name] as SchemaFacts, this.#definitions);
    for (const part of this.#facts.allOf ?? []) {
      const found = new SchemaNode(part, this.#definitions).member(name);
      if (found !== null) return found;
    }
    return null;
  }

  /** Of the values of a map. */
  get values(): SchemaNode | null {
    const { additionalProperties: rest } = this.#facts;
    return typeof rest === 'object' ? new SchemaNode(rest, this.#definitions) : null;
  }

  /** Of the elements of a list. */
  get items(): SchemaNode | null {
    return this.#facts.items === undefined ? null : new SchemaNode(this.#facts.items, this.#definitions);
  }

  /** Whether its keys are the user's or the engine's: nothing is declared by name. */
  get isMap(): boolean {
    return typeof this.#facts.additionalProperties === 'object' && this.#facts.properties === undefined;
  }

  get isTime(): boolean {
    return this.#facts.format === 'dateTime' || this.#facts.format === 'date-time';
  }
}
