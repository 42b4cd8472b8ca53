/** The shape of the files in schemas/: facts of the published API descriptions, and our corrections to them. */
import type { ApiVersion } from '../cassette/types.ts';

/** A Swagger 2.0 schema without its prose. `nullable` is the description's `x-nullable: true`. */
export interface SchemaFacts {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly nullable?: true;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly allOf?: readonly SchemaFacts[];
  readonly items?: SchemaFacts;
  readonly properties?: Readonly<Record<string, SchemaFacts>>;
  readonly additionalProperties?: boolean | SchemaFacts;
}

/** A query or header parameter; here `required` is about the parameter. */
export interface ParameterFacts extends Omit<SchemaFacts, 'required'> {
  readonly required?: true;
  /** `multi`: the parameter is repeated. */
  readonly collectionFormat?: string;
  /** Keys that the JSON of a `filters` parameter may have; absent where the description names none. */
  readonly filterKeys?: readonly string[];
}

export interface ResponseFacts {
  readonly schema?: SchemaFacts;
  readonly headers?: Readonly<Record<string, SchemaFacts>>;
}

export interface OperationFacts {
  readonly method: string;
  readonly path: string;
  /** Media types of request and answer; absent: those of the whole description. */
  readonly consumes?: readonly string[];
  readonly produces?: readonly string[];
  readonly query?: Readonly<Record<string, ParameterFacts>>;
  readonly header?: Readonly<Record<string, ParameterFacts>>;
  readonly body?: { readonly required?: true; readonly schema: SchemaFacts };
  /** By status, as text. */
  readonly responses: Readonly<Record<string, ResponseFacts>>;
}

interface Ranged {
  /** `1.25-1.34`, both ends in. */
  readonly versions: string;
}

/** `schemas/definitions.json` */
export interface DefinitionsFile {
  readonly definitions: Readonly<Record<string, readonly (Ranged & { readonly schema: SchemaFacts })[]>>;
}

/** `schemas/operations.json` */
export interface OperationsFile {
  readonly operations: Readonly<Record<string, readonly (Ranged & OperationFacts)[]>>;
}

/** What the prose of versions below 1.25 says of an operation: names alone. Nothing is said of types and bodies. */
export interface DerivedOperation extends Ranged {
  readonly method: string;
  readonly path: string;
  /** Names of query parameters, in the order of the prose. */
  readonly query?: readonly string[];
  readonly header?: readonly string[];
  readonly statuses: readonly string[];
}

/** `schemas/derived.json` */
export interface DerivedFile {
  readonly operations: Readonly<Record<string, readonly DerivedOperation[]>>;
}

/** One place where a description is wrong, and what is true. */
export interface Erratum extends Ranged {
  /** JSON pointer into a description: `/definitions/NAME/…` or `/operations/ID/…`. */
  readonly place: string;
  /** What the description says there, in words. */
  readonly says: string;
  /** Where it is about what clients send, or what engines answer, alone. */
  readonly in?: 'request' | 'response';
  /** What stands there instead. */
  readonly is?: unknown;
  /** Members that are added to what stands there. */
  readonly with?: Readonly<Record<string, unknown>>;
  /** True: nothing stands there. */
  readonly absent?: true;
  /** The place whose content stands there instead, of the same version or of another. */
  readonly as?: { readonly place: string; readonly version?: ApiVersion };
  /** Why we know. */
  readonly evidence: string;
}

/** `schemas/errata.json` */
export interface ErrataFile {
  readonly errata: readonly Erratum[];
}

/** What real engines do at one place of an answer, always. One of the two lists is there. */
export interface PresenceFact extends Ranged {
  /** Properties that they send in every object. */
  readonly always?: readonly string[];
  /** Lists, maps and objects that they send empty rather than null. */
  readonly neverNull?: readonly string[];
  /** The engines it was seen of, as indexes into `engines` of the file. */
  readonly engines: readonly number[];
  /** How many objects were seen there. */
  readonly objects: number;
}

/** `schemas/presence.json` */
export interface PresenceFile {
  readonly engines: readonly string[];
  /** By operation, status and place: `/State`, `/[]/Ports/[]`, `/Networks/{}` (src/validate/presence.ts). */
  readonly operations: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, readonly PresenceFact[]>>>>>>;
}

/** One version that a user has imported, as `api import` writes it: `1.56.json`. */
export interface ImportedApi {
  readonly format: 1;
  readonly version: ApiVersion;
  readonly mediaTypes: { readonly consumes?: readonly string[] | undefined; readonly produces?: readonly string[] | undefined };
  readonly definitions: Definitions;
  readonly operations: Readonly<Record<string, OperationFacts>>;
}

/** All that validation needs to know of the API: schemas/ as parsed JSON, and imported versions. `store/` reads it. */
export interface SchemaSource {
  readonly definitions: DefinitionsFile;
  readonly operations: OperationsFile;
  readonly derived: DerivedFile;
  readonly errata: ErrataFile;
  /** Absent while such facts are learned. */
  readonly presence?: PresenceFile | undefined;
  /** What the user has imported, by version; each is read when it is asked for. It goes before what ships. */
  readonly imported?: ReadonlyMap<ApiVersion, () => ImportedApi>;
}

export type Definitions = Readonly<Record<string, SchemaFacts>>;
export type Direction = 'request' | 'response';

/** What one version of the API says, corrected. Schemas refer to each other as `#/definitions/NAME`. */
export interface ApiDescription {
  readonly version: ApiVersion;
  /** True below 1.25: put together from the description of 1.25 and what the prose of that version says. */
  readonly derived: boolean;
  readonly operations: Readonly<Record<string, OperationFacts>>;
  /** What clients send and what engines answer share names; corrections may differ. */
  readonly definitions: Readonly<Record<Direction, Definitions>>;
}
