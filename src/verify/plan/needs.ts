/** What a session needs of an engine beside the objects that its requests name: registries, drivers, swarm mode. */
import { isJsonObject, type Json } from '../../cassette/json.ts';
import type { BodyFiles, Interaction } from '../../cassette/types.ts';
import type { ObjectKind, OperationMatch } from '../../docker/operation-types.ts';
import type { Need, NeedKind } from '../../docker/session-plan.ts';
import { bodyJson } from '../../meaning/answer.ts';
import { memberOf } from '../../meaning/container-mounts.ts';
import { canonicalImage, queryImage, registryOf } from '../../meaning/image-names.ts';
import { stringsAt } from '../../meaning/json.ts';

/** What every engine brings along. */
const OWN_DRIVERS: Readonly<Record<string, ReadonlySet<string>>> = {
  'network driver': new Set(['default', 'bridge', 'host', 'null', 'none', 'overlay', 'macvlan', 'ipvlan', 'nat', 'transparent']),
  'volume driver': new Set(['local']),
  'log driver': new Set(['default', 'json-file', 'local', 'none', 'journald', 'syslog', 'k8s-file', 'passthrough']),
  runtime: new Set(['default', 'runc', 'io.containerd.runc.v2']),
};

const SWARM_KINDS: ReadonlySet<ObjectKind> = new Set(['node', 'service', 'task', 'secret', 'config', 'swarm']);

/** Whether a request can only succeed in a swarm: it is about a thing of one, or spans its nodes. */
export function needsSwarm(interaction: Interaction, { operation }: OperationMatch, files: BodyFiles): boolean {
  if (operation.id === 'NetworkCreate') return stringsAt(bodyJson(interaction.request.body, files), 'Driver').includes('overlay');
  return isSwarmKind(operation.object?.kind) && operation.id !== 'SwarmInit';
}

export function isSwarmKind(kind: ObjectKind | undefined): boolean {
  return kind !== undefined && SWARM_KINDS.has(kind);
}

export function needLabel(kind: NeedKind, name: string): string {
  switch (kind) {
    case 'swarm':
      return 'swarm mode';
    case 'driver':
      return name;
    case 'registry':
      return `registry ${registryOf(name)}`;
    case 'published':
      return `image ${name} in its registry`;
    default:
      return `${kind} ${/^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name}`;
  }
}

export function aNeed(kind: NeedKind, name: string, { id }: Interaction): Need {
  return { kind, name, first: id, label: needLabel(kind, name) };
}

/** What a push names, as the engine's lists write it. */
export function pushedImage({ parameters, query }: OperationMatch): string {
  const tag = new URLSearchParams(query).get('tag');
  return canonicalImage(tag ? `${parameters.name}:${tag}` : (parameters.name as string));
}

/**
 * Registries and drivers without which a request that succeeded could not have.
 * @param pushed what the session has put into a registry before
 */
export function surroundings(interaction: Interaction, match: OperationMatch, files: BodyFiles, pushed: ReadonlySet<string>): Need[] {
  const { operation, parameters, query } = match;
  const fetched = (name: string | null | undefined) => {
    if (!name) return [];
    const image = canonicalImage(name);
    return [aNeed(pushed.has(image) ? 'registry' : 'published', image, interaction)];
  };
  const driver = (what: string, json: Json | undefined, key: string) =>
    stringsAt(json, key)
      .filter((name) => OWN_DRIVERS[what]?.has(name) !== true)
      .map((name) => aNeed('driver', `${what} ${name}`, interaction));
  switch (operation.id) {
    case 'ImageCreate':
      return fetched(queryImage(new URLSearchParams(query), 'fromImage'));
    case 'DistributionInspect':
      return fetched(parameters.name);
    case 'NetworkCreate':
      return driver('network driver', bodyJson(interaction.request.body, files), 'Driver');
    case 'VolumeCreate':
      return driver('volume driver', bodyJson(interaction.request.body, files), 'Driver');
    case 'ContainerCreate': {
      const create = bodyJson(interaction.request.body, files);
      const host = memberOf(isJsonObject(create) ? create : undefined, 'HostConfig');
      return [
        ...driver('runtime', host, 'Runtime'),
        ...driver('volume driver', host, 'VolumeDriver'),
        ...driver('log driver', memberOf(host, 'LogConfig'), 'Type'),
      ];
    }
    default:
      return [];
  }
}
