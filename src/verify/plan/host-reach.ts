/**
 * By what a container gets beyond itself without a path of the host: rights, devices, namespaces, lesser bounds. Engines take
 * some of it in the body of a create, some in that of an update, and services in words of their own.
 */
import { isJsonObject, type Json, type JsonObject } from '../../cassette/json.ts';
import { listOf, memberOf, stringList } from '../../meaning/container-mounts.ts';
import { stringsAt } from '../../meaning/json.ts';
import { capabilityRefusal } from './capabilities.ts';

/** Programs that listen there trust who comes from the machine itself. */
export const IN_HOST_NETWORK = "in the host's network, with all that listens on 127.0.0.1 and on abstract sockets";

/** Namespaces of the host that a container can join, each by a field of HostConfig. */
const NAMESPACES: Readonly<Record<string, string>> = {
  PidMode: 'the container would see, and could end, every process of the host',
  IpcMode: 'the container would share memory with processes of the host',
  UTSMode: "the container would have the host's own name, and could change it",
  UsernsMode: 'the root of the container would be that of the host',
  CgroupnsMode: "the container would see the host's control groups",
  NetworkMode: `the container would be ${IN_HOST_NETWORK}`,
};

/** What runs containers where nothing else is asked for. Others may hand over devices, or keep them in no bounds. */
const PLAIN_RUNTIMES: ReadonlySet<string> = new Set(['default', 'runc', 'io.containerd.runc.v2', 'io.containerd.runtime.v1.linux']);

/** Options that take nothing off the bounds of a container. */
const KEEPING = /^(?:no-new-privileges(?:[=:](?:true|1))?|seccomp[=:]builtin|apparmor[=:]docker-default)$/;

/** Of the body of `POST /containers/create`. */
export function reachOfContainer(create: Json | undefined): string | null {
  const host = memberOf(create, 'HostConfig');
  if (host.Privileged === true) return 'the container would be privileged, and could change anything on the host';
  for (const [field, why] of Object.entries(NAMESPACES)) if (stringsAt(host, field).includes('host')) return why;
  if (Object.hasOwn(memberOf(memberOf(create, 'NetworkingConfig'), 'EndpointsConfig'), 'host')) return NAMESPACES.NetworkMode ?? null;
  const [runtime = ''] = stringsAt(host, 'Runtime');
  if (runtime !== '' && !PLAIN_RUNTIMES.has(runtime))
    return `the runtime ${runtime} may give the container more of the host than others have`;
  return capabilityRefusal(stringList(host.CapAdd)) ?? looseness(host) ?? reachOfResources(host);
}

/** Of what an update of a container can change as well. */
export function reachOfResources(resources: JsonObject): string | null {
  const [device] = listOf(resources.Devices).flatMap((item) => stringsAt(isJsonObject(item) ? item : undefined, 'PathOnHost'));
  if (device !== undefined) return `the container would have the host's device ${device}`;
  const [rule] = stringList(resources.DeviceCgroupRules);
  if (rule !== undefined) return `the container could make itself devices of the host (${rule})`;
  if (listOf(resources.DeviceRequests).length > 0) return 'the container would have devices of the host, such as its GPUs';
  const [parent = ''] = stringsAt(resources, 'CgroupParent');
  return parent === '' ? null : `the container would be in the control group ${parent}, with the limits of others`;
}

/** Of the `TaskTemplate` of a service. */
export function reachOfTask(task: JsonObject): string | null {
  if (isJsonObject(task.PluginSpec) || stringsAt(task, 'Runtime').includes('plugin')) return 'plugins serve the whole engine';
  const container = memberOf(task, 'ContainerSpec');
  const { Seccomp, AppArmor, SELinuxContext } = memberOf(container, 'Privileges');
  const modes = [
    ...stringsAt(Seccomp, 'Mode').map((mode) => `seccomp=${mode}`),
    ...stringsAt(AppArmor, 'Mode').map((mode) => `apparmor=${mode}`),
  ].filter((mode) => !/=(?:default)?$/.test(mode));
  const labels = isJsonObject(SELinuxContext) ? Object.entries(SELinuxContext).filter(([, value]) => value !== false && value !== '') : [];
  const [loose] = [...modes, ...labels.map(([name]) => `SELinux ${name}`)];
  return capabilityRefusal(stringList(container.CapabilityAdd)) ?? (loose === undefined ? null : loosened(loose));
}

function looseness(host: JsonObject): string | null {
  const option = stringList(host.SecurityOpt).find((one) => !KEEPING.test(one));
  // A profile of seccomp comes as all of its text.
  if (option !== undefined) return loosened(option.length > 40 ? (/^[\w-]+/.exec(option)?.[0] ?? 'a profile') : option);
  // `--security-opt systempaths=unconfined`: a list takes the place of the usual one, null leaves it.
  const paths = ['MaskedPaths', 'ReadonlyPaths'].find((field) => Array.isArray(host[field]));
  return paths === undefined ? null : loosened(paths);
}

function loosened(how: string): string {
  return `the container would not be held in the bounds of others (${how})`;
}
