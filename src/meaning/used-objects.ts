/**
 * The objects of the engine that a request names, and what it does to each. Of the request alone, so that it can be said
 * before anything is sent.
 */
import { isJsonObject, type Json, parseJson } from '../cassette/json.ts';
import type { BodyFiles, RecordedRequest } from '../cassette/types.ts';
import type { OperationMatch } from '../docker/operation-types.ts';
import type { NamedThing } from '../docker/session-plan.ts';
import { bodyJson } from './answer.ts';
import { listOf, memberOf, mountsOf, stringList } from './container-mounts.ts';
import { dockerfileImages } from './dockerfile-images.ts';
import { canonicalImage, queryImage } from './image-names.ts';
import { stringsAt } from './json.ts';
import { tarMember } from './tar-member.ts';

/**
 * - `change`: it does something to it, or runs something in it;
 * - `use`: it builds on it, and leaves it as it is;
 * - `read`: it asks about it;
 * - `make`: it brings it about, under this name;
 * - `mount`, `fill`: of volumes, which come about where they are mounted first; who may write fills them.
 */
export type Role = 'change' | 'use' | 'read' | 'make' | 'mount' | 'fill';

export interface ObjectUse extends NamedThing {
  readonly role: Role;
}

/** Every engine has them, and nobody can remove them. */
const PREDEFINED_NETWORKS: ReadonlySet<string> = new Set(['', 'default', 'bridge', 'host', 'none', 'nat', 'private', 'podman', 'ingress']);
/** POSTs that only look (a wait ends with the container, and changes nothing). */
const LOOKING: ReadonlySet<string> = new Set(['ContainerWait', 'ContainerCopy']);

export function isPredefinedNetwork(name: string): boolean {
  return PREDEFINED_NETWORKS.has(name);
}

export function usedObjects(request: RecordedRequest, match: OperationMatch, files: BodyFiles): ObjectUse[] {
  const { operation, parameters } = match;
  const asked = new URLSearchParams(match.query);
  const body = () => bodyJson(request.body, files);
  const use = (role: Role, kind: NamedThing['kind'], ...names: readonly (string | null)[]): ObjectUse[] =>
    names.flatMap((name) => (name ? [{ role, kind, name }] : []));
  const parameter = operation.object?.parameter == null ? undefined : parameters[operation.object.parameter];
  const inPath = (role: Role) => (operation.object === null ? [] : use(role, operation.object.kind, parameter ?? null));
  switch (operation.id) {
    case 'ContainerCreate':
      return [...use('make', 'container', asked.get('name')), ...containerUses(body())];
    case 'ContainerStart': {
      // Until API 1.24 a start could say anew how the container is to run.
      const started = body();
      return [...inPath('change'), ...(isJsonObject(started) ? containerUses({ HostConfig: started }) : [])];
    }
    case 'ContainerRename':
      return [...inPath('change'), ...use('make', 'container', asked.get('name'))];
    case 'NetworkConnect':
    case 'NetworkDisconnect':
      return [
        ...(isPredefinedNetwork(parameter ?? '') ? [] : inPath('change')),
        ...use('change', 'container', ...stringsAt(body(), 'Container')),
      ];
    case 'NetworkCreate':
      return [
        ...use('make', 'network', ...stringsAt(body(), 'Name')),
        ...use('use', 'network', ...stringsAt(memberOf(body(), 'ConfigFrom'), 'Network')),
      ];
    case 'VolumeCreate':
      return use('make', 'volume', ...stringsAt(body(), 'Name'));
    case 'ImageBuild':
      return [
        ...use('make', 'image', ...asked.getAll('t').map(canonicalImage)),
        ...use('use', 'image', ...buildImages(request, asked, files)),
      ];
    case 'ImageCreate':
      return use('make', 'image', queryImage(asked, asked.has('fromImage') ? 'fromImage' : 'repo'));
    case 'ImageLoad':
      return use('make', 'image', ...savedImages(request, files));
    case 'ImageTag':
      return [...inPath('use'), ...use('make', 'image', queryImage(asked, 'repo'))];
    case 'ImageCommit':
      return [...use('change', 'container', asked.get('container')), ...use('make', 'image', queryImage(asked, 'repo'))];
    case 'ImagePush': {
      const tag = asked.get('tag');
      return use('use', 'image', tag && parameter ? `${parameter}:${tag}` : (parameter ?? null));
    }
    case 'ImageGetAll':
      return use('read', 'image', ...asked.getAll('names').flatMap((names) => names.split(',')));
    case 'DistributionInspect':
      return [];
    case 'ServiceCreate':
      return [...use('make', 'service', ...stringsAt(body(), 'Name')), ...serviceUses(body())];
    case 'ServiceUpdate':
      return [...inPath('change'), ...serviceUses(body())];
    case 'SecretCreate':
      return use('make', 'secret', ...stringsAt(body(), 'Name'));
    case 'ConfigCreate':
      return use('make', 'config', ...stringsAt(body(), 'Name'));
    default:
      return inPath(operation.effect === 'read' || LOOKING.has(operation.id) ? 'read' : 'change');
  }

  function containerUses(create: Json | undefined): ObjectUse[] {
    const host = memberOf(create, 'HostConfig');
    const modes = ['NetworkMode', 'IpcMode', 'PidMode'].flatMap((key) => stringsAt(host, key));
    const networks = [...stringsAt(host, 'NetworkMode'), ...Object.keys(memberOf(memberOf(create, 'NetworkingConfig'), 'EndpointsConfig'))];
    const from = stringList(host.VolumesFrom);
    return [
      ...use('use', 'image', ...stringsAt(create, 'Image')),
      ...use(
        'change',
        'container',
        ...modes.filter((mode) => mode.startsWith('container:')).map((mode) => mode.slice('container:'.length)),
      ),
      ...from.flatMap((name) => use(/:(?:ro|.*,ro)$/.test(name) ? 'use' : 'change', 'container', name.split(':', 1)[0] as string)),
      ...use('use', 'container', ...stringList(host.Links).map((link) => link.split(':', 1)[0] as string)),
      ...use('use', 'network', ...new Set(networks.filter((name) => !isPredefinedNetwork(name) && !/^(?:container|ns):/.test(name)))),
      ...volumeUses(create),
    ];
  }

  function serviceUses(spec: Json | undefined): ObjectUse[] {
    const template = memberOf(spec, 'TaskTemplate');
    const container = memberOf(template, 'ContainerSpec');
    const networks = [...listOf(template.Networks), ...listOf(isJsonObject(spec) ? spec.Networks : undefined)];
    const targets = networks.flatMap((network) => stringsAt(network, 'Target')).filter((name) => !isPredefinedNetwork(name));
    return [
      // A digest that the client has asked a registry for stands behind the name.
      ...use('use', 'image', ...stringsAt(container, 'Image').map((image) => image.split('@', 1)[0] as string)),
      ...use('use', 'network', ...new Set(targets)),
      ...use('use', 'secret', ...listOf(container.Secrets).flatMap((secret) => stringsAt(secret, 'SecretID'))),
      ...use('use', 'config', ...listOf(container.Configs).flatMap((config) => stringsAt(config, 'ConfigID'))),
      ...volumeUses(container),
    ];
  }

  function volumeUses(spec: Json | undefined): ObjectUse[] {
    return mountsOf(spec).flatMap((mount) =>
      mount.kind === 'volume' ? use(mount.writable ? 'fill' : 'mount', 'volume', mount.source) : [],
    );
  }
}

/** Of a classic build: BuildKit's has its context elsewhere, and pulls what it needs. */
function buildImages(request: RecordedRequest, asked: URLSearchParams, files: BodyFiles): string[] {
  if (asked.get('version') === '2' || asked.has('remote')) return [];
  const path = (asked.get('dockerfile') || 'Dockerfile').replace(/^\.?\//, '');
  const dockerfile = tarMember(request.body, files, path);
  return dockerfile === null ? [] : dockerfileImages(dockerfile.toString('utf8'), buildArguments(asked.get('buildargs')));
}

function buildArguments(json: string | null): Record<string, string> {
  const values = json === null ? undefined : parsed(json);
  if (!isJsonObject(values)) return {};
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** What `docker save` wrote into the tar. */
function savedImages(request: RecordedRequest, files: BodyFiles): string[] {
  const manifest = tarMember(request.body, files, 'manifest.json');
  const images = manifest === null ? undefined : parsed(manifest.toString('utf8'));
  return listOf(images).flatMap((image) => stringList(isJsonObject(image) ? image.RepoTags : undefined));
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
