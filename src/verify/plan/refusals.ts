/**
 * What no session may do to an engine that others use as well, whoever made the object: said of the request alone, so that
 * the recorded one is judged before the run and the live one once more before it is sent.
 */
import { isJsonObject, type Json, type JsonObject } from '../../cassette/json.ts';
import type { BodyFiles, RecordedRequest } from '../../cassette/types.ts';
import type { OperationMatch } from '../../docker/operation-types.ts';
import { bodyJson } from '../../meaning/answer.ts';
import { hostDevice, listOf, memberOf, mountsOf } from '../../meaning/container-mounts.ts';
import { stringsAt } from '../../meaning/json.ts';
import { type EngineHost, pathRefusal } from './host-paths.ts';
import { IN_HOST_NETWORK, reachOfContainer, reachOfResources, reachOfTask } from './host-reach.ts';

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

/** Storage that a volume of the local driver can have and that is no part of the host: memory, or another machine's. */
const STORAGE: ReadonlySet<string> = new Set(['', 'tmpfs', 'nfs', 'nfs4', 'cifs']);

/** Why a request is not for an engine of others, as a clause; null where nothing speaks against it. */
export function refusalOf(request: RecordedRequest, match: OperationMatch | null, files: BodyFiles, host: EngineHost): string | null {
  if (match === null) {
    const looks = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS';
    return looks ? null : 'no API version knows this request, so nobody can say what it would change';
  }
  const { id } = match.operation;
  if (PRUNES.has(id)) return 'a prune removes what others have made as well';
  if (SWARM_CHANGES.has(id)) return 'it changes the swarm mode of the whole engine';
  if (NODE_CHANGES.has(id)) return "the nodes of a swarm are not this run's";
  if (PLUGIN_CHANGES.has(id)) return 'plugins serve the whole engine';
  const body = () => bodyJson(request.body, files);
  switch (id) {
    case 'ContainerCreate': {
      const create = body();
      return reachOfContainer(create) ?? mountRefusal(create, host);
    }
    case 'ContainerStart': {
      // Until API 1.24 a start could say anew how the container is to run.
      const started = body();
      const create = isJsonObject(started) ? { HostConfig: started } : undefined;
      return reachOfContainer(create) ?? mountRefusal(create, host);
    }
    case 'ContainerUpdate': {
      const resources = body();
      return isJsonObject(resources) ? reachOfResources(resources) : null;
    }
    case 'ContainerExec': {
      const exec = body();
      return isJsonObject(exec) && exec.Privileged === true
        ? 'the program would be privileged, and could change anything on the host'
        : null;
    }
    case 'ServiceCreate':
    case 'ServiceUpdate':
      return serviceRefusal(body(), host);
    case 'VolumeCreate':
      return volumeRefusal(body());
    case 'ImageBuild':
      return buildRefusal(new URLSearchParams(match.query));
    default:
      return null;
  }
}

function serviceRefusal(spec: Json | undefined, host: EngineHost): string | null {
  const task = memberOf(spec, 'TaskTemplate');
  const networks = [...listOf(task.Networks), ...listOf(isJsonObject(spec) ? spec.Networks : undefined)];
  if (networks.some((network) => stringsAt(network, 'Target').includes('host'))) return `the service would be ${IN_HOST_NETWORK}`;
  return reachOfTask(task) ?? mountRefusal(memberOf(task, 'ContainerSpec'), host);
}

function volumeRefusal(create: Json | undefined): string | null {
  const options = memberOf(create, 'DriverOpts');
  const device = hostDevice(options);
  if (device !== null) return `the volume would stand for ${device} of the host, and what lies there is not this run's`;
  return storageRefusal(stringsAt(create, 'Driver'), options, 'the volume');
}

/** Such as `type=debugfs`, which is the kernel itself. */
function storageRefusal([driver = '']: readonly string[], options: JsonObject, what: string): string | null {
  const [type = ''] = stringsAt(options, 'type');
  return (driver !== '' && driver !== 'local') || STORAGE.has(type) ? null : `${what} would be a ${type} of the host`;
}

function buildRefusal(asked: URLSearchParams): string | null {
  const network = asked.get('networkmode') ?? '';
  if (network === 'host') return `steps of the build would be ${IN_HOST_NETWORK}`;
  if (network.startsWith('container:'))
    return `steps of the build would be in the network of container ${network.slice('container:'.length)}`;
  const parent = asked.get('cgroupparent') ?? '';
  return parent === '' ? null : `steps of the build would be in the control group ${parent}, with the limits of others`;
}

function mountRefusal(spec: Json | undefined, host: EngineHost): string | null {
  for (const mount of mountsOf(spec)) {
    if (mount.kind !== 'host') continue;
    // Who may only read a socket can connect to it all the same.
    const refusal = pathRefusal(mount.source, host);
    if (refusal !== null) return refusal;
    if (mount.writable) return `the container could write into ${mount.source} of the host, and what lies there is not this run's`;
  }
  const mounts = [...listOf(memberOf(spec, 'HostConfig').Mounts), ...listOf(isJsonObject(spec) ? spec.Mounts : undefined)];
  for (const mount of mounts) {
    const driver = memberOf(memberOf(mount, 'VolumeOptions'), 'DriverConfig');
    const refusal = storageRefusal(stringsAt(driver, 'Name'), memberOf(driver, 'Options'), 'a volume of the container');
    if (refusal !== null) return refusal;
  }
  return null;
}
