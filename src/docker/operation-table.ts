/**
 * Every operation of the Engine API, 1.18 … 1.55, with what tapedeck must know about it beside its schemas.
 *
 * Ids, methods and paths are those of the published descriptions (the newest id where one was renamed); the ids marked
 * "ours" are of operations that engines have and no description names. `since` is the first version whose description
 * (1.25 on) or prose (before) has it.
 *
 * What is not said in a row follows from it: GET and HEAD are reads, the rest changes; the object is named by the first
 * parameter of the path; the answer is whole.
 */
import type { ApiVersion } from '../cassette/types.ts';
import type { ObjectKind, Operation } from './operation-types.ts';

interface Traits {
  readonly since?: ApiVersion;
  readonly until?: ApiVersion;
  readonly transport?: 'streamed' | 'hijacked';
  readonly effect?: Operation['effect'];
  readonly lifecycle?: true;
  readonly body?: Operation['requestBody'];
}

const LIFECYCLE: Traits = { lifecycle: true };
const REPEATABLE: Traits = { effect: 'repeatable' };
const STREAMED: Traits = { transport: 'streamed' };
const JSON_BODY: Traits = { body: 'json' };
const V20: Traits = { since: '1.20' };
const V21: Traits = { since: '1.21' };
const V24: Traits = { since: '1.24' };
const V25: Traits = { since: '1.25' };
const V30: Traits = { since: '1.30' };
/** Only engines that run with --experimental have checkpoints; no description names them. */
const CHECKPOINT: Traits = { since: '1.25' };

const OBJECT_PARAMETER = /\{(\w+)\}/;

function operation(id: string, method: Operation['method'], path: string, kind: ObjectKind, ...traits: readonly Traits[]): Operation {
  const all: Traits = Object.assign({}, ...traits);
  return {
    id,
    method,
    path,
    since: all.since ?? '1.18',
    until: all.until ?? null,
    transport: all.transport ?? 'whole',
    effect: all.effect ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'change'),
    object: { kind, parameter: OBJECT_PARAMETER.exec(path)?.[1] ?? null },
    lifecycle: all.lifecycle ?? false,
    requestBody: all.body ?? 'none',
  };
}

export const OPERATIONS: readonly Operation[] = [
  operation('ContainerList', 'GET', '/containers/json', 'container'),
  operation('ContainerCreate', 'POST', '/containers/create', 'container', JSON_BODY),
  operation('ContainerInspect', 'GET', '/containers/{id}/json', 'container'),
  operation('ContainerTop', 'GET', '/containers/{id}/top', 'container'),
  operation('ContainerLogs', 'GET', '/containers/{id}/logs', 'container', STREAMED),
  operation('ContainerChanges', 'GET', '/containers/{id}/changes', 'container'),
  operation('ContainerExport', 'GET', '/containers/{id}/export', 'container'),
  operation('ContainerStats', 'GET', '/containers/{id}/stats', 'container', STREAMED),
  operation('ContainerResize', 'POST', '/containers/{id}/resize', 'container', REPEATABLE),
  operation('ContainerStart', 'POST', '/containers/{id}/start', 'container', LIFECYCLE),
  operation('ContainerStop', 'POST', '/containers/{id}/stop', 'container', LIFECYCLE),
  operation('ContainerRestart', 'POST', '/containers/{id}/restart', 'container', LIFECYCLE),
  operation('ContainerKill', 'POST', '/containers/{id}/kill', 'container', LIFECYCLE),
  operation('ContainerUpdate', 'POST', '/containers/{id}/update', 'container', LIFECYCLE, JSON_BODY, { since: '1.22' }),
  operation('ContainerRename', 'POST', '/containers/{id}/rename', 'container'),
  operation('ContainerPause', 'POST', '/containers/{id}/pause', 'container', LIFECYCLE),
  operation('ContainerUnpause', 'POST', '/containers/{id}/unpause', 'container', LIFECYCLE),
  operation('ContainerAttach', 'POST', '/containers/{id}/attach', 'container', REPEATABLE, { transport: 'hijacked' }),
  operation('ContainerAttachWebsocket', 'GET', '/containers/{id}/attach/ws', 'container', REPEATABLE, { transport: 'hijacked' }),
  // The head of a wait comes at once and its body when the container ends, so each piece has a time of its own.
  operation('ContainerWait', 'POST', '/containers/{id}/wait', 'container', REPEATABLE, STREAMED),
  operation('ContainerDelete', 'DELETE', '/containers/{id}', 'container', LIFECYCLE),
  operation('ContainerCopy', 'POST', '/containers/{id}/copy', 'container', JSON_BODY, { until: '1.23', effect: 'read' }), // ours
  operation('ContainerArchiveInfo', 'HEAD', '/containers/{id}/archive', 'container', V20),
  operation('ContainerArchive', 'GET', '/containers/{id}/archive', 'container', V20),
  operation('PutContainerArchive', 'PUT', '/containers/{id}/archive', 'container', V20, { body: 'tar' }),
  operation('ContainerPrune', 'POST', '/containers/prune', 'container', V25, REPEATABLE),
  operation('ContainerExec', 'POST', '/containers/{id}/exec', 'container', JSON_BODY),
  operation('CheckpointList', 'GET', '/containers/{id}/checkpoints', 'container', CHECKPOINT), // ours
  operation('CheckpointCreate', 'POST', '/containers/{id}/checkpoints', 'container', CHECKPOINT, JSON_BODY), // ours
  operation('CheckpointDelete', 'DELETE', '/containers/{id}/checkpoints/{checkpoint}', 'container', CHECKPOINT), // ours

  operation('ExecStart', 'POST', '/exec/{id}/start', 'exec', JSON_BODY, { transport: 'hijacked' }),
  operation('ExecResize', 'POST', '/exec/{id}/resize', 'exec', REPEATABLE),
  operation('ExecInspect', 'GET', '/exec/{id}/json', 'exec'),

  operation('ImageList', 'GET', '/images/json', 'image'),
  operation('ImageBuild', 'POST', '/build', 'image', STREAMED, { body: 'tar' }),
  operation('ImageCreate', 'POST', '/images/create', 'image', STREAMED, { body: 'tar' }),
  operation('ImageInspect', 'GET', '/images/{name}/json', 'image'),
  operation('ImageHistory', 'GET', '/images/{name}/history', 'image'),
  operation('ImageAttestations', 'GET', '/images/{name}/attestations', 'image', { since: '1.55' }),
  operation('ImagePush', 'POST', '/images/{name}/push', 'image', STREAMED),
  operation('ImageTag', 'POST', '/images/{name}/tag', 'image'),
  operation('ImageDelete', 'DELETE', '/images/{name}', 'image'),
  operation('ImageSearch', 'GET', '/images/search', 'image'),
  operation('ImagePrune', 'POST', '/images/prune', 'image', V25, REPEATABLE),
  operation('ImageCommit', 'POST', '/commit', 'image', JSON_BODY),
  operation('ImageGet', 'GET', '/images/{name}/get', 'image'),
  operation('ImageGetAll', 'GET', '/images/get', 'image'),
  operation('ImageLoad', 'POST', '/images/load', 'image', STREAMED, { body: 'tar' }),
  operation('DistributionInspect', 'GET', '/distribution/{name}/json', 'image', V30),

  operation('BuildPrune', 'POST', '/build/prune', 'build', REPEATABLE, { since: '1.31' }),
  operation('BuildCancel', 'POST', '/build/cancel', 'build', REPEATABLE, { since: '1.39' }), // ours
  operation('Session', 'POST', '/session', 'build', { since: '1.31', transport: 'hijacked' }),
  operation('BuildKitGrpc', 'POST', '/grpc', 'build', { since: '1.40', transport: 'hijacked' }), // ours

  operation('NetworkList', 'GET', '/networks', 'network', V21),
  operation('NetworkInspect', 'GET', '/networks/{id}', 'network', V21),
  operation('NetworkDelete', 'DELETE', '/networks/{id}', 'network', V21),
  operation('NetworkCreate', 'POST', '/networks/create', 'network', V21, JSON_BODY),
  operation('NetworkConnect', 'POST', '/networks/{id}/connect', 'network', V21, JSON_BODY, LIFECYCLE),
  operation('NetworkDisconnect', 'POST', '/networks/{id}/disconnect', 'network', V21, JSON_BODY, LIFECYCLE),
  operation('NetworkPrune', 'POST', '/networks/prune', 'network', V25, REPEATABLE),

  operation('VolumeList', 'GET', '/volumes', 'volume', V21),
  operation('VolumeCreate', 'POST', '/volumes/create', 'volume', V21, JSON_BODY),
  operation('VolumeInspect', 'GET', '/volumes/{name}', 'volume', V21),
  operation('VolumeUpdate', 'PUT', '/volumes/{name}', 'volume', JSON_BODY, { since: '1.42' }),
  operation('VolumeDelete', 'DELETE', '/volumes/{name}', 'volume', V21),
  operation('VolumePrune', 'POST', '/volumes/prune', 'volume', V25, REPEATABLE),

  operation('PluginList', 'GET', '/plugins', 'plugin', V24),
  operation('GetPluginPrivileges', 'GET', '/plugins/privileges', 'plugin', V25),
  operation('PluginPull', 'POST', '/plugins/pull', 'plugin', V24, STREAMED, JSON_BODY),
  operation('PluginInspect', 'GET', '/plugins/{name}/json', 'plugin', V25),
  operation('PluginInspectFirst', 'GET', '/plugins/{name}', 'plugin', V24, { until: '1.24' }), // ours: only 1.24 had it there
  operation('PluginDelete', 'DELETE', '/plugins/{name}', 'plugin', V24),
  operation('PluginEnable', 'POST', '/plugins/{name}/enable', 'plugin', V24),
  operation('PluginDisable', 'POST', '/plugins/{name}/disable', 'plugin', V24),
  operation('PluginUpgrade', 'POST', '/plugins/{name}/upgrade', 'plugin', STREAMED, JSON_BODY, { since: '1.26' }),
  operation('PluginCreate', 'POST', '/plugins/create', 'plugin', V25, { body: 'tar' }),
  operation('PluginPush', 'POST', '/plugins/{name}/push', 'plugin', V25, STREAMED),
  operation('PluginSet', 'POST', '/plugins/{name}/set', 'plugin', V25, JSON_BODY),

  operation('NodeList', 'GET', '/nodes', 'node', V24),
  operation('NodeInspect', 'GET', '/nodes/{id}', 'node', V24),
  operation('NodeDelete', 'DELETE', '/nodes/{id}', 'node', V24),
  operation('NodeUpdate', 'POST', '/nodes/{id}/update', 'node', V24, JSON_BODY),

  operation('SwarmInspect', 'GET', '/swarm', 'swarm', V24),
  operation('SwarmInit', 'POST', '/swarm/init', 'swarm', V24, JSON_BODY),
  operation('SwarmJoin', 'POST', '/swarm/join', 'swarm', V24, JSON_BODY),
  operation('SwarmLeave', 'POST', '/swarm/leave', 'swarm', V24),
  operation('SwarmUpdate', 'POST', '/swarm/update', 'swarm', V24, JSON_BODY),
  operation('SwarmUnlockkey', 'GET', '/swarm/unlockkey', 'swarm', V25),
  operation('SwarmUnlock', 'POST', '/swarm/unlock', 'swarm', V25, JSON_BODY),

  operation('ServiceList', 'GET', '/services', 'service', V24),
  operation('ServiceCreate', 'POST', '/services/create', 'service', V24, JSON_BODY),
  operation('ServiceInspect', 'GET', '/services/{id}', 'service', V24),
  operation('ServiceDelete', 'DELETE', '/services/{id}', 'service', V24, LIFECYCLE),
  operation('ServiceUpdate', 'POST', '/services/{id}/update', 'service', V24, JSON_BODY, LIFECYCLE),
  operation('ServiceLogs', 'GET', '/services/{id}/logs', 'service', V25, STREAMED),

  operation('TaskList', 'GET', '/tasks', 'task', V24),
  operation('TaskInspect', 'GET', '/tasks/{id}', 'task', V24),
  operation('TaskLogs', 'GET', '/tasks/{id}/logs', 'task', STREAMED, { since: '1.29' }),

  operation('SecretList', 'GET', '/secrets', 'secret', V25),
  operation('SecretCreate', 'POST', '/secrets/create', 'secret', V25, JSON_BODY),
  operation('SecretInspect', 'GET', '/secrets/{id}', 'secret', V25),
  operation('SecretDelete', 'DELETE', '/secrets/{id}', 'secret', V25),
  operation('SecretUpdate', 'POST', '/secrets/{id}/update', 'secret', JSON_BODY, { since: '1.26' }),

  operation('ConfigList', 'GET', '/configs', 'config', V30),
  operation('ConfigCreate', 'POST', '/configs/create', 'config', V30, JSON_BODY),
  operation('ConfigInspect', 'GET', '/configs/{id}', 'config', V30),
  operation('ConfigDelete', 'DELETE', '/configs/{id}', 'config', V30),
  operation('ConfigUpdate', 'POST', '/configs/{id}/update', 'config', V30, JSON_BODY),

  operation('SystemAuth', 'POST', '/auth', 'system', REPEATABLE, JSON_BODY),
  operation('SystemInfo', 'GET', '/info', 'system'),
  operation('SystemVersion', 'GET', '/version', 'system'),
  operation('SystemPing', 'GET', '/_ping', 'system'),
  operation('SystemPingHead', 'HEAD', '/_ping', 'system', { since: '1.40' }),
  operation('SystemEvents', 'GET', '/events', 'system', STREAMED),
  operation('SystemDataUsage', 'GET', '/system/df', 'system', V25),
];
