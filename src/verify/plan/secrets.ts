/**
 * Secrets that a recording does not have, and where they come from instead: of each placeholder (cassette/redaction.ts) the
 * environment variable that holds the secret. The value goes into the live request and nowhere else.
 *
 *   X-Registry-Auth            TAPEDECK_REGISTRY_AUTH      as JSON, or in base64 as it is sent
 *   X-Registry-Config          TAPEDECK_REGISTRY_CONFIG    the same
 *   POST /auth: password       TAPEDECK_REGISTRY_PASSWORD
 *     auth                     TAPEDECK_REGISTRY_BASIC_AUTH   `user:password` in base64
 *   data of the secret `db`    TAPEDECK_SECRET_DB          as it is, not in base64
 *   any other place            TAPEDECK_SECRET_<PLACE>
 */
import { isJsonObject, type Json } from '../../cassette/json.ts';
import type { Body, BodyFiles, RecordedRequest } from '../../cassette/types.ts';
import type { OperationMatch } from '../../docker/operation-types.ts';
import { bodyJson } from '../../meaning/answer.ts';
import { stringsAt } from '../../meaning/json.ts';

/** The value of an environment variable, as the secret is needed in place of the placeholder. */
export type Secrets = (name: string) => string | undefined;

const PLACEHOLDER = /^\{redacted:([^{}]+)\}$/;

/** By place, in lower case. */
const VARIABLES: Readonly<Record<string, string>> = {
  'x-registry-auth': 'TAPEDECK_REGISTRY_AUTH',
  'x-registry-config': 'TAPEDECK_REGISTRY_CONFIG',
  authorization: 'TAPEDECK_AUTHORIZATION',
  'proxy-authorization': 'TAPEDECK_PROXY_AUTHORIZATION',
  password: 'TAPEDECK_REGISTRY_PASSWORD',
  auth: 'TAPEDECK_REGISTRY_BASIC_AUTH',
  identitytoken: 'TAPEDECK_REGISTRY_IDENTITY_TOKEN',
  registrytoken: 'TAPEDECK_REGISTRY_TOKEN',
  'auth-body': 'TAPEDECK_REGISTRY_LOGIN',
};
const BASE64_JSON_HEADERS: ReadonlySet<string> = new Set(['x-registry-auth', 'x-registry-config']);
/** Whose `Data` is a secret. */
const DATA_OPERATIONS: Readonly<Record<string, string>> = {
  SecretCreate: 'TAPEDECK_SECRET_',
  SecretUpdate: 'TAPEDECK_SECRET_',
  ConfigCreate: 'TAPEDECK_CONFIG_',
  ConfigUpdate: 'TAPEDECK_CONFIG_',
};

export interface LackingSecret {
  /** The header or field that was blanked. */
  readonly place: string;
  /** The environment variable that would fill it. */
  readonly variable: string;
}

/** The first secret of a request that is nowhere; null where all are known. */
export function lackingSecret(
  request: RecordedRequest,
  match: OperationMatch | null,
  files: BodyFiles,
  secrets: Secrets,
): LackingSecret | null {
  const lacking: LackingSecret[] = [];
  fill(request, match, files, (place, variable) => {
    const value = secrets(variable);
    if (value === undefined) lacking.push({ place, variable });
    return value ?? '';
  });
  return lacking[0] ?? null;
}

/** The request with its secrets in their places; the very same where it holds none. Must go to the engine alone. */
export function withSecrets(request: RecordedRequest, match: OperationMatch | null, files: BodyFiles, secrets: Secrets): RecordedRequest {
  return fill(request, match, files, (place, variable) => secrets(variable) ?? `{redacted:${place}}`);
}

function fill(
  request: RecordedRequest,
  match: OperationMatch | null,
  files: BodyFiles,
  secretFor: (place: string, variable: string) => string,
): RecordedRequest {
  let filled = 0;
  const secretOf = (text: string, prefix: string, asSent: (value: string) => string): string => {
    const place = PLACEHOLDER.exec(text)?.[1];
    if (place === undefined) return text;
    filled += 1;
    return asSent(secretFor(place, prefix === '' ? variableOf(place) : prefix));
  };
  const headers = request.headers.map(
    ([name, value]) => [name, secretOf(value, '', BASE64_JSON_HEADERS.has(name.toLowerCase()) ? base64Json : plain)] as const,
  );
  const { data, body } = filledBody(request.body, match, files, secretOf);
  if (filled === 0) return request;
  const { rawHead: _, ...rest } = request;
  return { ...rest, headers, body: data === undefined ? body : { ...(body as Body & { encoding: 'json' }), data } };
}

function filledBody(
  body: Body,
  match: OperationMatch | null,
  files: BodyFiles,
  secretOf: (text: string, variable: string, asSent: (value: string) => string) => string,
): { readonly body: Body; readonly data?: Json } {
  if (body.encoding === 'text') return { body: { ...body, data: secretOf(body.data, '', plain) } };
  if (body.encoding !== 'json') return { body };
  const prefix = match === null ? undefined : DATA_OPERATIONS[match.operation.id];
  const [name = ''] = stringsAt(bodyJson(body, files), 'Name');
  const walk = (json: Json, key: string): Json => {
    if (typeof json === 'string')
      return prefix !== undefined && key === 'Data' ? secretOf(json, prefix + shout(name), base64) : secretOf(json, '', plain);
    if (Array.isArray(json)) return json.map((item) => walk(item, ''));
    return isJsonObject(json) ? Object.fromEntries(Object.entries(json).map(([field, value]) => [field, walk(value, field)])) : json;
  };
  return { body, data: walk(body.data, '') };
}

function variableOf(place: string): string {
  return VARIABLES[place.toLowerCase()] ?? `TAPEDECK_SECRET_${shout(place)}`;
}

function shout(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
}

const plain = (value: string): string => value;
const base64 = (value: string): string => Buffer.from(value).toString('base64');

/** Engines read these headers as base64 in the alphabet of URLs (RFC 4648, 5). */
function base64Json(value: string): string {
  return value.trimStart().startsWith('{') ? Buffer.from(value).toString('base64url') : value;
}
