/** The walks for drift of one version (and the one that spares them), each put together when its first body comes. */
import { type Fits, schemaFits } from '../cassette/schema-fits.ts';
import type { ApiDescription, PresenceFile, SchemaFacts } from '../docker/schema-types.ts';
import { FORMATS } from './compile.ts';
import { type Drift, driftOf } from './drift.ts';
import { expectedAt } from './presence.ts';
import { quietSchema, resolveQuiet } from './quiet-schema.ts';
import { Shapes } from './shape.ts';

export interface DriftCheck {
  /** True: nothing is to be said about this body, neither a violation nor drift. False says nothing. */
  readonly isQuiet: Fits;
  readonly drift: (body: unknown) => readonly Drift[];
}

export class DriftChecks {
  readonly #description: ApiDescription;
  readonly #presence: PresenceFile | undefined;
  readonly #shapes: Shapes;
  readonly #checks = new Map<string, DriftCheck>();

  constructor(description: ApiDescription, presence: PresenceFile | undefined) {
    this.#description = description;
    this.#presence = presence;
    this.#shapes = new Shapes(description.definitions.response);
  }

  /** The check for answers of that status to an operation. */
  of(operation: string, status: string, schema: SchemaFacts): DriftCheck {
    const key = `${operation} ${status}`;
    const known = this.#checks.get(key);
    if (known !== undefined) return known;
    const shape = this.#shapes.of(schema);
    const expected = expectedAt(this.#presence, { version: this.#description.version, operation, status, shape });
    const origin = { definitions: this.#description.definitions.response, direction: 'response' } as const;
    const space = { resolve: (ref: string) => resolveQuiet(ref, origin), formats: FORMATS };
    const check: DriftCheck = {
      isQuiet: schemaFits(quietSchema(schema, expected, origin), space),
      drift: (body) => driftOf(body, shape, expected),
    };
    this.#checks.set(key, check);
    return check;
  }
}
