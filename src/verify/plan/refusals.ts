/**
 * What no session may do to an engine that others use as well, whoever made the object: said of the request alone, so that
 * the recorded one is judged before the run and the live one once more before it is sent.
 */
import { isJsonObject, type Json } from '../../cassette/json.ts';
import type { BodyFiles, RecordedRequest } from '../../cassette/types.ts';
import type { OperationMatch } from '../../docker/operation-types.ts';
import { bodyJson } from '../../meaning/answer.ts';
import { hostDevice, listOf, memberOf, mountsOf } from '../../meaning/container-mounts.ts';
import { stringsAt } from '../../meaning/json.ts';

const PRUNES: ReadonlySet<string> = new Set(['BuildPrune', 'ContainerPrune', 'ImagePrune', 'NetworkPrune', 'VolumePrune']);
const SWARM_CHANGES: ReadonlySet<string> = new Set(['SwarmInit', 'SwarmJoin', 'SwarmLeave', 'SwarmUpdate', 'SwarmUnlock']);
const NODE_CHANGES: ReadonlySet<string> = new Set(['NodeDelete', 'NodeUpdate']);
const PLUGIN_CHANGES: ReadonlySet<string> = new Set([
  'PluginCreate',
  'PluginDelete',
  'PluginDisable',
  'PluginEnable',
  'PluginPull',
  'PluginPush',
  'PluginSet',
  'PluginUpgrade',
]);

/** Sockets by which one rules an engine, and with it the host. */
const ENGINE_SOCKETS = ['docker.sock', 'podman/podman.sock', 'containerd/containerd.sock', 'docker/containerd/containerd.sock'].flatMap(
  (name) => [`/var/run/${name}`, `/run/${name}`],
);

/** Why a request is not for an engine of others, as a clause; null where nothing speaks against it. */
export function refusalOf(request: RecordedRequest, match: OperationMatch | null, files: BodyFiles): string | null {
  if (match === null) {
    const looks = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS';
    return looks ? null : 'no API version knows this request, so nobody can say what it would change';
  }
  const { id } = match.operation;
  if (PRUNES.has(id)) return 'a prune removes what others have made as well';
  if (SWARM_CHANGES.has(id)) return 'it changes the swarm mode of the whole engine';
  if (NODE_CHANGES.has(id)) return "the nodes of a swarm are not this run's";
  if (PLUGIN_CHANGES.has(id)) return 'plugins serve the whole engine';
  switch (id) {
    case 'ContainerCreate':
      return containerRefusal(bodyJson(request.body, files));
    case 'ServiceCreate':
    case 'ServiceUpdate':
      return mountRefusal(memberOf(memberOf(bodyJson(request.body, files), 'TaskTemplate'), 'ContainerSpec'));
    case 'VolumeCreate': {
      const device = hostDevice(memberOf(bodyJson(request.body, files), 'DriverOpts'));
      return device === null ? null : `the volume would stand for ${device} of the host, and what lies there is not this run's`;
    }
    default:
      return null;
  }
}

function containerRefusal(create: Json | undefined): string | null {
  const host = memberOf(create, 'HostConfig');
  if (host.Privileged === true) return 'the container would be privileged, and could change anything on the host';
  if (stringsAt(host, 'PidMode').includes('host')) return 'the container would see, and could end, every process of the host';
  const [device] = listOf(host.Devices).flatMap((item) => stringsAt(isJsonObject(item) ? item : undefined, 'PathOnHost'));
  if (device !== undefined) return `the container would have the host's device ${device}`;
  return mountRefusal(create);
}

function mountRefusal(spec: Json | undefined): string | null {
  for (const mount of mountsOf(spec)) {
    if (mount.kind !== 'host') continue;
    const socket = socketIn(mount.source);
    // Who may only read a socket can connect to it all the same.
    if (socket !== null) return `the container would hold the engine's own socket (${mount.source})`;
    if (mount.writable) return `the container could write into ${mount.source} of the host, and what lies there is not this run's`;
  }
  return null;
}

function socketIn(path: string): string | null {
  const clean = path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  if (/(?:^|[\\/])(?:docker|podman|containerd)[\w.-]*\.sock$|[\\/]pipe[\\/]/.test(clean)) return clean;
  const inside = clean === '/' ? '/' : `${clean}/`;
  return ENGINE_SOCKETS.find((socket) => socket === clean || socket.startsWith(inside)) ?? null;
}
