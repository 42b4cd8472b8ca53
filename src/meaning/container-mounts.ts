/** What the body of a create (of a container, or of a service's tasks) ties to the host and to other objects. */
import { isJsonObject, type Json, type JsonObject } from '../cassette/json.ts';
import { stringsAt } from './json.ts';

export type Mount =
  | { readonly kind: 'host'; readonly source: string; readonly writable: boolean }
  | { readonly kind: 'volume'; readonly source: string; readonly writable: boolean }
  /** `-v /data`: a volume without a name, the container's own. */
  | { readonly kind: 'anonymous' };

/** `POST /containers/create` has them in its HostConfig, by two ways of writing; a container's spec of a service by one. */
export function mountsOf(body: Json | undefined): Mount[] {
  if (!isJsonObject(body)) return [];
  const host = memberOf(body, 'HostConfig');
  const volumes = isJsonObject(body.Volumes) ? Object.keys(body.Volumes) : [];
  return [
    ...stringList(host.Binds).map(bindMount),
    ...[...listOf(host.Mounts), ...listOf(body.Mounts)].flatMap(longMount),
    ...volumes.map((): Mount => ({ kind: 'anonymous' })),
  ];
}

/** `/srv:/data:ro,z`, `data:/data`. Windows writes the host's path with a drive. */
function bindMount(bind: string): Mount {
  const drive = /^[A-Za-z]:[\\/]/.test(bind) ? 2 : 0;
  const colon = bind.indexOf(':', drive);
  const source = colon < 0 ? '' : bind.slice(0, colon);
  if (source === '') return { kind: 'anonymous' };
  const modes = bind.slice(bind.indexOf(':', colon + 1) + 1).split(',');
  const writable = bind.indexOf(':', colon + 1) < 0 || !modes.some((mode) => mode === 'ro' || mode === 'readonly');
  return { kind: isHostPath(source) ? 'host' : 'volume', source, writable };
}

function longMount(mount: Json): Mount[] {
  if (!isJsonObject(mount)) return [];
  const [source = ''] = stringsAt(mount, 'Source');
  const writable = mount.ReadOnly !== true;
  switch (mount.Type) {
    case 'bind':
    case 'npipe':
      return [{ kind: 'host', source, writable }];
    case 'volume': {
      const device = hostDevice(memberOf(memberOf(memberOf(mount, 'VolumeOptions'), 'DriverConfig'), 'Options'));
      if (device !== null) return [{ kind: 'host', source: device, writable }];
      return [source === '' ? { kind: 'anonymous' } : { kind: 'volume', source, writable }];
    }
    default:
      return [];
  }
}

/** The path of the host that a local volume stands for, of the options of its driver; null where it has storage of its own. */
export function hostDevice(options: JsonObject): string | null {
  const [device] = stringsAt(options, 'device');
  if (device !== undefined && isHostPath(device)) return device;
  // An overlay names its directories among the options of its mount.
  const [, layer] = /(?:^|,)(?:lower|upper|work)dir=([^,:]+)/.exec(stringsAt(options, 'o')[0] ?? '') ?? [];
  return layer ?? null;
}

export function isHostPath(path: string): boolean {
  return /^(?:[/\\~.]|[A-Za-z]:[\\/])/.test(path);
}

export function memberOf(json: Json | undefined, key: string): JsonObject {
  const value = isJsonObject(json) ? json[key] : undefined;
  return isJsonObject(value) ? value : {};
}

export function listOf(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? json : [];
}

export function stringList(json: Json | undefined): string[] {
  return listOf(json).filter((item) => typeof item === 'string');
}
