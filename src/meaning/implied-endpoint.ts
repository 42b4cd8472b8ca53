/**
 * A container joins the network of its network mode, whether its endpoints name that network once more or not. CLI 20.10 names it only
 * where there is something to say of it, CLI 28.5 always (`"EndpointsConfig": {"default": {…nothing…}}`).
 * https://github.com/docker/cli/pull/1963
 */
import { isJsonObject, type Json } from '../cassette/json.ts';

type JsonObject = { readonly [key: string]: Json };

/** The meaning of a body, without an endpoint on the network of its network mode that says nothing. */
export function withoutImpliedEndpoint(meaning: Json): Json | undefined {
  const { NetworkingConfig, ...body } = objectAt(meaning);
  const { EndpointsConfig, ...networking } = objectAt(NetworkingConfig);
  const mode = objectAt(body.HostConfig).NetworkMode ?? 'default';
  const endpoints = objectAt(EndpointsConfig);
  if (typeof mode !== 'string' || endpoints[mode] !== '') return meaning;
  const { [mode]: _implied, ...others } = endpoints;
  const left = withPart(body, 'NetworkingConfig', withPart(networking, 'EndpointsConfig', others));
  return Object.keys(left).length === 0 ? undefined : left;
}

/** With its keys in order again. */
function withPart(object: JsonObject, key: string, part: JsonObject): JsonObject {
  if (Object.keys(part).length === 0) return object;
  return Object.fromEntries(Object.entries({ ...object, [key]: part }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function objectAt(json: Json | undefined): JsonObject {
  return json !== undefined && isJsonObject(json) ? json : {};
}
