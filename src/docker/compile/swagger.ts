/** What of a Swagger 2.0 document the compiler reads, once check-swagger.ts has looked at it. */

export interface SwaggerSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly 'x-nullable'?: boolean;
  readonly required?: readonly string[] | boolean | undefined;
  readonly allOf?: readonly SwaggerSchema[];
  readonly items?: SwaggerSchema;
  readonly properties?: Readonly<Record<string, SwaggerSchema>>;
  readonly additionalProperties?: boolean | SwaggerSchema;
}

export interface SwaggerParameter extends SwaggerSchema {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'body' | 'formData';
  readonly collectionFormat?: string;
  readonly description?: unknown;
  /** Of the body. */
  readonly schema?: SwaggerSchema;
}

export interface SwaggerResponse {
  readonly schema?: SwaggerSchema;
  readonly headers?: Readonly<Record<string, SwaggerSchema>>;
}

export interface SwaggerOperation {
  readonly operationId: string;
  readonly consumes?: readonly string[];
  readonly produces?: readonly string[];
  readonly parameters?: readonly SwaggerParameter[];
  readonly responses: Readonly<Record<string, SwaggerResponse>>;
}

export interface SwaggerDocument {
  readonly swagger: '2.0';
  /** `/v1.41` */
  readonly basePath: string;
  readonly consumes?: readonly string[];
  readonly produces?: readonly string[];
  /** By path, then by method in small letters. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, SwaggerOperation>>>>;
  readonly definitions: Readonly<Record<string, SwaggerSchema>>;
}
